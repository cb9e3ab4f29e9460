// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/area.hpp"

#include <gtest/gtest.h>

#include "world/site/roadmap.hpp"

namespace eyrie::world {
namespace {

TEST(Area, SignedDistanceIsBelowZeroInside) {
  const Area area({1, 2}, 3, 1, 0);
  EXPECT_FLOAT_EQ(area.signed_distance({1, 2}), -1);
  EXPECT_FLOAT_EQ(area.signed_distance({6, 2}), 2);
  EXPECT_NEAR(area.signed_distance({7, 7}), 5, 1e-5F);  // 3, 4 from the corner
}

TEST(Area, TurnedRectanglesOverlapOnlyWhereTheyTouch) {
  const Area flat({0, 0}, 2, 0.5F, 0);
  EXPECT_TRUE(flat.overlaps(Area({0, 0.9F}, 2, 0.5F, 0)));
  EXPECT_FALSE(flat.overlaps(Area({0, 1.1F}, 2, 0.5F, 0)));
  // A diamond beside a corner: the boxes around both overlap, they do not.
  EXPECT_FALSE(flat.overlaps(Area({2.8F, 1.2F}, 0.9F, 0.9F, portable::kPi / 4)));
  EXPECT_TRUE(flat.overlaps(Area({2.5F, 0}, 0.9F, 0.9F, portable::kPi / 4)));
}

TEST(Area, BlocksAWayThroughItAndNoOther) {
  const Area wall({0, 0}, 5, 0.2F, portable::kPi / 2);
  EXPECT_TRUE(wall.blocks({-2, 0}, {2, 1}));
  EXPECT_FALSE(wall.blocks({-2, 6}, {2, 6}));
  EXPECT_FALSE(wall.blocks({1, -3}, {1, 3}));
}

TEST(Roadmap, GoesAroundAWallAndNeverThroughIt) {
  const Area region({0, 0}, 12, 12, 0);
  const Area wall({0, 0}, 8, 0.3F, portable::kPi / 2);
  const Roadmap roadmap(region, {wall}, 0.5F, Random(4));
  const auto way = roadmap.route({-5, 0}, {5, 0});
  ASSERT_TRUE(way);
  EXPECT_GT(way->size(), 2U);
  for (std::size_t i = 0; i + 1 < way->size(); ++i) EXPECT_FALSE(wall.grown(0.49F).blocks((*way)[i], (*way)[i + 1]));
}

TEST(Roadmap, SaysSoWhereThereIsNoWay) {
  const Area region({0, 0}, 12, 12, 0);
  const Roadmap roadmap(region, {Area({0, 0}, 13, 0.3F, portable::kPi / 2)}, 0.5F, Random(4));
  EXPECT_FALSE(roadmap.route({-5, 0}, {5, 0}));
  EXPECT_FALSE(roadmap.route({-5, 0}, {0, 0}));
}

}  // namespace
}  // namespace eyrie::world
