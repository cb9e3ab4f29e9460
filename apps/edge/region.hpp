// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "perception/detection.hpp"

namespace eyrie::edge {

/// The region of interest: the part of every picture that the network looks at, in shares of width and height, so that it
/// holds for whatever size the camera has. What is seen in it is told in pixels of the whole picture.
class Region {
 public:
  struct Edges {
    double x_min = 0;
    double y_min = 0;
    double x_max = 1;
    double y_max = 1;
  };
  /// The whole picture.
  Region() = default;
  /// `kInvalidArgument` when it reaches out of the picture or is thinner than a hundredth of it.
  [[nodiscard]] static Result<Region> create(Edges edges);

  /// A region laid on one picture.
  struct Part {
    imaging::ImageView view;  ///< shares the picture's memory
    int x_px = 0;             ///< where it begins in the picture; even, as 4:2:0 chroma does
    int y_px = 0;
  };
  [[nodiscard]] Part of(const imaging::ImageView& picture) const;

 private:
  explicit Region(Edges edges) : edges_(edges) {}
  Edges edges_;
};

/// Boxes of the part become boxes of the whole picture.
void map_back(std::span<perception::Detection> detections, const Region::Part& part);

}  // namespace eyrie::edge
