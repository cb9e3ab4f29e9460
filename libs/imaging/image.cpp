// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "imaging/image.hpp"

#include <algorithm>
#include <utility>

namespace eyrie::imaging {
namespace {

int channels_of(PixelFormat format) { return format == PixelFormat::kGray8 ? 1 : 3; }

}  // namespace

Image::Image(PixelFormat format, int width, int height)
    : format_(format),
      width_(width),
      height_(height),
      bytes_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * static_cast<std::size_t>(channels_of(format))) {}

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

}  // namespace eyrie::imaging
