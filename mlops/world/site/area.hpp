// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "world/math/transform.hpp"

namespace eyrie::world {

/// A place on the ground: metres east and north of the site's origin.
struct Point2 {
  float x = 0;
  float y = 0;

  friend constexpr Point2 operator+(Point2 a, Point2 b) noexcept { return {a.x + b.x, a.y + b.y}; }
  friend constexpr Point2 operator-(Point2 a, Point2 b) noexcept { return {a.x - b.x, a.y - b.y}; }
  friend constexpr Point2 operator*(Point2 a, float s) noexcept { return {a.x * s, a.y * s}; }
  friend constexpr bool operator==(const Point2&, const Point2&) noexcept = default;
};
[[nodiscard]] inline float distance(Point2 a, Point2 b) noexcept {
  const Point2 d = b - a;
  return std::sqrt(d.x * d.x + d.y * d.y);
}

/// A rectangle on the ground, turned: what a thing takes of the site, or where the ground is of one kind.
class Area {
 public:
  Area() = default;
  /// `angle_rad` is the direction of its long side, counter-clockwise from east.
  Area(Point2 centre, float half_length_m, float half_width_m, float angle_rad);

  [[nodiscard]] Point2 centre() const noexcept { return centre_; }
  [[nodiscard]] float half_length_m() const noexcept { return half_length_; }
  [[nodiscard]] float half_width_m() const noexcept { return half_width_; }
  [[nodiscard]] float angle_rad() const noexcept { return angle_; }

  /// To the rectangle's own axes and back.
  [[nodiscard]] Point2 to_local(Point2 p) const noexcept;
  [[nodiscard]] Point2 from_local(Point2 p) const noexcept;
  /// Below 0 inside.
  [[nodiscard]] float signed_distance(Point2 p) const noexcept;
  [[nodiscard]] Area grown(float by_m) const noexcept;
  /// Whether two rectangles touch (separating axes).
  [[nodiscard]] bool overlaps(const Area& other) const noexcept;
  /// Whether the straight way from `from` to `to` touches it.
  [[nodiscard]] bool blocks(Point2 from, Point2 to) const noexcept;
  /// A frame on the ground at its centre, x along it.
  [[nodiscard]] Transform frame() const noexcept;

 private:
  Point2 centre_;
  float half_length_ = 0;
  float half_width_ = 0;
  float angle_ = 0;
  Point2 axis_{1, 0};
};

}  // namespace eyrie::world
