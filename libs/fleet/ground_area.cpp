// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/ground_area.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "fleet/geometry.hpp"

namespace eyrie::fleet {
namespace {

using detail::kLeastSigma_m;
using detail::kRadians;
using detail::kScale95;

constexpr double kSmallestSquareMetres = 1;

struct Vector {
  double x = 0;
  double y = 0;
  friend Vector operator-(const Vector& a, const Vector& b) { return {.x = a.x - b.x, .y = a.y - b.y}; }
};

double cross(const Vector& a, const Vector& b) { return a.x * b.y - a.y * b.x; }
double dot(const Vector& a, const Vector& b) { return a.x * b.x + a.y * b.y; }

/// Of the standard normal distribution, beyond `x`.
double upper_tail(double x) { return std::erfc(x / std::numbers::sqrt2) / 2; }

/// Owen's T(h, a) for 0 <= a <= 1: the integrand is even, so ten Gauss-Legendre nodes over [-1, 1] cost five.
double owens_t_by_quadrature(double h, double a) {
  constexpr std::array<double, 5> kNodes{0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845,
                                         0.9739065285171717};
  constexpr std::array<double, 5> kWeights{0.2955242247147529, 0.2692667193099963, 0.2190863625159820, 0.1494513491505806,
                                           0.0666713443086881};
  double sum = 0;
  for (std::size_t i = 0; i < kNodes.size(); ++i) {
    const double r = 1 + a * a * kNodes[i] * kNodes[i];
    sum += kWeights[i] * std::exp(-h * h * r / 2) / r;
  }
  return a * sum / (2 * std::numbers::pi);
}

/// Owen's T(h, t / h) for h >= 0 and any t: the probability between a line at distance h from the middle and the ray to
/// its point at t. D. B. Owen, "Tables for computing bivariate normal probabilities", Ann. Math. Stat. 27 (1956), 2.3-2.5.
double owens_t(double h, double t) {
  constexpr double kFar = 6;  // what lies beyond is less than 1e-9
  const double length = std::abs(t);
  if (length == 0 || h > kFar) return 0;
  const double along = length <= h ? owens_t_by_quadrature(h, length / h)
                                   : (upper_tail(h) + upper_tail(length)) / 2 - upper_tail(h) * upper_tail(length) -
                                         owens_t_by_quadrature(length, h / length);
  return std::copysign(along, t);
}

/// Of the standard normal distribution around the origin, in the triangle of the origin, `a` and `b`; negative when they
/// follow each other clockwise. A. R. DiDonato, M. P. Jarnagin, R. K. Hageman, "Computation of the integral of the bivariate
/// normal distribution over convex polygons", SIAM J. Sci. Stat. Comput. 1 (1980): polygons as sums over their edges.
double triangle_probability(const Vector& a, const Vector& b) {
  const Vector edge = b - a;
  const double length = std::hypot(edge.x, edge.y);
  const double turn = cross(a, b);
  if (length == 0 || turn == 0) return 0;
  const double distance = std::abs(turn) / length;
  const double angle = std::atan2(std::abs(turn), dot(a, b));
  const double beyond = owens_t(distance, dot(b, edge) / length) - owens_t(distance, dot(a, edge) / length);
  return std::copysign(angle / (2 * std::numbers::pi) - beyond, turn);
}

/// On which side of the line from `a` to `b` lies `c`: the sign.
double side(const Vector& a, const Vector& b, const Vector& c) { return cross(b - a, c - a); }

/// `c`, which lies on the line through both, is no further out than they are.
bool is_between(const Vector& a, const Vector& b, const Vector& c) { return dot(a - c, b - c) <= 0; }

/// Whether two edges have a point in common, their ends included.
bool meet(const Vector& a, const Vector& b, const Vector& c, const Vector& d) {
  const double c_side = side(a, b, c);
  const double d_side = side(a, b, d);
  const double a_side = side(c, d, a);
  const double b_side = side(c, d, b);
  if (c_side * d_side < 0 && a_side * b_side < 0) return true;
  return (c_side == 0 && is_between(a, b, c)) || (d_side == 0 && is_between(a, b, d)) ||
         (a_side == 0 && is_between(c, d, a)) || (b_side == 0 && is_between(c, d, b));
}

std::string corner(std::size_t index) { return "corner " + std::to_string(index + 1); }

/// What is wrong with single corners, or nothing.
std::string problem_of_corners(std::span<const GroundPoint> corners) {
  if (corners.size() < 3 || corners.size() > GroundArea::kMaxCorners) {
    return "3 to 100 corners, these are " + std::to_string(corners.size());
  }
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const auto [lat, lon] = corners[i];
    if (!(std::abs(lat) <= 90 && std::abs(lon) <= 180)) {  // true for NaN
      return corner(i) + " is no place on the earth: lat is -90 to 90 degrees, lon -180 to 180. GeoJSON has lon first";
    }
    if (std::abs(lat) > GroundArea::kMaxLatitude_deg) {
      return corner(i) + " lies beyond 85 degrees of latitude, where maps end";
    }
    const std::size_t before = i == 0 ? corners.size() - 1 : i - 1;
    if (corners[i] == corners[before]) {
      return corner(std::max(i, before)) + " is where " + corner(std::min(i, before)) +
             " is: leave it out (a ring of GeoJSON ends where it begins)";
    }
  }
  return {};
}

/// Which edges of the outline cross or touch, or fold back onto each other; nothing when it is simple.
std::string problem_of_outline(std::span<const Vector> outline) {
  const std::size_t count = outline.size();
  const auto at = [&](std::size_t i) -> const Vector& { return outline[i % count]; };
  for (std::size_t i = 0; i < count; ++i) {
    const Vector forth = at(i + 1) - at(i);
    const Vector on = at(i + 2) - at(i + 1);
    if (cross(forth, on) == 0 && dot(forth, on) < 0) {
      return "the outline folds back onto itself at " + corner((i + 1) % count) + ": move or remove it";
    }
    for (std::size_t j = i + 2; j < count; ++j) {
      const bool is_neighbour = (j + 1) % count == i;
      if (is_neighbour || !meet(at(i), at(i + 1), at(j), at(j + 1))) continue;
      return "the outline crosses or touches itself: the edge after " + corner(i) + " and the one after " + corner(j) +
             ". Move a corner, or make two areas";
    }
  }
  return {};
}

}  // namespace

