// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/dataset.hpp"

#include <cmath>
#include <cstdio>

namespace eyrie::datasets {
namespace {

constexpr double kRounding_px = 1;

std::string place_of(const evaluation::PixelBox& box) {
  char text[128];
  std::snprintf(text, sizeof text, "x %.1f to %.1f, y %.1f to %.1f", box.left, box.left + box.width, box.top,
                box.top + box.height);
  return text;
}

}  // namespace

std::optional<std::string> fault_of(const evaluation::PixelBox& box, const PictureSize& size) {
  if (!std::isfinite(box.left + box.width) || !std::isfinite(box.top + box.height)) return "the box has no finite place";
  if (box.width < 0 || box.height < 0) return "the box has a negative size: " + place_of(box);
  const bool is_inside = box.left >= -kRounding_px && box.top >= -kRounding_px &&
                         box.left + box.width <= size.width + kRounding_px &&
                         box.top + box.height <= size.height + kRounding_px;
  if (is_inside) return std::nullopt;
  char picture[64];
  std::snprintf(picture, sizeof picture, "%.0f x %.0f", size.width, size.height);
  return "the box lies outside of the picture: " + place_of(box) + " of " + picture + " pixels";
}

}  // namespace eyrie::datasets
