// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "imaging/image.hpp"

#include <algorithm>
#include <utility>

#include "imaging/colour.hpp"

namespace eyrie::imaging {
namespace {

int channels_of(PixelFormat format) { return format == PixelFormat::kGray8 ? 1 : 3; }

const std::uint8_t* row_of(const ImageView& view, std::size_t plane, int row) {
  return view.planes[plane] + row * view.strides[plane];
}

/// Where the bytes of red and blue stand in one interleaved pixel; green is always the middle one.
struct ByteOrder {
  int red;
  int blue;
};

ByteOrder order_of(PixelFormat format) {
  return format == PixelFormat::kRgb8 ? ByteOrder{.red = 0, .blue = 2} : ByteOrder{.red = 2, .blue = 0};
}

void copy_colour_row(const std::uint8_t* from, ByteOrder from_order, std::uint8_t* to, ByteOrder to_order, int width) {
  for (int x = 0; x < width; ++x, from += 3, to += 3) {
    to[to_order.red] = from[from_order.red];
    to[1] = from[1];
    to[to_order.blue] = from[from_order.blue];
  }
}

void spread_grey_row(const std::uint8_t* from, std::uint8_t* to, int width) {
  for (int x = 0; x < width; ++x, to += 3) to[0] = to[1] = to[2] = from[x];
}

/// `step` is the distance between neighbouring chroma samples: 1 where U and V have planes of their own, 2 where they share
/// one.
void convert_yuv_row(const std::uint8_t* luma, const std::uint8_t* u, const std::uint8_t* v, int step,
                     const YuvToRgb& to_rgb, std::uint8_t* to, ByteOrder order, int width) {
  for (int x = 0; x < width; ++x, to += 3) {
    const std::ptrdiff_t sample = static_cast<std::ptrdiff_t>(x / 2) * step;
    const Rgb colour = to_rgb(luma[x], u[sample], v[sample]);
    to[order.red] = colour.r;
    to[1] = colour.g;
    to[order.blue] = colour.b;
  }
}

}  // namespace

Image::Image(PixelFormat format, int width, int height)
    : format_(format),
      width_(width),
      height_(height),
      bytes_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
             static_cast<std::size_t>(channels_of(format))) {}

ImageView Image::view() const noexcept {
  ImageView view;
  view.format = format_;
  view.width = width_;
  view.height = height_;
  view.planes[0] = bytes_.data();
  view.strides[0] = stride();
  return view;
}

Picture Image::into_picture(Image image) {
  auto owner = std::make_shared<const Image>(std::move(image));
  const ImageView view = owner->view();
  return {view, std::move(owner)};
}

ImageView crop(const ImageView& view, int x, int y, int width, int height) {
  const bool is_subsampled = view.format == PixelFormat::kI420 || view.format == PixelFormat::kNv12;
  int left = std::clamp(x, 0, view.width);
  int top = std::clamp(y, 0, view.height);
  if (is_subsampled) {
    left &= ~1;
    top &= ~1;
  }
  ImageView part = view;
  part.width = std::clamp(x + width, left, view.width) - left;
  part.height = std::clamp(y + height, top, view.height) - top;
  const auto shift = [&](std::size_t plane, int columns, int rows, int bytes_per_column) {
    part.planes[plane] += rows * view.strides[plane] + static_cast<std::ptrdiff_t>(columns) * bytes_per_column;
  };
  switch (view.format) {
    case PixelFormat::kBgr8:
    case PixelFormat::kRgb8: shift(0, left, top, 3); break;
    case PixelFormat::kGray8: shift(0, left, top, 1); break;
    case PixelFormat::kI420:
      shift(0, left, top, 1);
      shift(1, left / 2, top / 2, 1);
      shift(2, left / 2, top / 2, 1);
      break;
    case PixelFormat::kNv12:
      shift(0, left, top, 1);
      shift(1, left / 2, top / 2, 2);
      break;
  }
  return part;
}

Image to_interleaved(const ImageView& view, PixelFormat format) {
  Image image(format, view.width, view.height);
  const ByteOrder order = order_of(format);
  const YuvToRgb to_rgb = YuvToRgb::make(view.matrix, view.range);
  for (int y = 0; y < view.height; ++y) {
    const std::uint8_t* first = row_of(view, 0, y);
    std::uint8_t* to = image.data() + y * image.stride();
    switch (view.format) {
      case PixelFormat::kBgr8:
      case PixelFormat::kRgb8: copy_colour_row(first, order_of(view.format), to, order, view.width); break;
      case PixelFormat::kGray8: spread_grey_row(first, to, view.width); break;
      case PixelFormat::kI420:
        convert_yuv_row(first, row_of(view, 1, y / 2), row_of(view, 2, y / 2), 1, to_rgb, to, order, view.width);
        break;
      case PixelFormat::kNv12: {
        const std::uint8_t* chroma = row_of(view, 1, y / 2);
        convert_yuv_row(first, chroma, chroma + 1, 2, to_rgb, to, order, view.width);
        break;
      }
    }
  }
  return image;
}

}  // namespace eyrie::imaging
