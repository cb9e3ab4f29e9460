// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/places.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "evaluation/mean.hpp"

namespace eyrie::evaluation {
namespace {

double quantile(std::span<const double> sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], at - static_cast<double>(below));
}

}  // namespace

double distance_m(const JudgedPlace& place) { return geometry::ground_distance_m(place.estimate.position, place.truth); }

bool is_in_ellipse(const JudgedPlace& place) {
  const auto& ellipse = place.estimate;
  const auto offset = geometry::offset_between(ellipse.position, place.truth);
  const double angle_rad = ellipse.orientation_deg * std::numbers::pi / 180;
  const double along_m = offset.north_m * std::cos(angle_rad) + offset.east_m * std::sin(angle_rad);
  const double across_m = offset.east_m * std::cos(angle_rad) - offset.north_m * std::sin(angle_rad);
  // Multiplied out, so that an ellipse without width holds what lies on it.
  return std::hypot(along_m * ellipse.semi_minor_m, across_m * ellipse.semi_major_m) <=
             ellipse.semi_major_m * ellipse.semi_minor_m &&
         std::abs(along_m) <= ellipse.semi_major_m && std::abs(across_m) <= ellipse.semi_minor_m;
}

PlaceAccuracy judge_places(std::span<const JudgedPlace> places) {
  if (places.empty()) return {};
  std::vector<double> errors_m;
  for (const auto& place : places) errors_m.push_back(distance_m(place));
  std::ranges::sort(errors_m);
  const auto inside = std::ranges::count_if(places, is_in_ellipse);
  return {.places = places.size(),
          .mean_m = *mean_of(errors_m),
          .median_m = quantile(errors_m, 0.5),
          .p95_m = quantile(errors_m, 0.95),
          .max_m = errors_m.back(),
          .in_ellipse = static_cast<double>(inside) / static_cast<double>(places.size())};
}

}  // namespace eyrie::evaluation
