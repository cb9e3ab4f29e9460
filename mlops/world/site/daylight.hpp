// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "geometry/geodesy.hpp"
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

/// Where the sun stands at a time and place, clockwise from north in radians, -pi..pi: right to 6 degrees unless it stands
/// nearly overhead (declination of Cooper, Solar Energy 12, 1969; the equation of time is left out).
[[nodiscard]] float sun_azimuth(Timestamp time, const geometry::GeoPoint& place) noexcept;

/// The weather decides how high the sun stands; without an azimuth it stands in any direction.
[[nodiscard]] Daylight make_daylight(Weather weather, std::optional<float> sun_azimuth_rad, Random random);

}  // namespace eyrie::world
