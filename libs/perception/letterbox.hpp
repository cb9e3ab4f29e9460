// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "perception/detection.hpp"
#include "perception/half.hpp"

namespace eyrie::perception {

/// Where a picture comes to lie in a network's input: scaled by one factor to fit, centred, the rest padding.
struct LetterboxGeometry {
  int left = 0;     ///< first column of the picture in the input
  int top = 0;      ///< first row of the picture in the input
  int width = 0;    ///< of the scaled picture
  int height = 0;   ///< of the scaled picture
  double gain = 1;  ///< input pixels per source pixel

  /// From pixels of the network's input to pixels of the source picture.
  [[nodiscard]] Box to_source(const Box& box) const noexcept {
    const auto x = [this](float value) { return static_cast<float>((static_cast<double>(value) - left) / gain); };
    const auto y = [this](float value) { return static_cast<float>((static_cast<double>(value) - top) / gain); };
    return {.x_min = x(box.x_min), .y_min = y(box.y_min), .x_max = x(box.x_max), .y_max = y(box.y_max)};
  }
};

/// The rule YOLO models are trained with (Ultralytics): gain = min(W/w, H/h), sides rounded half to even, padding
/// round(d/2 - 0.1) before and round(d/2 + 0.1) after. Sides never fall below one pixel. All sizes are positive.
[[nodiscard]] LetterboxGeometry letterbox_geometry(int source_width, int source_height, int width, int height) noexcept;

/// Fits pictures into the input of a network: planar RGB [3, height, width], 0..1, grey 114 around the picture.
///
/// One pass over the output, from any pixel format: YUV is converted for just those pixels that are looked at, and no
/// intermediate picture exists. Bilinear between pixel centres: output x looks at (x + 1/2) / gain - 1/2 in the source, the
/// very map that `LetterboxGeometry::to_source` takes boxes back by. Weights have 11 bits and sums keep theirs: values are
/// not rounded to 8 bits on their way, as they are where a resized picture exists; they lie within 0.6/255 of OpenCV's
/// `resize` (INTER_LINEAR) where the gain makes whole sides.
///
/// Keeps tables for one source size; memory is allocated when the size or format of the source changes, never per frame.
/// Used by one thread at a time.
class Letterbox {
 public:
  /// Size of the network's input, both positive.
  Letterbox(int width, int height);
  ~Letterbox();
  Letterbox(Letterbox&&) noexcept;
  Letterbox& operator=(Letterbox&&) noexcept;

  /// Fills all 3 * height * width values of `tensor`. `kInvalidArgument` when the view is empty or the tensor has another
  /// size.
  [[nodiscard]] Result<LetterboxGeometry> apply(const imaging::ImageView& view, std::span<float> tensor);
  [[nodiscard]] Result<LetterboxGeometry> apply(const imaging::ImageView& view, std::span<Half> tensor);

  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] int height() const noexcept { return height_; }

 private:
  class Plan;

  template <typename Element>
  [[nodiscard]] Result<LetterboxGeometry> fill(const imaging::ImageView& view, std::span<Element> tensor);

  int width_;
  int height_;
  std::unique_ptr<Plan> plan_;
};

}  // namespace eyrie::perception
