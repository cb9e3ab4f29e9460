// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "base/result.hpp"
#include "world/math/random.hpp"
#include "world/render/renderer.hpp"
#include "world/site/site.hpp"

namespace eyrie::world {

/// A view and what the sensor makes of it.
struct Shot {
  View open;
  View close;
  View middle;  ///< what the truth is told for
  Sensor sensor;
};

/// A picture of a training set: from above or from aside, near enough to tell heads, of people where they are together or of
/// a vehicle. Draws until the camera hangs in free air, or takes the last. With what `middle` sees.
[[nodiscard]] Result<std::pair<Shot, CleanPass>> draw_free_shot(const Site& site, Renderer& renderer, int width_px,
                                                                int height_px, const Random& random);

}  // namespace eyrie::world
