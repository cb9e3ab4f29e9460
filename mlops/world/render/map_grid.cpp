// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/map_grid.hpp"

#include <algorithm>
#include <utility>

namespace eyrie::world {

MapGrid::MapGrid(int columns, int rows, std::vector<Point2> corners)
    : columns_(columns), rows_(rows), corners_(std::move(corners)) {
  pixel_m_ = distance(corner(columns / 2, rows / 2), corner(columns / 2 + 1, rows / 2)) / kSpacing_px;
}

Point2 MapGrid::corner(int column, int row) const noexcept {
  return corners_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_ + 1) + static_cast<std::size_t>(column)];
}

Point2 MapGrid::at(float x, float y) const noexcept {
  const int column = std::clamp(static_cast<int>(x) / kSpacing_px, 0, columns_ - 1);
  const int row = std::clamp(static_cast<int>(y) / kSpacing_px, 0, rows_ - 1);
  const float s = (x - static_cast<float>(column * kSpacing_px)) / kSpacing_px;
  const float t = (y - static_cast<float>(row * kSpacing_px)) / kSpacing_px;
  const Point2 top = corner(column, row) * (1 - s) + corner(column + 1, row) * s;
  const Point2 bottom = corner(column, row + 1) * (1 - s) + corner(column + 1, row + 1) * s;
  return top * (1 - t) + bottom * t;
}

}  // namespace eyrie::world
