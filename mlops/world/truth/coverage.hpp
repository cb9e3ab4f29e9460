// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "world/truth/truth.hpp"

namespace eyrie::world {

/// The pixels that a thing would cover if it were alone in the world: its triangles, drawn without depth. Reaches one
/// picture's size beyond each edge, so that what is cut off counts.
class Coverage {
 public:
  Coverage(int picture_width, int picture_height);

  /// Corners in pixel coordinates of geometry::Pixel: the centre of the first pixel is (0, 0).
  void add_triangle(geometry::Pixel a, geometry::Pixel b, geometry::Pixel c);
  void add_pixel(int x, int y);

  [[nodiscard]] std::optional<PixelBox> box() const;
  [[nodiscard]] int pixels() const;

 private:
  void add_span(int y, int from_x, int end_x);

  int width_;  ///< of the picture
  int height_;
  std::vector<bool> is_covered_;  ///< three pictures wide and high, the picture in the middle
  PixelBox bounds_;               ///< of what may be covered
};

}  // namespace eyrie::world
