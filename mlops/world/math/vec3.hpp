// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

namespace eyrie::world {

/// A point, direction or linear colour in single precision: what the renderer computes with by the million. Poses and
/// cameras are `geometry::Vector3`, in double precision.
struct Vec3 {
  float x = 0;
  float y = 0;
  float z = 0;

  friend constexpr Vec3 operator+(Vec3 a, Vec3 b) noexcept { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr Vec3 operator-(Vec3 a, Vec3 b) noexcept { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend constexpr Vec3 operator-(Vec3 a) noexcept { return {-a.x, -a.y, -a.z}; }
  friend constexpr Vec3 operator*(Vec3 a, float s) noexcept { return {a.x * s, a.y * s, a.z * s}; }
  friend constexpr Vec3 operator*(float s, Vec3 a) noexcept { return a * s; }
  friend constexpr Vec3 operator*(Vec3 a, Vec3 b) noexcept { return {a.x * b.x, a.y * b.y, a.z * b.z}; }
  friend constexpr Vec3& operator+=(Vec3& a, Vec3 b) noexcept { return a = a + b; }
  friend constexpr Vec3& operator*=(Vec3& a, float s) noexcept { return a = a * s; }
  friend constexpr bool operator==(const Vec3&, const Vec3&) noexcept = default;
};

[[nodiscard]] constexpr float dot(Vec3 a, Vec3 b) noexcept { return a.x * b.x + a.y * b.y + a.z * b.z; }
[[nodiscard]] constexpr Vec3 cross(Vec3 a, Vec3 b) noexcept {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
[[nodiscard]] inline float length(Vec3 a) noexcept { return std::sqrt(dot(a, a)); }
/// Of unit length; up where there is no direction.
[[nodiscard]] inline Vec3 normalized(Vec3 a) noexcept {
  const float l = length(a);
  return l > 1e-12F ? a * (1 / l) : Vec3{0, 0, 1};
}

[[nodiscard]] constexpr float mix(float a, float b, float t) noexcept { return a + (b - a) * t; }
[[nodiscard]] constexpr Vec3 mix(Vec3 a, Vec3 b, float t) noexcept { return a + (b - a) * t; }

/// 0 at `from`, 1 at `to`, smooth between and constant beyond; `from` may lie above `to`.
[[nodiscard]] constexpr float smooth_step(float from, float to, float x) noexcept {
  const float t = std::clamp((x - from) / (to - from), 0.0F, 1.0F);
  return t * t * (3 - 2 * t);
}

/// Two directions that make a right-handed orthonormal basis with the unit vector `normal` as its third.
struct Tangents {
  Vec3 first;
  Vec3 second;
};
[[nodiscard]] inline Tangents tangents_of(Vec3 normal) noexcept {
  const Vec3 helper = std::fabs(normal.z) < 0.9F ? Vec3{0, 0, 1} : Vec3{0, 1, 0};
  const Vec3 first = normalized(cross(helper, normal));
  return {first, cross(normal, first)};
}

}  // namespace eyrie::world
