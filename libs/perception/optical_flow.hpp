// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "perception/affine.hpp"
#include "perception/grey_pyramid.hpp"

namespace eyrie::perception {

/// The places of a picture that are easiest to find again: in each cell of a grid the one where brightness changes most in
/// its weaker direction (Shi and Tomasi, CVPR 1994), unless it hardly changes at all. Pixels of level 0.
void find_corners(const GreyPyramid& pyramid, std::vector<Point>& corners);

/// Where the patch around `point` of one picture is in another (pixels of level 0), by Lucas and Kanade's method from the
/// smallest level to the largest. Nothing where the patch leaves the picture, has no structure, or looks different there.
[[nodiscard]] std::optional<Point> follow(const GreyPyramid& previous, const GreyPyramid& current, const Point& point);

}  // namespace eyrie::perception
