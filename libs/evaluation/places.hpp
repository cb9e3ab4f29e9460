// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "geometry/geodesy.hpp"

namespace eyrie::evaluation {

/// Where something was said to be, with the ellipse that should hold it in 95 of 100 cases.
struct PlaceEstimate {
  geometry::GeoPoint position;
  double semi_major_m = 0;
  double semi_minor_m = 0;
  double orientation_deg = 0;  ///< of the major axis, clockwise from north
};

struct JudgedPlace {
  geometry::GeoPoint truth;
  PlaceEstimate estimate;
};

/// How far from the truth places were, along the ground, and how honest their ellipses are: good ones hold 95 % of the true
/// places, no fewer and no more. Altitudes are not looked at.
struct PlaceAccuracy {
  std::size_t places = 0;
  double mean_m = 0;
  double median_m = 0;
  double p95_m = 0;  ///< quantiles are interpolated between two places (Hyndman and Fan 1996, type 7)
  double max_m = 0;
  double in_ellipse = 0;  ///< share, 0..1
};

[[nodiscard]] double distance_m(const JudgedPlace& place);
/// On the ellipse counts.
[[nodiscard]] bool is_in_ellipse(const JudgedPlace& place);
/// All zero without places.
[[nodiscard]] PlaceAccuracy judge_places(std::span<const JudgedPlace> places);

}  // namespace eyrie::evaluation
