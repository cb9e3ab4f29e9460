// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/truth/coverage.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace eyrie::world {

Coverage::Coverage(int picture_width, int picture_height)
    : width_(picture_width),
      height_(picture_height),
      is_covered_(static_cast<std::size_t>(picture_width) * 3 * static_cast<std::size_t>(picture_height) * 3),
      bounds_{2 * picture_width, 2 * picture_height, -picture_width, -picture_height} {}

void Coverage::add_pixel(int x, int y) { add_span(y, x, x + 1); }

void Coverage::add_span(int y, int from_x, int end_x) {
  if (from_x >= end_x) return;
  const auto row = is_covered_.begin() + static_cast<std::ptrdiff_t>(y + height_) * width_ * 3 + width_;
  std::fill(row + from_x, row + end_x, true);
  bounds_ = {std::min(bounds_.left, from_x), std::min(bounds_.top, y), std::max(bounds_.right, end_x),
             std::max(bounds_.bottom, y + 1)};
}

void Coverage::add_triangle(geometry::Pixel a, geometry::Pixel b, geometry::Pixel c) {
  const auto first = [](double x, int size) { return static_cast<int>(std::ceil(std::clamp(x, -1.0 * size, 2.0 * size))); };
  const auto last = [](double x, int size) {
    return static_cast<int>(std::floor(std::clamp(x, -1.0 * size, 2.0 * size - 1)));
  };
  if ((b.u - a.u) * (c.v - a.v) < (b.v - a.v) * (c.u - a.u)) std::swap(b, c);  // now the inside is to one hand of each edge
  const double bottom = std::max({a.v, b.v, c.v});
  if (bottom < -height_) return;  // clamped, it would lie on the edge
  for (int y = first(std::min({a.v, b.v, c.v}), height_); y <= last(bottom, height_); ++y) {
    double from = std::min({a.u, b.u, c.u});
    double to = std::max({a.u, b.u, c.u});
    for (const auto& [p, q] : {std::pair(a, b), std::pair(b, c), std::pair(c, a)}) {
      if (p.v == q.v) continue;  // the rows end there
      const double crossing = p.u + (q.u - p.u) * (y - p.v) / (q.v - p.v);
      if (p.v < q.v) to = std::min(to, crossing);
      if (p.v > q.v) from = std::max(from, crossing);
    }
    if (to >= -width_) add_span(y, first(from, width_), last(to, width_) + 1);
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
