// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/daylight.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ratio>

namespace eyrie::world {

Vec3 Daylight::sky(Vec3 direction) const noexcept {
  const float up = std::clamp(direction.z, 0.0F, 1.0F);
  const Vec3 clear = mix(horizon, zenith, std::sqrt(up));
  const float towards_sun = std::max(0.0F, dot(direction, to_sun));
  const float squared = towards_sun * towards_sun;
  const float glow = squared * squared * squared * squared;
  return clear + sun * (0.10F * glow * glow);
}

float sun_azimuth(Timestamp time, const geometry::GeoPoint& place) noexcept {
  constexpr float kDegree = portable::kPi / 180;
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto day_of_year = static_cast<float>((day - std::chrono::sys_days(date.year() / 1 / 1)).count() + 1);
  const float utc_h = std::chrono::duration<float, std::ratio<3600>>(time - day).count();
  const float declination = 23.45F * kDegree * portable::sin(portable::kTwoPi * (284 + day_of_year) / 365);
  const float hour_angle = 15 * kDegree * (utc_h - 12) + static_cast<float>(place.lon_deg) * kDegree;
  const auto [sin_declination, cos_declination] = portable::sin_cos(declination);
  const auto [sin_hour, cos_hour] = portable::sin_cos(hour_angle);
  const auto [sin_lat, cos_lat] = portable::sin_cos(static_cast<float>(place.lat_deg) * kDegree);
  const float east = -cos_declination * sin_hour;
  const float north = cos_lat * sin_declination - sin_lat * cos_declination * cos_hour;
  return portable::atan2(east, north);
}

Daylight make_daylight(Weather weather, std::optional<float> sun_azimuth_rad, Random random) {
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
  const float anywhere = random.uniform(0, portable::kTwoPi);
  const auto [north, east] = portable::sin_cos(sun_azimuth_rad ? portable::kPi / 2 - *sun_azimuth_rad : anywhere);
  const auto [up, flat] = portable::sin_cos(elevation);
  light.to_sun = {east * flat, north * flat, up};
  return light;
}

}  // namespace eyrie::world