Result<GroundArea> GroundArea::create(std::span<const GroundPoint> corners) {
  const auto refuse = [](const std::string& problem) { return fail(Error::kInvalidArgument, "area: " + problem); };
  if (const auto problem = problem_of_corners(corners); !problem.empty()) return refuse(problem);
  const auto [west, east] = std::ranges::minmax_element(corners, {}, &GroundPoint::lon_deg);
  if (east->lon_deg - west->lon_deg > 180) {
    return refuse("it crosses the 180th meridian: make two areas, one on each side");
  }
  GroundArea area(corners);
  if (2 * std::max(area.half_extent_m_.east_m, area.half_extent_m_.north_m) > kMaxExtent_m) {
    return refuse("it is " + std::to_string(std::lround(2 * area.half_extent_m_.east_m)) + " m from west to east and " +
                  std::to_string(std::lround(2 * area.half_extent_m_.north_m)) +
                  " m from south to north, at most 10000 m each. Are lat and lon in the right order?");
  }
  std::vector<Vector> outline;
  for (const Offset& each : area.corners_) outline.push_back({.x = each.east_m, .y = each.north_m});
  if (const auto problem = problem_of_outline(outline); !problem.empty()) return refuse(problem);
  if (area.area_m2() < kSmallestSquareMetres) return refuse("it is smaller than 1 square metre. Move a corner");
  return area;
}

