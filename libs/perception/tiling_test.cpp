// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/tiling.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::perception {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr PixelSize kFullHd{.width = 1920, .height = 1080};
constexpr PixelSize kNetwork{.width = 640, .height = 640};

TileOptions tiles(int columns, int rows, double overlap = 0.2) {
  return {.grid = {.columns = columns, .rows = rows}, .overlap = overlap, .has_whole_look = false};
}

/// Every pixel of [0, pixels) is in one of these spans, which are given in order.
bool covers(const std::vector<int>& starts, int length, int pixels) {
  int end = 0;
  for (const int start : starts) {
    if (start > end) return false;
    end = start + length;
  }
  return end == pixels;
}

TEST(Tiling, TilesHoldEveryPixelShareTheirOverlapAndBeginAtEvenOnes) {
  for (const int width : {1, 2, 3, 17, 64, 333, 640, 641, 1279, 1920, 3839, 4000}) {
    for (const int height : {1, 5, 48, 479, 1080}) {
      for (const double overlap : {kMinTileOverlap, 0.2, 0.33, kMaxTileOverlap}) {
        for (int columns = 1; columns <= kMaxTiles; ++columns) {
          for (int rows = 1; columns * rows <= kMaxTiles; ++rows) {
            SCOPED_TRACE(testing::Message()
                         << width << "x" << height << " in " << columns << "x" << rows << ", overlap " << overlap);
            const auto looks = plan_looks({.width = width, .height = height}, kNetwork, tiles(columns, rows, overlap));
            std::vector<int> lefts;
            std::vector<int> tops;
            for (const Look& look : looks) {
              ASSERT_EQ(look.left % 2, 0);
              ASSERT_EQ(look.top % 2, 0);
              ASSERT_EQ(look.width, looks[0].width);
              ASSERT_EQ(look.height, looks[0].height);
              if (look.top == 0) lefts.push_back(look.left);
              if (look.left == 0) tops.push_back(look.top);
            }
            ASSERT_EQ(looks.size(), lefts.size() * tops.size());
            ASSERT_TRUE(covers(lefts, looks[0].width, width));
            ASSERT_TRUE(covers(tops, looks[0].height, height));
            for (std::size_t i = 1; i < lefts.size(); ++i)
              ASSERT_GE(lefts[i - 1] + looks[0].width - lefts[i], overlap * looks[0].width);
            for (std::size_t i = 1; i < tops.size(); ++i)
              ASSERT_GE(tops[i - 1] + looks[0].height - tops[i], overlap * looks[0].height);
          }
        }
      }
    }
  }
}

TEST(Tiling, TilesAreNoLargerThanTheirOverlapAsks) {
  // 3 L - 2 L / 5 = 1920 and 2 L - L / 5 = 1080
  EXPECT_THAT(plan_looks(kFullHd, kNetwork, tiles(3, 2)),
              ElementsAre(Look{0, 0, 740, 600}, Look{590, 0, 740, 600}, Look{1180, 0, 740, 600}, Look{0, 480, 740, 600},
                          Look{590, 480, 740, 600}, Look{1180, 480, 740, 600}));
}

TEST(Tiling, TheWholePictureIsLookedAtFirstAndNeverTwice) {
  TileOptions options = tiles(2, 1);
  options.has_whole_look = true;
  const auto looks = plan_looks(kFullHd, kNetwork, options);
  ASSERT_EQ(looks.size(), 3U);
  EXPECT_EQ(looks[0], (Look{0, 0, 1920, 1080}));
  for (const auto& one : {tiles(1, 1), TileOptions{}, TileOptions{.grid = {.columns = 4, .rows = 4}}}) {
    const PixelSize picture = one.grid.columns == 1 ? kFullHd : PixelSize{.width = 1, .height = 2};
    EXPECT_THAT(plan_looks(picture, kNetwork, one), ElementsAre(Look{0, 0, picture.width, picture.height}));
  }
}

TEST(Tiling, AutoTakesTheFewestTilesThatAreSeenAtAboutFullSize) {
  const auto count = [](PixelSize picture, PixelSize network) {
    const auto looks = plan_looks(picture, network, tiles(0, 0));
    const double gain =
        std::min(static_cast<double>(network.width) / looks[0].width, static_cast<double>(network.height) / looks[0].height);
    return std::pair(looks.size(), gain > 0.85);
  };
  EXPECT_EQ(count({.width = 320, .height = 240}, kNetwork), std::pair(std::size_t{1}, true));
  EXPECT_EQ(count({.width = 640, .height = 640}, kNetwork), std::pair(std::size_t{1}, true));
  EXPECT_EQ(count({.width = 1280, .height = 720}, kNetwork), std::pair(std::size_t{2}, true));
  EXPECT_EQ(count(kFullHd, kNetwork), std::pair(std::size_t{6}, true));
  EXPECT_EQ(count(kFullHd, {.width = 640, .height = 384}), std::pair(std::size_t{9}, true));
  const auto [tiles_of_4k, is_full_size] = count({.width = 3840, .height = 2160}, kNetwork);
  EXPECT_LE(tiles_of_4k, static_cast<std::size_t>(kMaxTiles));
  EXPECT_FALSE(is_full_size);
}

TEST(Tiling, AGridIsReadAsItIsWritten) {
  for (const auto* text : {"1x1", "3x2", "16x1", "auto"}) EXPECT_EQ(to_string(parse_tile_grid(text).value()), text);
  EXPECT_EQ(parse_tile_grid("3x2").value(), (TileGrid{.columns = 3, .rows = 2}));
  EXPECT_TRUE(parse_tile_grid("auto").value().is_auto());
}

TEST(Tiling, WhatIsNoGridIsRefusedWithTheRemedy) {
  for (const auto* text :
       {"", "3", "x", "3x", "x2", "0x2", "3x-1", "3x2x1", "3 x 2", "3X2", "Auto", "1e1x1", "99999999999x1"}) {
    const auto grid = parse_tile_grid(text);
    ASSERT_FALSE(grid) << text;
    EXPECT_EQ(grid.error().code, Error::kInvalidArgument);
    EXPECT_THAT(grid.error().message, HasSubstr("such as 3x2, or auto")) << text;
  }
  for (const auto* text : {"17x1", "4x5", "2147483647x2"})
    EXPECT_THAT(parse_tile_grid(text).error().message, HasSubstr("at most 16")) << text;
}

TEST(Tiling, AnOverlapOutOfBoundsIsRefused) {
  EXPECT_TRUE(TileOptions{}.check());
  for (const double overlap : {0.0, 0.51, -1.0, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_THAT(TileOptions{.overlap = overlap}.check().error().message, HasSubstr("needed: 0.05 to 0.5")) << overlap;
}

}  // namespace
}  // namespace eyrie::perception
