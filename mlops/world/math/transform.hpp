// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/math/portable.hpp"
#include "world/math/vec3.hpp"

namespace eyrie::world {

/// Where a part lies in its parent, and how it is turned: origin and the three axes, told in the parent's frame. Built up by
/// chaining, outermost first: `site.moved({3, 2, 0}).turned_about_z(yaw)`.
struct Transform {
  Vec3 origin;
  Vec3 x{1, 0, 0};
  Vec3 y{0, 1, 0};
  Vec3 z{0, 0, 1};

  [[nodiscard]] constexpr Vec3 direction(Vec3 v) const noexcept { return x * v.x + y * v.y + z * v.z; }
  [[nodiscard]] constexpr Vec3 point(Vec3 v) const noexcept { return origin + direction(v); }
  [[nodiscard]] constexpr Transform moved(Vec3 by) const noexcept { return {point(by), x, y, z}; }

  [[nodiscard]] Transform turned_about_x(float rad) const noexcept {
    const auto [s, c] = portable::sin_cos(rad);
    return {origin, x, y * c + z * s, z * c - y * s};
  }
  /// Positive angles tip z towards x: a person leans forward.
  [[nodiscard]] Transform turned_about_y(float rad) const noexcept {
    const auto [s, c] = portable::sin_cos(rad);
    return {origin, x * c - z * s, y, z * c + x * s};
  }
  [[nodiscard]] Transform turned_about_z(float rad) const noexcept {
    const auto [s, c] = portable::sin_cos(rad);
    return {origin, x * c + y * s, y * c - x * s, z};
  }
};

}  // namespace eyrie::world