GroundArea::GroundArea(std::span<const GroundPoint> corners) {
  const auto [west, east] = std::ranges::minmax(corners, {}, &GroundPoint::lon_deg);
  const auto [south, north] = std::ranges::minmax(corners, {}, &GroundPoint::lat_deg);
  middle_ = {.lat_deg = (south.lat_deg + north.lat_deg) / 2, .lon_deg = (west.lon_deg + east.lon_deg) / 2};

  // Radii of curvature of WGS-84 in the prime vertical and in the meridian.
  constexpr double kSemiMajor_m = 6'378'137.0;
  constexpr double kEccentricity2 = 6.69437999014e-3;
  const double sine = std::sin(middle_.lat_deg * kRadians);
  const double w2 = 1 - kEccentricity2 * sine * sine;
  const double prime_vertical_m = kSemiMajor_m / std::sqrt(w2);
  metres_per_degree_ = {.east_m = kRadians * prime_vertical_m * std::cos(middle_.lat_deg * kRadians),
                        .north_m = kRadians * prime_vertical_m * (1 - kEccentricity2) / w2};

  half_extent_m_ = offset_of(north.lat_deg, east.lon_deg);
  corners_.reserve(corners.size());
  for (const GroundPoint& each : corners) corners_.push_back(offset_of(each.lat_deg, each.lon_deg));
}

GroundArea::Offset GroundArea::offset_of(double lat_deg, double lon_deg) const noexcept {
  return {.east_m = std::remainder(lon_deg - middle_.lon_deg, 360.0) * metres_per_degree_.east_m,
          .north_m = (lat_deg - middle_.lat_deg) * metres_per_degree_.north_m};
}

double GroundArea::area_m2() const noexcept {
  double twice = 0;
  for (std::size_t i = 0, j = corners_.size() - 1; i < corners_.size(); j = i++) {
    twice += corners_[j].east_m * corners_[i].north_m - corners_[i].east_m * corners_[j].north_m;
  }
  return std::abs(twice) / 2;
}

double GroundArea::probability(const GroundPosition& place) const noexcept {
  const Offset at = offset_of(place.lat_deg, place.lon_deg);
  const double along_sigma_m = std::max(place.semi_major_m / kScale95, kLeastSigma_m);
  const double across_sigma_m = std::max(place.semi_minor_m / kScale95, kLeastSigma_m);
  const double sine = std::sin(place.orientation_deg * kRadians);
  const double cosine = std::cos(place.orientation_deg * kRadians);
  // Seen along the ellipse's axes and in its standard deviations the distribution is the standard one.
  const auto standardised = [&](const Offset& corner) -> Vector {
    const double east_m = corner.east_m - at.east_m;
    const double north_m = corner.north_m - at.north_m;
    return {.x = (east_m * sine + north_m * cosine) / along_sigma_m,
            .y = (east_m * cosine - north_m * sine) / across_sigma_m};
  };
  double sum = 0;
  Vector before = standardised(corners_.back());
  for (const Offset& corner : corners_) {
    const Vector next = standardised(corner);
    sum += triangle_probability(before, next);
    before = next;
  }
  return std::clamp(std::abs(sum), 0.0, 1.0);
}

bool GroundArea::holds(const GroundPosition& place, double certainty) const noexcept {
  // Outside of the box by more than the 95 % ellipse reaches, less than 0.8 % of the distribution is on the area's side.
  const Offset at = offset_of(place.lat_deg, place.lon_deg);
  const double reach_m = std::max(place.semi_major_m, place.semi_minor_m);
  const double beyond_m =
      std::max(std::abs(at.east_m) - half_extent_m_.east_m, std::abs(at.north_m) - half_extent_m_.north_m);
  return beyond_m <= std::max(reach_m, kLeastSigma_m * kScale95) && probability(place) >= certainty;
}

}  // namespace eyrie::fleet
