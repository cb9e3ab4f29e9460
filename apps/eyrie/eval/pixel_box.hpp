// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "evaluation/boxes.hpp"
#include "imaging/image.hpp"
#include "perception/detection.hpp"

namespace eyrie::eval {

/// A detection's box as it is reported everywhere: what reaches out of the picture ends at its edge.
[[nodiscard]] inline evaluation::PixelBox inside(const perception::Box& box, const imaging::ImageView& image) {
  const auto x = [&](float edge) { return static_cast<double>(std::clamp(edge, 0.0F, static_cast<float>(image.width))); };
  const auto y = [&](float edge) { return static_cast<double>(std::clamp(edge, 0.0F, static_cast<float>(image.height))); };
  return {.left = x(box.x_min),
          .top = y(box.y_min),
          .width = x(box.x_max) - x(box.x_min),
          .height = y(box.y_max) - y(box.y_min)};
}

}  // namespace eyrie::eval
