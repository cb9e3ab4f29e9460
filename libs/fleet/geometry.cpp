// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/geometry.hpp"

#include <algorithm>
#include <cmath>

namespace eyrie::fleet::detail {
namespace {
constexpr double kEarthRadius = 6'371'000.0;
}  // namespace

double overlap(const NormalisedBox& a, const NormalisedBox& b) noexcept {
  const double width = std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min);
  const double height = std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min);
  if (width <= 0 || height <= 0) return 0;
  const auto area = [](const NormalisedBox& box) { return (box.x_max - box.x_min) * (box.y_max - box.y_min); };
  return width * height / (area(a) + area(b) - width * height);
}

GroundOffset offset_m(const GroundPosition& from, const GroundPosition& to) noexcept {
  // A local plane on a sphere: over a few kilometres the error is below 1 %, less than the ellipses that it is compared
  // with.
  const double east_deg = std::remainder(to.lon_deg - from.lon_deg, 360.0);
  return {.east_m = east_deg * kRadians * kEarthRadius * std::cos((from.lat_deg + to.lat_deg) / 2 * kRadians),
          .north_m = (to.lat_deg - from.lat_deg) * kRadians * kEarthRadius};
}

GroundPosition moved(GroundPosition from, const GroundOffset& by) noexcept {
  const double north_deg = by.north_m / kEarthRadius / kRadians;
  const double middle = (from.lat_deg + north_deg / 2) * kRadians;
  from.lon_deg = std::remainder(from.lon_deg + by.east_m / (kEarthRadius * std::cos(middle)) / kRadians, 360.0);
  from.lat_deg += north_deg;
  return from;
}

double distance_m(const GroundPosition& a, const GroundPosition& b) noexcept {
  const auto [east_m, north_m] = offset_m(a, b);
  return std::hypot(north_m, east_m);
}

}  // namespace eyrie::fleet::detail
