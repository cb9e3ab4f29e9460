// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "imaging/image.hpp"

namespace eyrie::perception {

/// One brightness per pixel, 0..255, rows without padding.
struct GreyPlane {
  int width = 0;
  int height = 0;
  std::vector<float> levels;

  void resize(int new_width, int new_height);
  [[nodiscard]] float at(int x, int y) const noexcept {
    return levels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  [[nodiscard]] const float* row(int y) const noexcept {
    return levels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
  [[nodiscard]] float* row(int y) noexcept {
    return levels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

/// A frame made small and grey, and then halved twice: every pixel is the mean of the square it stands for, so that no
/// pattern too fine for the small picture shows up in it as another one.
///
/// Pixel (x, y) of level n stands for the square of side s = `source_pixels` 2^n whose centre is (x + 0.5) s - 0.5 in the
/// frame.
class GreyPyramid {
 public:
  static constexpr std::size_t kLevels = 3;
  static constexpr int kWidth = 320;  ///< of level 0, as near as a whole number of source pixels allows

  /// Luma of YUV frames is taken as it is; of colour a quarter red, half green, a quarter blue.
  void make(const imaging::ImageView& view);

  [[nodiscard]] const GreyPlane& level(std::size_t n) const noexcept { return levels_[n]; }
  [[nodiscard]] int source_pixels() const noexcept { return source_pixels_; }

 private:
  int source_pixels_ = 1;
  std::array<GreyPlane, kLevels> levels_;
  std::vector<std::uint16_t> column_sums_;
};

}  // namespace eyrie::perception
