// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "base/result.hpp"
#include "geometry/vector.hpp"

namespace eyrie::geometry {

/// A place in a picture, in pixels; the centre of the first pixel is (0, 0), so the picture reaches from -0.5 to
/// width - 0.5. A box edge `e` as detectors give it, counted from the picture's left or top edge, is at pixel `e - 0.5`.
struct Pixel {
  double u = 0;  ///< to the right
  double v = 0;  ///< down
};

/// A pinhole camera: `u = fx X/Z + cx`, `v = fy Y/Z + cy`, of a point in the optical frame (x right, y down, z forward).
struct Intrinsics {
  int width_px = 0;
  int height_px = 0;
  double fx_px = 0;
  double fy_px = 0;
  double cx_px = 0;
  double cy_px = 0;

  /// Square pixels, the axis through the middle, `horizontal_fov_rad` from edge to edge.
  [[nodiscard]] static Intrinsics from_fov(int width_px, int height_px, double horizontal_fov_rad) noexcept;

  /// Of the same view at another size. Pixel centres are integers, so centres scale as `cx' = (cx + 0.5) a - 0.5`.
  [[nodiscard]] Intrinsics scaled_to(int new_width_px, int new_height_px) const noexcept;

  /// Of the part of the picture whose first pixel is (x, y).
  [[nodiscard]] Intrinsics cropped(int x, int y, int new_width_px, int new_height_px) const noexcept;
};

/// Lens distortion by Brown and Conrady, in the order and with the meaning of OpenCV: radial k1, k2, k3, tangential p1, p2.
struct Distortion {
  double k1 = 0;
  double k2 = 0;
  double p1 = 0;
  double p2 = 0;
  double k3 = 0;
};

/// A calibrated camera: from pixels to rays and back. A value; thread-safe.
class CameraModel {
 public:
  /// `Error::kInvalidArgument` unless size and focal lengths are positive, all numbers finite, and the lens maps every
  /// corner of the picture to one ray.
  [[nodiscard]] static Result<CameraModel> create(const Intrinsics& intrinsics, const Distortion& distortion = {});

  /// Where a point in the optical frame is seen, inside or outside of the picture; nothing for a point at or behind the
  /// lens.
  [[nodiscard]] std::optional<Pixel> project(const Vector3& point_in_camera) const noexcept;

  /// The direction a pixel looks in, of unit length, in the optical frame. The distortion is undone by Newton's method to
  /// 1e-12. `Error::kOutOfRange` for a pixel so far outside of the picture that the lens model does not reach there.
  [[nodiscard]] Result<Vector3> ray_in_camera(const Pixel& pixel) const;

  [[nodiscard]] const Intrinsics& intrinsics() const noexcept { return intrinsics_; }

 private:
  CameraModel(const Intrinsics& intrinsics, const Distortion& distortion) noexcept
      : intrinsics_(intrinsics), distortion_(distortion) {}

  Intrinsics intrinsics_;
  Distortion distortion_;
};

}  // namespace eyrie::geometry
