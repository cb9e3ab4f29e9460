// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "geometry/camera.hpp"
#include "geometry/frames.hpp"
#include "world/math/vec3.hpp"

namespace eyrie::world {

/// A camera at one moment.
struct View {
  geometry::CameraModel camera;
  geometry::Vector3 position;  ///< site frame: metres east, north, up
  geometry::Rotation enu_from_camera;
  float time_s = 0;
};

/// How a stabilised camera stands in the site, told as gimbals tell it (`geometry::Attitude`: yaw clockwise from north,
/// pitch -90 degrees straight down).
[[nodiscard]] geometry::Rotation enu_from_camera(const geometry::Attitude& attitude) noexcept;

/// Of the optical axis, -90 straight down.
[[nodiscard]] double pitch_deg(const geometry::Rotation& enu_from_camera) noexcept;

/// The rays of a view's pixels. The lens is inverted once, at the corners of all pixels; within a pixel rays are
/// interpolated, which is exact for a pinhole.
class RayGrid {
 public:
  explicit RayGrid(const View& view);

  [[nodiscard]] Vec3 origin() const noexcept { return origin_; }
  [[nodiscard]] Vec3 forward() const noexcept { return forward_; }
  /// Through a place in the picture, in pixels from its left and top edge. Along it one metre is one metre of depth (Z); not
  /// of unit length.
  [[nodiscard]] Vec3 at(float x, float y) const noexcept;
  /// Of a pixel, in radians.
  [[nodiscard]] float pixel_rad() const noexcept { return pixel_rad_; }

 private:
  int width_;
  int height_;
  Vec3 origin_;
  Vec3 forward_;
  float pixel_rad_;
  std::vector<Vec3> corners_;
};

}  // namespace eyrie::world
