// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "geometry/geodesy.hpp"

#include <cmath>

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/LocalCartesian.hpp>

namespace eyrie::geometry {

GeoPoint moved(const GeoPoint& origin, double north_m, double east_m) noexcept {
  GeoPoint target = origin;
  const double azimuth_deg = to_degrees(std::atan2(east_m, north_m));
  GeographicLib::Geodesic::WGS84().Direct(origin.lat_deg, origin.lon_deg, azimuth_deg, std::hypot(north_m, east_m),
                                          target.lat_deg, target.lon_deg);
  return target;
}

GroundOffset offset_between(const GeoPoint& origin, const GeoPoint& target) noexcept {
  double distance_m = 0;
  double azimuth_deg = 0;
  double azimuth_there_deg = 0;
  GeographicLib::Geodesic::WGS84().Inverse(origin.lat_deg, origin.lon_deg, target.lat_deg, target.lon_deg, distance_m,
                                           azimuth_deg, azimuth_there_deg);
  const double azimuth_rad = to_radians(azimuth_deg);
  return {.north_m = distance_m * std::cos(azimuth_rad), .east_m = distance_m * std::sin(azimuth_rad)};
}

double ground_distance_m(const GeoPoint& a, const GeoPoint& b) noexcept {
  double distance_m = 0;
  GeographicLib::Geodesic::WGS84().Inverse(a.lat_deg, a.lon_deg, b.lat_deg, b.lon_deg, distance_m);
  return distance_m;
}

Vector3 ned_from_geo(const GeoPoint& origin, const GeoPoint& point) noexcept {
  const GeographicLib::LocalCartesian local(origin.lat_deg, origin.lon_deg, origin.alt_m);
  double east_m = 0;
  double north_m = 0;
  double up_m = 0;
  local.Forward(point.lat_deg, point.lon_deg, point.alt_m, east_m, north_m, up_m);
  return {north_m, east_m, -up_m};
}

GeoPoint geo_from_ned(const GeoPoint& origin, const Vector3& point_in_ned) noexcept {
  const GeographicLib::LocalCartesian local(origin.lat_deg, origin.lon_deg, origin.alt_m);
  GeoPoint point;
  local.Reverse(point_in_ned.y, point_in_ned.x, -point_in_ned.z, point.lat_deg, point.lon_deg, point.alt_m);
  return point;
}

}  // namespace eyrie::geometry
