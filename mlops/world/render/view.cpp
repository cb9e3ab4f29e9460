// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/view.hpp"

#include <algorithm>
#include <cmath>

namespace eyrie::world {
namespace {

Vec3 to_single(const geometry::Vector3& v) {
  return {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)};
}

/// On a grid of 2^-40, far coarser than the last bit in which C libraries differ about sine and cosine.
double snapped(double x) {
  constexpr double kGrid = 0x1p40;
  return std::floor(x * kGrid + 0.5) / kGrid;
}

}  // namespace

geometry::Rotation enu_from_camera(const geometry::Attitude& attitude) noexcept {
  const geometry::Rotation ned_from_camera = geometry::ned_from_camera(attitude);
  const auto column = [&](const geometry::Vector3& axis) {
    const geometry::Vector3 v = geometry::enu_of_ned(ned_from_camera * axis);
    return geometry::Vector3{snapped(v.x), snapped(v.y), snapped(v.z)};
  };
  return geometry::Rotation(column({1, 0, 0}), column({0, 1, 0}), column({0, 0, 1})).inverse();
}

double pitch_deg(const geometry::Rotation& enu_from_camera) noexcept {
  const geometry::Vector3 forward = enu_from_camera * geometry::Vector3{0, 0, 1};
  return geometry::to_degrees(std::asin(std::clamp(forward.z, -1.0, 1.0)));
}

RayGrid::RayGrid(const View& view)
    : width_(view.camera.intrinsics().width_px),
      height_(view.camera.intrinsics().height_px),
      origin_(to_single(view.position)),
      forward_(to_single(view.enu_from_camera * geometry::Vector3{0, 0, 1})),
      pixel_rad_(static_cast<float>(1 / view.camera.intrinsics().fx_px)) {
  corners_.reserve(static_cast<std::size_t>(width_ + 1) * static_cast<std::size_t>(height_ + 1));
  for (int y = 0; y <= height_; ++y) {
    for (int x = 0; x <= width_; ++x) {
      // `CameraModel::create` has seen to it that the lens reaches every corner.
      const auto ray = view.camera.ray_in_camera({x - 0.5, y - 0.5}).value_or(geometry::Vector3{0, 0, 1});
      corners_.push_back(to_single(view.enu_from_camera * ((1 / ray.z) * ray)));
    }
  }
}

Vec3 RayGrid::at(float x, float y) const noexcept {
  const int column = std::clamp(static_cast<int>(x), 0, width_ - 1);
  const int row = std::clamp(static_cast<int>(y), 0, height_ - 1);
  const float s = x - static_cast<float>(column);
  const float t = y - static_cast<float>(row);
  const Vec3* top =
      &corners_[static_cast<std::size_t>(row) * static_cast<std::size_t>(width_ + 1) + static_cast<std::size_t>(column)];
  const Vec3* bottom = top + width_ + 1;
  return mix(mix(top[0], top[1], s), mix(bottom[0], bottom[1], s), t);
}

}  // namespace eyrie::world
