// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "imaging/image.hpp"
#include "world/math/vec3.hpp"

namespace eyrie::world {

/// What lens and sensor make of the light.
struct Sensor {
  float exposure = 1;
  Vec3 white_balance{1, 1, 1};
  float noise = 0.010F;    ///< deviation, of the full range, in the shadows
  float vignette = 0.18F;  ///< light lost at the left and right edge
  std::uint64_t noise_key = 0;
};

/// Linear light of a picture to 8-bit BGR: vignette, the blur of a small lens, a filmic curve (Narkowicz' fit of ACES,
/// 2015), sRGB's exponent, noise. `light` holds width * height colours, row by row.
[[nodiscard]] imaging::Image develop(const std::vector<Vec3>& light, int width, int height, const Sensor& sensor,
                                     int threads);

}  // namespace eyrie::world
