// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <numbers>

namespace eyrie::geometry {

/// A point or a direction in three dimensions; which frame is in the name of the variable.
struct Vector3 {
  double x = 0;
  double y = 0;
  double z = 0;

  friend constexpr Vector3 operator+(const Vector3& a, const Vector3& b) noexcept {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
  }
  friend constexpr Vector3 operator-(const Vector3& a, const Vector3& b) noexcept {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
  }
  friend constexpr Vector3 operator*(double s, const Vector3& v) noexcept { return {s * v.x, s * v.y, s * v.z}; }
};

[[nodiscard]] constexpr double dot(const Vector3& a, const Vector3& b) noexcept { return a.x * b.x + a.y * b.y + a.z * b.z; }
[[nodiscard]] inline double norm(const Vector3& v) noexcept { return std::sqrt(dot(v, v)); }

/// A rotation from one right-handed frame to another, named like a fraction: `ned_from_body * point_in_body`.
class Rotation {
 public:
  /// Leaves everything where it is.
  constexpr Rotation() noexcept : rows_{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}} {}
  /// The rows of an orthonormal matrix of determinant 1; for the caller to see to.
  constexpr Rotation(const Vector3& first, const Vector3& second, const Vector3& third) noexcept
      : rows_{first, second, third} {}

  friend constexpr Vector3 operator*(const Rotation& r, const Vector3& v) noexcept {
    return {dot(r.rows_[0], v), dot(r.rows_[1], v), dot(r.rows_[2], v)};
  }
  friend constexpr Rotation operator*(const Rotation& a, const Rotation& b) noexcept {
    const Rotation columns = b.inverse();
    return {columns * a.rows_[0], columns * a.rows_[1], columns * a.rows_[2]};
  }
  [[nodiscard]] constexpr Rotation inverse() const noexcept {
    return {
        {rows_[0].x, rows_[1].x, rows_[2].x}, {rows_[0].y, rows_[1].y, rows_[2].y}, {rows_[0].z, rows_[1].z, rows_[2].z}};
  }

 private:
  std::array<Vector3, 3> rows_;
};

[[nodiscard]] constexpr double to_radians(double degrees) noexcept { return degrees * (std::numbers::pi / 180.0); }
[[nodiscard]] constexpr double to_degrees(double radians) noexcept { return radians * (180.0 / std::numbers::pi); }

}  // namespace eyrie::geometry
