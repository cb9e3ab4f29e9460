// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "geometry/vector.hpp"

/// The frames of the product, all right-handed:
///
/// | frame   | x     | y     | z       | used for                                          |
/// |---------|-------|-------|---------|---------------------------------------------------|
/// | ned     | north | east  | down    | the world around a drone, level at its position   |
/// | enu     | east  | north | up      | the world as maps, ROS and viewers have it        |
/// | body    | front | right | bottom  | an airframe, or a gimbal's camera housing         |
/// | camera  | right | down  | forward | optics: pixels grow with x and y, depth is z      |
///
/// Rotations are named like fractions: `ned_from_camera * ray_in_camera` is the ray in NED.
namespace eyrie::geometry {

/// Roll, pitch, yaw in the order of aerospace (yaw first, then pitch, then roll: ZYX), in radians: right side down, nose
/// up and clockwise seen from above are positive. Of a camera: pitch 0 looks at the horizon, -90 degrees straight down.
struct Attitude {
  double roll_rad = 0;
  double pitch_rad = 0;
  double yaw_rad = 0;

  [[nodiscard]] static constexpr Attitude from_degrees(double roll, double pitch, double yaw) noexcept {
    return {.roll_rad = to_radians(roll), .pitch_rad = to_radians(pitch), .yaw_rad = to_radians(yaw)};
  }
};

/// From the body frame of what has this attitude to the frame the attitude is told in.
[[nodiscard]] Rotation parent_from_body(const Attitude& attitude) noexcept;

/// A camera looks out of the front of its housing, its top up.
[[nodiscard]] Rotation body_from_camera() noexcept;

/// Of a camera whose attitude is told against horizon and north, as stabilised gimbals do.
[[nodiscard]] Rotation ned_from_camera(const Attitude& camera) noexcept;

/// Of a camera that is fixed to the airframe, or on a gimbal that reports against the airframe: `mount` is the camera
/// housing's attitude in the airframe's body frame.
[[nodiscard]] Rotation ned_from_camera(const Attitude& airframe, const Attitude& mount) noexcept;

/// The same vector in the other world frame; each is the other's inverse.
[[nodiscard]] constexpr Vector3 enu_of_ned(const Vector3& v) noexcept { return {v.y, v.x, -v.z}; }
[[nodiscard]] constexpr Vector3 ned_of_enu(const Vector3& v) noexcept { return {v.y, v.x, -v.z}; }

}  // namespace eyrie::geometry
