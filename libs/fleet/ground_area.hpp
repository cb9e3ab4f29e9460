// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "fleet/report.hpp"

namespace eyrie::fleet {

/// A corner of an area on the ground, in degrees on WGS-84.
struct GroundPoint {
  double lat_deg = 0;
  double lon_deg = 0;
  friend bool operator==(const GroundPoint&, const GroundPoint&) = default;
};

/// A simple polygon on the ground, and how likely a place that is known with an error lies in it.
///
/// Inside, everything is metres east and north of the middle, on a plane whose scale is that of WGS-84 there: over the
/// widest area allowed a length is off by less than 0.5 % up to 80 degrees of latitude, far below any ellipse. Edges are
/// straight in longitude and latitude, as GeoJSON has them (RFC 7946, 3.1.1). Immutable; nothing allocates but `create`.
class GroundArea {
 public:
  static constexpr std::size_t kMaxCorners = 100;
  static constexpr double kMaxExtent_m = 10'000;
  static constexpr double kMaxLatitude_deg = 85;  ///< where maps end
  /// Below this `holds` could not tell a place outside of the box around the area from one inside.
  static constexpr double kLeastCertainty = 0.01;
  static constexpr double kMostCertainty = 0.99;

  /// 3 to 100 corners in either direction, the first not repeated at the end. `kInvalidArgument` names the corner and the
  /// remedy: not a place on the earth, over the 180th meridian, too wide, an outline that crosses or touches itself.
  [[nodiscard]] static Result<GroundArea> create(std::span<const GroundPoint> corners);

  /// The probability that the true place lies inside, 0..1 to 1e-6: the integral over the area of the normal distribution
  /// whose 95 % ellipse the place has. A place without an ellipse is taken for exact.
  [[nodiscard]] double probability(const GroundPosition& place) const noexcept;

  /// Whether `probability` is at least `certainty` (`kLeastCertainty` to `kMostCertainty`), in a few comparisons for a
  /// place that is nowhere near.
  [[nodiscard]] bool holds(const GroundPosition& place, double certainty) const noexcept;

 private:
  struct Offset {
    double east_m = 0;
    double north_m = 0;
  };
  explicit GroundArea(std::span<const GroundPoint> corners);
  [[nodiscard]] Offset offset_of(double lat_deg, double lon_deg) const noexcept;
  [[nodiscard]] double area_m2() const noexcept;

  GroundPoint middle_;
  Offset metres_per_degree_;
  Offset half_extent_m_;  ///< of the box around the area, whose middle is `middle_`
  std::vector<Offset> corners_;
};

}  // namespace eyrie::fleet
