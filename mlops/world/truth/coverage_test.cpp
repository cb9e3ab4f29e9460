// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/truth/coverage.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "world/math/random.hpp"

namespace eyrie::world {
namespace {

constexpr int kWidth = 12;
constexpr int kHeight = 8;

using Triangle = std::array<geometry::Pixel, 3>;

/// On which side of the line from `p` to `q`.
double side(geometry::Pixel p, geometry::Pixel q, double u, double v) {
  return (q.u - p.u) * (v - p.v) - (q.v - p.v) * (u - p.u);
}

/// Whether the middle of a pixel lies in it, by its three half-planes.
bool holds(const Triangle& triangle, int x, int y) {
  const auto& [a, b, c] = triangle;
  const std::array<double, 3> sides{side(a, b, x, y), side(b, c, x, y), side(c, a, x, y)};
  return std::ranges::all_of(sides, [](double s) { return s >= 0; }) ||
         std::ranges::all_of(sides, [](double s) { return s <= 0; });
}

TEST(Coverage, OfATriangleIsWhatItsHalfPlanesHold) {
  Random random(7);
  for (int trial = 0; trial < 3000; ++trial) {
    Triangle triangle;
    for (auto& corner : triangle)
      corner = {.u = static_cast<double>(random.uniform(-40, 50)), .v = static_cast<double>(random.uniform(-30, 35))};
    Coverage coverage(kWidth, kHeight);
    coverage.add_triangle(triangle[0], triangle[1], triangle[2]);
    int pixels = 0;
    PixelBox box{2 * kWidth, 2 * kHeight, -kWidth, -kHeight};
    for (int y = -kHeight; y < 2 * kHeight; ++y) {
      for (int x = -kWidth; x < 2 * kWidth; ++x) {
        if (!holds(triangle, x, y)) continue;
        ++pixels;
        box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x + 1), std::max(box.bottom, y + 1)};
      }
    }
    ASSERT_EQ(coverage.pixels(), pixels) << "trial " << trial;
    ASSERT_EQ(coverage.box().has_value(), pixels > 0) << "trial " << trial;
    ASSERT_EQ(coverage.box().value_or(box), box) << "trial " << trial;
  }
}

TEST(Coverage, WhatLiesBeyondItsEdgesCoversNothing) {
  const std::array<Triangle, 4> outside{{{{{-40, 1}, {-20, 2}, {-31, 9}}},
                                         {{{2, -14}, {8, -14}, {4, -20}}},
                                         {{{60, 1}, {30, 2}, {41, 9}}},
                                         {{{2, 40}, {8, 40}, {4, 50}}}}};
  for (const auto& [a, b, c] : outside) {
    Coverage coverage(kWidth, kHeight);
    coverage.add_triangle(a, b, c);
    EXPECT_EQ(coverage.pixels(), 0);
    EXPECT_FALSE(coverage.box());
  }
}

TEST(Coverage, PixelsAreCountedOnce) {
  Coverage coverage(kWidth, kHeight);
  coverage.add_pixel(3, 2);
  coverage.add_pixel(3, 2);
  coverage.add_pixel(-1, 2);
  EXPECT_EQ(coverage.pixels(), 2);
  EXPECT_EQ(*coverage.box(), (PixelBox{-1, 2, 4, 3}));
}

}  // namespace
}  // namespace eyrie::world
