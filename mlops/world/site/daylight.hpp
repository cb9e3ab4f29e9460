// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "world/math/random.hpp"
#include "world/math/vec3.hpp"

namespace eyrie::world {

enum class Weather : std::uint8_t { kDay, kLowSun, kOvercast };

/// The light of one site: a sun with an edge as soft as the weather makes it, and a sky between two colours.
struct Daylight {
  Weather weather = Weather::kDay;
  Vec3 to_sun;               ///< unit length
  Vec3 sun;                  ///< irradiance on a surface that faces it, over pi
  float sun_radius_rad = 0;  ///< how far shadows smear
  Vec3 zenith;               ///< radiance of the sky
  Vec3 horizon;
  float haze_per_m = 0;

  /// Radiance of the sky in a direction, the glow around the sun included and the sun itself left out.
  [[nodiscard]] Vec3 sky(Vec3 direction) const noexcept;
};

[[nodiscard]] Daylight make_daylight(Weather weather, Random random);

}  // namespace eyrie::world
