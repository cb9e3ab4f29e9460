// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/daylight.hpp"

namespace eyrie::world {

Vec3 Daylight::sky(Vec3 direction) const noexcept {
  const float up = std::clamp(direction.z, 0.0F, 1.0F);
  const Vec3 clear = mix(horizon, zenith, std::sqrt(up));
  const float towards_sun = std::max(0.0F, dot(direction, to_sun));
  const float squared = towards_sun * towards_sun;
  const float glow = squared * squared * squared * squared;
  return clear + sun * (0.10F * glow * glow);
}

Daylight make_daylight(Weather weather, Random random) {
  Daylight light;
  light.weather = weather;
  float elevation = 0;
  switch (weather) {
    case Weather::kDay:
      elevation = random.uniform(0.70F, 1.10F);
      light.sun = Vec3{1.00F, 0.94F, 0.85F} * 2.65F;
      light.sun_radius_rad = 0.008F;
      light.zenith = Vec3{0.36F, 0.51F, 0.80F} * 1.0F;
      light.horizon = {0.74F, 0.82F, 0.92F};
      light.haze_per_m = random.uniform(0.0004F, 0.0018F);
      break;
    case Weather::kLowSun:
      elevation = random.uniform(0.26F, 0.42F);
      light.sun = Vec3{1.00F, 0.70F, 0.42F} * 3.1F;
      light.sun_radius_rad = 0.010F;
      light.zenith = Vec3{0.36F, 0.46F, 0.70F} * 0.72F;
      light.horizon = Vec3{0.95F, 0.78F, 0.60F} * 0.85F;
      light.haze_per_m = random.uniform(0.0012F, 0.0035F);
      break;
    case Weather::kOvercast:
      elevation = random.uniform(0.7F, 1.1F);
      light.sun = Vec3{1.00F, 0.98F, 0.95F} * random.uniform(0.25F, 0.7F);
      light.sun_radius_rad = 0.22F;
      light.zenith = Vec3{0.90F, 0.94F, 1.00F} * 1.15F;
      light.horizon = Vec3{0.80F, 0.84F, 0.90F} * 1.0F;
      light.haze_per_m = random.uniform(0.0008F, 0.0024F);
      break;
  }
  const auto [s, c] = portable::sin_cos(random.uniform(0, portable::kTwoPi));
  const auto [up, flat] = portable::sin_cos(elevation);
  light.to_sun = {c * flat, s * flat, up};
  return light;
}

}  // namespace eyrie::world
