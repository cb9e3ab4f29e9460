// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace eyrie::fleet::detail {

double overlap(const NormalisedBox& a, const NormalisedBox& b) noexcept {
  const double width = std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min);
  const double height = std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min);
  if (width <= 0 || height <= 0) return 0;
  const auto area = [](const NormalisedBox& box) { return (box.x_max - box.x_min) * (box.y_max - box.y_min); };
  return width * height / (area(a) + area(b) - width * height);
}

double distance_m(const GroundPosition& a, const GroundPosition& b) noexcept {
  // A local plane on a sphere: over a few kilometres the error is below 1 %, less than the ellipses that it is compared
  // with.
  constexpr double kEarthRadius = 6'371'000.0;
  constexpr double kRadians = std::numbers::pi / 180;
  const double east_deg = std::remainder(b.lon_deg - a.lon_deg, 360.0);
  const double north = (b.lat_deg - a.lat_deg) * kRadians * kEarthRadius;
  const double east = east_deg * kRadians * kEarthRadius * std::cos((a.lat_deg + b.lat_deg) / 2 * kRadians);
  return std::hypot(north, east);
}

}  // namespace eyrie::fleet::detail
