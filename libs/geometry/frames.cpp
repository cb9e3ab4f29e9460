// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "geometry/frames.hpp"

#include <cmath>

namespace eyrie::geometry {

Rotation parent_from_body(const Attitude& attitude) noexcept {
  const double cr = std::cos(attitude.roll_rad);
  const double sr = std::sin(attitude.roll_rad);
  const double cp = std::cos(attitude.pitch_rad);
  const double sp = std::sin(attitude.pitch_rad);
  const double cy = std::cos(attitude.yaw_rad);
  const double sy = std::sin(attitude.yaw_rad);
  // Rz(yaw) Ry(pitch) Rx(roll).
  return {{cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr},
          {sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr},
          {-sp, cp * sr, cp * cr}};
}

Rotation body_from_camera() noexcept { return {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}; }

Rotation ned_from_camera(const Attitude& camera) noexcept { return parent_from_body(camera) * body_from_camera(); }

Rotation ned_from_camera(const Attitude& airframe, const Attitude& mount) noexcept {
  return parent_from_body(airframe) * parent_from_body(mount) * body_from_camera();
}

}  // namespace eyrie::geometry
