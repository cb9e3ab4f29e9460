// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "geometry/camera.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace eyrie::geometry {
namespace {

/// A point on the plane one unit in front of the lens.
struct PlanePoint {
  double x = 0;
  double y = 0;
};

struct Distorted {
  PlanePoint point;
  /// Derivatives of the distorted point: dx/dx, dx/dy, dy/dx, dy/dy.
  std::array<double, 4> jacobian;
};

/// The Brown-Conrady model and its derivatives.
Distorted distort(const Distortion& d, PlanePoint p) {
  const double r2 = p.x * p.x + p.y * p.y;
  const double radial = 1 + r2 * (d.k1 + r2 * (d.k2 + r2 * d.k3));
  const double slope = 2 * (d.k1 + r2 * (2 * d.k2 + r2 * 3 * d.k3));  // d(radial)/dx is slope * x
  return {
      .point = {.x = p.x * radial + 2 * d.p1 * p.x * p.y + d.p2 * (r2 + 2 * p.x * p.x),
                .y = p.y * radial + d.p1 * (r2 + 2 * p.y * p.y) + 2 * d.p2 * p.x * p.y},
      .jacobian = {radial + slope * p.x * p.x + 2 * d.p1 * p.y + 6 * d.p2 * p.x,
                   slope * p.x * p.y + 2 * d.p1 * p.x + 2 * d.p2 * p.y, slope * p.x * p.y + 2 * d.p1 * p.x + 2 * d.p2 * p.y,
                   radial + slope * p.y * p.y + 6 * d.p1 * p.y + 2 * d.p2 * p.x}};
}

/// Newton's method from the distorted point itself. Nothing where it does not settle, or settles beyond the radius at
/// which the model folds back on itself (a Jacobian that is not positive).
std::optional<PlanePoint> undistort(const Distortion& d, PlanePoint seen) {
  constexpr int kMaxSteps = 50;
  constexpr double kTolerance = 1e-12;
  PlanePoint guess = seen;
  for (int step = 0; step < kMaxSteps; ++step) {
    const auto [point, j] = distort(d, guess);
    const double determinant = j[0] * j[3] - j[1] * j[2];
    if (!(determinant > 1e-6) || !(j[0] > 0)) return std::nullopt;
    const double error_x = seen.x - point.x;
    const double error_y = seen.y - point.y;
    const double step_x = (j[3] * error_x - j[1] * error_y) / determinant;
    const double step_y = (j[0] * error_y - j[2] * error_x) / determinant;
    guess = {.x = guess.x + step_x, .y = guess.y + step_y};
    if (std::abs(step_x) < kTolerance && std::abs(step_y) < kTolerance) return guess;
  }
  return std::nullopt;
}

}  // namespace

Intrinsics Intrinsics::from_fov(int width_px, int height_px, double horizontal_fov_rad) noexcept {
  const double focal_px = width_px / 2.0 / std::tan(horizontal_fov_rad / 2.0);
  return {.width_px = width_px,
          .height_px = height_px,
          .fx_px = focal_px,
          .fy_px = focal_px,
          .cx_px = (width_px - 1) / 2.0,
          .cy_px = (height_px - 1) / 2.0};
}

Intrinsics Intrinsics::scaled_to(int new_width_px, int new_height_px) const noexcept {
  const double a = static_cast<double>(new_width_px) / width_px;
  const double b = static_cast<double>(new_height_px) / height_px;
  return {.width_px = new_width_px,
          .height_px = new_height_px,
          .fx_px = fx_px * a,
          .fy_px = fy_px * b,
          .cx_px = (cx_px + 0.5) * a - 0.5,
          .cy_px = (cy_px + 0.5) * b - 0.5};
}

Intrinsics Intrinsics::cropped(int x, int y, int new_width_px, int new_height_px) const noexcept {
  return {.width_px = new_width_px,
          .height_px = new_height_px,
          .fx_px = fx_px,
          .fy_px = fy_px,
          .cx_px = cx_px - x,
          .cy_px = cy_px - y};
}

Result<CameraModel> CameraModel::create(const Intrinsics& in, const Distortion& d) {
  const std::array numbers{in.fx_px, in.fy_px, in.cx_px, in.cy_px, d.k1, d.k2, d.p1, d.p2, d.k3};
  const bool is_finite = std::ranges::all_of(numbers, [](double value) { return std::isfinite(value); });
  if (!is_finite || in.width_px <= 0 || in.height_px <= 0 || in.fx_px <= 0 || in.fy_px <= 0) {
    return fail(Error::kInvalidArgument,
                "a camera needs a size and focal lengths above zero, and finite numbers throughout");
  }
  CameraModel camera(in, d);
  const double right = in.width_px - 0.5;
  const double bottom = in.height_px - 0.5;
  for (const auto& corner : {Pixel{-0.5, -0.5}, Pixel{right, -0.5}, Pixel{-0.5, bottom}, Pixel{right, bottom}}) {
    if (camera.ray_in_camera(corner)) continue;
    return fail(
        Error::kInvalidArgument,
        "the lens distortion folds the picture's corners back on themselves. Are k1, k2, p1, p2, k3 in OpenCV's order?");
  }
  return camera;
}

std::optional<Pixel> CameraModel::project(const Vector3& point_in_camera) const noexcept {
  if (!(point_in_camera.z > 0)) return std::nullopt;
  const auto seen =
      distort(distortion_, {.x = point_in_camera.x / point_in_camera.z, .y = point_in_camera.y / point_in_camera.z}).point;
  return Pixel{.u = intrinsics_.fx_px * seen.x + intrinsics_.cx_px, .v = intrinsics_.fy_px * seen.y + intrinsics_.cy_px};
}

Result<Vector3> CameraModel::ray_in_camera(const Pixel& pixel) const {
  const PlanePoint seen{.x = (pixel.u - intrinsics_.cx_px) / intrinsics_.fx_px,
                        .y = (pixel.v - intrinsics_.cy_px) / intrinsics_.fy_px};
  const auto plane = undistort(distortion_, seen);
  if (!plane) return fail(Error::kOutOfRange, "the pixel is outside of what the lens model covers");
  const Vector3 ray{plane->x, plane->y, 1};
  return (1 / norm(ray)) * ray;
}

}  // namespace eyrie::geometry
