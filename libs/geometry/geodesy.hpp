// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "geometry/vector.hpp"

namespace eyrie::geometry {

/// A place on WGS-84.
struct GeoPoint {
  double lat_deg = 0;
  double lon_deg = 0;
  double alt_m =
      0;  ///< above mean sea level, as telemetry has it; carried along, never mixed with heights above the ellipsoid
};

/// The place one reaches from `origin` over ground, `north_m` and `east_m` measured at the origin, along the geodesic in
/// that direction. Altitude stays the origin's.
[[nodiscard]] GeoPoint moved(const GeoPoint& origin, double north_m, double east_m) noexcept;

/// How `target` lies from `origin`: the direction at the origin and the length of the geodesic, as north and east metres.
/// The inverse of `moved`.
struct GroundOffset {
  double north_m = 0;
  double east_m = 0;
};
[[nodiscard]] GroundOffset offset_between(const GeoPoint& origin, const GeoPoint& target) noexcept;

/// Length of the geodesic, in metres.
[[nodiscard]] double ground_distance_m(const GeoPoint& a, const GeoPoint& b) noexcept;

/// `point` in the frame that is level at `origin`: north, east, down in metres along straight lines. Altitudes count as
/// heights above the ellipsoid, which is right as long as the geoid is the same distance away at both places.
[[nodiscard]] Vector3 ned_from_geo(const GeoPoint& origin, const GeoPoint& point) noexcept;
[[nodiscard]] GeoPoint geo_from_ned(const GeoPoint& origin, const Vector3& point_in_ned) noexcept;

}  // namespace eyrie::geometry
