// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "perception/affine.hpp"

namespace eyrie::perception {

/// One point in two pictures.
struct PointPair {
  Point from;
  Point to;
};

/// The turn, zoom and shift (no shear) that takes `from` to `to` with the least sum of squared errors. Nothing for fewer
/// than two different points.
[[nodiscard]] std::optional<Affine> fit_similarity(std::span<const PointPair> pairs);

struct RobustFit {
  Affine to_from_from;
  std::size_t agreeing = 0;  ///< pairs within the tolerance
};

/// The similarity that most pairs agree on to within `tolerance` (in the unit of the points), by RANSAC over two pairs at a
/// time and then least squares over the agreeing ones. The same pairs give the same answer. `scratch` keeps its memory.
[[nodiscard]] std::optional<RobustFit> fit_similarity_robustly(std::span<const PointPair> pairs, double tolerance,
                                                               std::vector<PointPair>& scratch);

}  // namespace eyrie::perception
