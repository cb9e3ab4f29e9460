// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/truth/coverage.hpp"

#include <algorithm>
#include <cmath>

namespace eyrie::world {

Coverage::Coverage(int picture_width, int picture_height)
    : width_(picture_width),
      height_(picture_height),
      is_covered_(static_cast<std::size_t>(picture_width) * 3 * static_cast<std::size_t>(picture_height) * 3),
      bounds_{2 * picture_width, 2 * picture_height, -picture_width, -picture_height} {}

void Coverage::add_pixel(int x, int y) {
  const auto column = static_cast<std::size_t>(x + width_);
  const auto row = static_cast<std::size_t>(y + height_);
  is_covered_[row * static_cast<std::size_t>(width_) * 3 + column] = true;
  bounds_ = {std::min(bounds_.left, x), std::min(bounds_.top, y), std::max(bounds_.right, x + 1),
             std::max(bounds_.bottom, y + 1)};
}

void Coverage::add_triangle(geometry::Pixel a, geometry::Pixel b, geometry::Pixel c) {
  const auto edge = [](geometry::Pixel p, geometry::Pixel q, double u, double v) {
    return (q.u - p.u) * (v - p.v) - (q.v - p.v) * (u - p.u);
  };
  if (edge(a, b, c.u, c.v) < 0) std::swap(b, c);
  const auto first = [](double x, int size) { return static_cast<int>(std::ceil(std::clamp(x, -1.0 * size, 2.0 * size))); };
  const auto last = [](double x, int size) {
    return static_cast<int>(std::floor(std::clamp(x, -1.0 * size, 2.0 * size - 1)));
  };
  for (int y = first(std::min({a.v, b.v, c.v}), height_); y <= last(std::max({a.v, b.v, c.v}), height_); ++y) {
    for (int x = first(std::min({a.u, b.u, c.u}), width_); x <= last(std::max({a.u, b.u, c.u}), width_); ++x) {
      if (edge(a, b, x, y) >= 0 && edge(b, c, x, y) >= 0 && edge(c, a, x, y) >= 0) add_pixel(x, y);
    }
  }
}

std::optional<PixelBox> Coverage::box() const {
  if (bounds_.left >= bounds_.right) return std::nullopt;
  return bounds_;
}

int Coverage::pixels() const {
  int count = 0;
  for (int y = bounds_.top; y < bounds_.bottom; ++y) {
    const auto row = is_covered_.begin() + static_cast<std::ptrdiff_t>(y + height_) * width_ * 3 + width_;
    count += static_cast<int>(std::count(row + bounds_.left, row + std::max(bounds_.left, bounds_.right), true));
  }
  return count;
}

}  // namespace eyrie::world
