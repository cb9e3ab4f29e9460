// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace eyrie::imaging {

enum class PixelFormat : std::uint8_t {
  kBgr8,   ///< one plane, 3 bytes a pixel, blue first
  kRgb8,   ///< one plane, 3 bytes a pixel, red first
  kGray8,  ///< one plane, 1 byte a pixel
  kI420,   ///< three planes Y, U, V; chroma halved in both directions, rounded up
  kNv12,   ///< two planes Y, UV interleaved; chroma halved in both directions, rounded up
};

/// How luma and chroma make red, green and blue (ITU-R BT.601 and BT.709); only for the YUV formats.
enum class ColourMatrix : std::uint8_t { kBt601, kBt709 };
/// Whether luma runs 16..235 (limited, as video has it) or 0..255 (full, as JPEG has it).
enum class ColourRange : std::uint8_t { kLimited, kFull };

/// Pixels somebody else owns. Copying a view copies no pixel; it is valid as long as its owner keeps the memory.
/// Rows run top to bottom, `strides` are bytes from one row to the next, pixel centres are integers.
struct ImageView {
  PixelFormat format = PixelFormat::kBgr8;
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  std::array<const std::uint8_t*, 3> planes{};
  std::array<std::ptrdiff_t, 3> strides{};
  ColourMatrix matrix = ColourMatrix::kBt709;
  ColourRange range = ColourRange::kLimited;

  [[nodiscard]] bool is_empty() const noexcept { return width <= 0 || height <= 0 || planes[0] == nullptr; }
};

/// Pixels with their owner: a view and whatever keeps its memory alive (a decoder's reference-counted buffer, a vector).
/// Cheap to copy; all copies see the same pixels, which nobody changes once the picture has been handed on.
struct Picture {
  ImageView view;
  std::shared_ptr<const void> owner;
};

/// Interleaved pixels in memory of their own, rows without padding. Movable, writable through `data`.
class Image {
 public:
  Image() = default;
  /// `format` is one of the one-plane formats.
  Image(PixelFormat format, int width, int height);

  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] int height() const noexcept { return height_; }
  [[nodiscard]] int channels() const noexcept { return format_ == PixelFormat::kGray8 ? 1 : 3; }
  [[nodiscard]] PixelFormat format() const noexcept { return format_; }
  [[nodiscard]] std::uint8_t* data() noexcept { return bytes_.data(); }
  [[nodiscard]] const std::uint8_t* data() const noexcept { return bytes_.data(); }
  [[nodiscard]] std::ptrdiff_t stride() const noexcept { return static_cast<std::ptrdiff_t>(width_) * channels(); }
  [[nodiscard]] ImageView view() const noexcept;

  /// Hands the pixels over to a `Picture` without copying them.
  [[nodiscard]] static Picture into_picture(Image image);

 private:
  PixelFormat format_ = PixelFormat::kBgr8;
  int width_ = 0;
  int height_ = 0;
  std::vector<std::uint8_t> bytes_;
};

/// The part of a view inside a rectangle, sharing its memory. The rectangle is clamped to the picture, and for the 4:2:0
/// formats its left and top are rounded down to even.
[[nodiscard]] ImageView crop(const ImageView& view, int x, int y, int width, int height);

/// Any format to interleaved BGR or RGB, one pass. YUV by the view's matrix and range, chroma by nearest sample.
[[nodiscard]] Image to_interleaved(const ImageView& view, PixelFormat format);

}  // namespace eyrie::imaging
