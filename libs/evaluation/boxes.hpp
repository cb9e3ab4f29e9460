// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

namespace eyrie::evaluation {

/// A box in pixels of the picture as COCO and MOTChallenge write it down. In doubles, for the figures are compared with
/// programs that reckon in doubles; a detector's own boxes (`perception::Box`) are edges in floats.
struct PixelBox {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  [[nodiscard]] constexpr double area() const noexcept { return width * height; }
  friend bool operator==(const PixelBox&, const PixelBox&) = default;
};

/// The area that two boxes share, in square pixels.
[[nodiscard]] constexpr double shared_area(const PixelBox& a, const PixelBox& b) noexcept {
  const double width = std::min(a.width + a.left, b.width + b.left) - std::max(a.left, b.left);
  if (width <= 0) return 0;
  const double height = std::min(a.height + a.top, b.height + b.top) - std::max(a.top, b.top);
  return height <= 0 ? 0 : width * height;
}

/// Intersection over union; 0 where either box is empty.
[[nodiscard]] constexpr double iou(const PixelBox& a, const PixelBox& b) noexcept {
  const double shared = shared_area(a, b);
  return shared <= 0 ? 0 : shared / (a.area() + b.area() - shared);
}

}  // namespace eyrie::evaluation
