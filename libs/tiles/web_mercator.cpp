// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "tiles/web_mercator.hpp"

#include <cmath>
#include <numbers>

namespace eyrie::tiles {

MercatorPoint mercator_from_geo(const geometry::GeoPoint& point) noexcept {
  const double lat_rad = geometry::to_radians(point.lat_deg);
  return {.x = point.lon_deg / 360 + 0.5, .y = 0.5 - std::asinh(std::tan(lat_rad)) / (2 * std::numbers::pi)};
}

geometry::GeoPoint geo_from_mercator(const MercatorPoint& point) noexcept {
  const double lat_rad = std::atan(std::sinh((0.5 - point.y) * 2 * std::numbers::pi));
  return {.lat_deg = geometry::to_degrees(lat_rad), .lon_deg = (point.x - 0.5) * 360};
}

}  // namespace eyrie::tiles
