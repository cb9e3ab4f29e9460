// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eyrie::perception {

/// A point of a picture, in pixels; pixel centres are integers.
struct Point {
  double x = 0;
  double y = 0;
};

/// Takes points of one picture to another: (xx x + xy y + dx, yx x + yy y + dy). Named like a fraction:
/// `current_from_previous * point_in_previous`.
struct Affine {
  double xx = 1;
  double xy = 0;
  double dx = 0;
  double yx = 0;
  double yy = 1;
  double dy = 0;

  [[nodiscard]] constexpr Point operator*(const Point& point) const noexcept {
    return {.x = xx * point.x + xy * point.y + dx, .y = yx * point.x + yy * point.y + dy};
  }
  /// `c_from_b * b_from_a` is `c_from_a`.
  [[nodiscard]] constexpr Affine operator*(const Affine& other) const noexcept {
    const Point moved = *this * Point{.x = other.dx, .y = other.dy};
    return {.xx = xx * other.xx + xy * other.yx,
            .xy = xx * other.xy + xy * other.yy,
            .dx = moved.x,
            .yx = yx * other.xx + yy * other.yx,
            .yy = yx * other.xy + yy * other.yy,
            .dy = moved.y};
  }
  /// Without the shift: how a velocity turns and grows.
  [[nodiscard]] constexpr Point turn(const Point& direction) const noexcept {
    return {.x = xx * direction.x + xy * direction.y, .y = yx * direction.x + yy * direction.y};
  }
  /// By how much areas grow; its root is the scale of a similarity.
  [[nodiscard]] constexpr double determinant() const noexcept { return xx * yy - xy * yx; }
};

}  // namespace eyrie::perception
