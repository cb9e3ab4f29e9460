// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "world/site/area.hpp"

namespace eyrie::world {

/// Where the pixels of a map lie in the site: known at every `kSpacing_px`th corner of pixels and bilinear between, so that
/// a map projection need be computed there alone.
class MapGrid {
 public:
  static constexpr int kSpacing_px = 256;

  /// `corners` holds the places of (columns + 1) * (rows + 1) corners, row by row from the map's first: the map is
  /// `columns` by `rows` squares of `kSpacing_px`.
  MapGrid(int columns, int rows, std::vector<Point2> corners);

  [[nodiscard]] int width_px() const noexcept { return columns_ * kSpacing_px; }
  [[nodiscard]] int height_px() const noexcept { return rows_ * kSpacing_px; }
  /// How wide a pixel is on the ground, in the map's middle.
  [[nodiscard]] float pixel_m() const noexcept { return pixel_m_; }
  /// In pixels from the left and top edge.
  [[nodiscard]] Point2 at(float x, float y) const noexcept;

 private:
  [[nodiscard]] Point2 corner(int column, int row) const noexcept;

  int columns_;
  int rows_;
  std::vector<Point2> corners_;
  float pixel_m_;
};

}  // namespace eyrie::world
