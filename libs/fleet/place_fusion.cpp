// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/place_fusion.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "fleet/geometry.hpp"

namespace eyrie::fleet {
namespace {

constexpr double kWalking_mps = 1.5;
/// Of a squared Mahalanobis distance: the 0.999 quantile of chi-squared with two degrees of freedom, -2 ln 0.001.
constexpr double kFarthestSquared = 13.815510557964274;
/// Of a place that came without an ellipse.
constexpr double kUnknownSigma_m = 10;

/// A symmetric matrix over east and north.
struct Symmetric {
  double ee = 0;
  double en = 0;
  double nn = 0;
  friend Symmetric operator+(const Symmetric& a, const Symmetric& b) { return {a.ee + b.ee, a.en + b.en, a.nn + b.nn}; }
  [[nodiscard]] Symmetric inverse() const {
    const double determinant = ee * nn - en * en;
    return {nn / determinant, -en / determinant, ee / determinant};
  }
  [[nodiscard]] detail::GroundOffset operator*(const detail::GroundOffset& v) const {
    return {.east_m = ee * v.east_m + en * v.north_m, .north_m = en * v.east_m + nn * v.north_m};
  }
};

Symmetric covariance_of(const GroundPosition& position) {
  if (position.semi_major_m <= 0) return {kUnknownSigma_m * kUnknownSigma_m, 0, kUnknownSigma_m * kUnknownSigma_m};
  const double major = std::max(position.semi_major_m / detail::kScale95, detail::kLeastSigma_m);
  const double minor = std::max(position.semi_minor_m / detail::kScale95, detail::kLeastSigma_m);
  const double along_east = std::sin(position.orientation_deg * detail::kRadians);
  const double along_north = std::cos(position.orientation_deg * detail::kRadians);
  return {.ee = major * major * along_east * along_east + minor * minor * along_north * along_north,
          .en = (major * major - minor * minor) * along_east * along_north,
          .nn = major * major * along_north * along_north + minor * minor * along_east * along_east};
}

/// The 95 % ellipse of a covariance (its eigenvalues and the direction of the larger one).
void set_ellipse(GroundPosition& position, const Symmetric& covariance) {
  const double mean = (covariance.ee + covariance.nn) / 2;
  const double spread = std::hypot((covariance.nn - covariance.ee) / 2, covariance.en);
  position.semi_major_m = detail::kScale95 * std::sqrt(mean + spread);
  position.semi_minor_m = detail::kScale95 * std::sqrt(std::max(mean - spread, 0.0));
  const double turn = std::atan2(2 * covariance.en, covariance.nn - covariance.ee) / 2 / detail::kRadians;
  position.orientation_deg = turn < 0 ? turn + 180 : turn;
}

}  // namespace

GroundPosition fused(std::span<const PlaceSeen> places) {
  const PlaceSeen& newest = *std::ranges::max_element(places, {}, &PlaceSeen::at);
  if (places.size() == 1) return newest.position;
  const Symmetric own = covariance_of(newest.position);
  Symmetric information = own.inverse();
  detail::GroundOffset weighted;  // from the newest place
  for (const PlaceSeen& place : places) {
    if (&place == &newest) continue;
    const double walked_m = kWalking_mps * std::chrono::duration<double>(newest.at - place.at).count();
    const Symmetric covariance = covariance_of(place.position) + Symmetric{walked_m * walked_m, 0, walked_m * walked_m};
    const auto offset = detail::offset_m(newest.position, place.position);
    const auto scaled = (own + covariance).inverse() * offset;
    if (scaled.east_m * offset.east_m + scaled.north_m * offset.north_m > kFarthestSquared) continue;
    const auto pull = covariance.inverse() * offset;
    weighted = {.east_m = weighted.east_m + pull.east_m, .north_m = weighted.north_m + pull.north_m};
    information = information + covariance.inverse();
  }
  const Symmetric covariance = information.inverse();
  GroundPosition result = detail::moved(newest.position, covariance * weighted);
  set_ellipse(result, covariance);
  return result;
}

}  // namespace eyrie::fleet
