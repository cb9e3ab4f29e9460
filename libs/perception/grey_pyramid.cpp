// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/grey_pyramid.hpp"

#include <algorithm>
#include <span>

#include "perception/vectorise.hpp"

namespace eyrie::perception {

using imaging::ImageView;
using imaging::PixelFormat;

EYRIE_VECTORISE
static void add_bytes(const std::uint8_t* __restrict bytes, std::size_t count, std::uint16_t* __restrict sums) {
  for (std::size_t i = 0; i < count; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + bytes[i]);
}

/// The mean of `side` x `side` pixels for each pixel of the row, from the sums of their columns.
static void average(const std::uint16_t* sums, int side, int channels, std::span<float> out) {
  const float share = 1.0F / static_cast<float>(side * side);
  for (float& level : out) {
    std::uint32_t sum = 0;
    if (channels == 1) {
      for (int i = 0; i < side; ++i) sum += *sums++;
      level = static_cast<float>(sum) * share;
    } else {
      for (int i = 0; i < side; ++i, sums += 3) sum += std::uint32_t{sums[0]} + 2U * sums[1] + sums[2];
      level = static_cast<float>(sum) * share * 0.25F;
    }
  }
}

EYRIE_VECTORISE
static void halve_row(const float* __restrict upper, const float* __restrict lower, std::size_t count,
                      float* __restrict out) {
  for (std::size_t i = 0; i < count; ++i) {
    out[i] = (upper[2 * i] + upper[2 * i + 1] + lower[2 * i] + lower[2 * i + 1]) * 0.25F;
  }
}

void GreyPlane::resize(int new_width, int new_height) {
  width = new_width;
  height = new_height;
  levels.resize(static_cast<std::size_t>(new_width) * static_cast<std::size_t>(new_height));
}

void GreyPyramid::make(const ImageView& view) {
  const bool is_colour = view.format == PixelFormat::kBgr8 || view.format == PixelFormat::kRgb8;
  const int channels = is_colour ? 3 : 1;
  // 257 rows of 255 are what 16 bits hold.
  source_pixels_ = std::clamp((view.width + kWidth / 2) / kWidth, 1, 256);

  GreyPlane& base = levels_[0];
  base.resize(view.width / source_pixels_, view.height / source_pixels_);
  column_sums_.resize(static_cast<std::size_t>(base.width) * static_cast<std::size_t>(source_pixels_ * channels));
  for (int y = 0; y < base.height; ++y) {
    std::ranges::fill(column_sums_, std::uint16_t{0});
    for (int i = 0; i < source_pixels_; ++i) {
      add_bytes(view.planes[0] + (y * source_pixels_ + i) * view.strides[0], column_sums_.size(), column_sums_.data());
    }
    average(column_sums_.data(), source_pixels_, channels, {base.row(y), static_cast<std::size_t>(base.width)});
  }

  for (std::size_t n = 1; n < kLevels; ++n) {
    const GreyPlane& finer = levels_[n - 1];
    GreyPlane& plane = levels_[n];
    plane.resize(finer.width / 2, finer.height / 2);
    for (int y = 0; y < plane.height; ++y) {
      halve_row(finer.row(2 * y), finer.row(2 * y + 1), static_cast<std::size_t>(plane.width), plane.row(y));
    }
  }
}

}  // namespace eyrie::perception
