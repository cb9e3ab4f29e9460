// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/region.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::edge {
namespace {

using testing::HasSubstr;

/// A 4:2:0 picture each luma sample of which tells where it is.
struct Chart {
  Chart(int width, int height) : luma(static_cast<std::size_t>(width * height)), chroma(luma.size()) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) luma[static_cast<std::size_t>(y * width + x)] = at(x, y);
    }
    view = {.format = imaging::PixelFormat::kI420,
            .width = width,
            .height = height,
            .planes = {luma.data(), chroma.data(), chroma.data()},
            .strides = {width, (width + 1) / 2, (width + 1) / 2}};
  }
  static std::uint8_t at(int x, int y) { return static_cast<std::uint8_t>(x * 3 + y * 7); }
  std::vector<std::uint8_t> luma;
  std::vector<std::uint8_t> chroma;
  imaging::ImageView view;
};

TEST(Region, ByDefaultItIsTheWholePicture) {
  const Chart chart(101, 51);
  const auto part = Region().of(chart.view);
  EXPECT_EQ(part.view.width, 101);
  EXPECT_EQ(part.view.height, 51);
  EXPECT_EQ(part.x_px, 0);
  EXPECT_EQ(part.y_px, 0);
}

/// Whatever the region, the part's pixel (x, y) is the picture's (x + x_px, y + y_px), so boxes map back by that offset.
TEST(Region, APixelOfThePartIsThatOfThePictureAtItsOffset) {
  for (const auto& [width, height] : {std::pair(64, 48), std::pair(101, 51), std::pair(1920, 1080)}) {
    const Chart chart(width, height);
    for (const double from : {0.0, 0.013, 0.25, 0.333, 0.5, 0.77}) {
      for (const double to : {from + 0.02, from + 0.2, 1.0}) {
        const auto part = Region::create({.x_min = from, .y_min = from, .x_max = to, .y_max = to})->of(chart.view);
        ASSERT_FALSE(part.view.is_empty());
        EXPECT_EQ(part.x_px % 2, 0);
        EXPECT_EQ(part.y_px % 2, 0);
        EXPECT_NEAR(part.x_px, from * width, 2);
        EXPECT_NEAR(part.x_px + part.view.width, to * width, 1);
        EXPECT_NEAR(part.y_px + part.view.height, to * height, 1);
        EXPECT_EQ(part.view.planes[0][0], Chart::at(part.x_px, part.y_px));
        const auto* const last = part.view.planes[0] + (part.view.height - 1) * part.view.strides[0] + part.view.width - 1;
        EXPECT_EQ(*last, Chart::at(part.x_px + part.view.width - 1, part.y_px + part.view.height - 1));
      }
    }
  }
}

TEST(Region, ReachesToTheVeryEdges) {
  const Chart chart(1919, 1079);
  const auto part = Region::create({.x_min = 0.5, .y_min = 0.5, .x_max = 1, .y_max = 1})->of(chart.view);
  EXPECT_EQ(part.x_px + part.view.width, 1919);
  EXPECT_EQ(part.y_px + part.view.height, 1079);
}

TEST(Region, BoxesOfThePartBecomeBoxesOfThePicture) {
  const Chart chart(200, 100);
  const auto part = Region::create({.x_min = 0.25, .y_min = 0.5, .x_max = 1, .y_max = 1})->of(chart.view);
  std::vector<perception::Detection> detections{{.box = {0, 0, 150, 50}}, {.box = {-3, 10, 20, 30}}};
  map_back(detections, part);
  EXPECT_EQ(detections[0].box.x_min, 50);
  EXPECT_EQ(detections[0].box.y_min, 50);
  EXPECT_EQ(detections[0].box.x_max, 200);
  EXPECT_EQ(detections[0].box.y_max, 100);
  EXPECT_EQ(detections[1].box.x_min, 47);
  EXPECT_EQ(detections[1].box.y_min, 60);
}

TEST(Region, WhatCannotBeLookedAtIsRefusedWithItsSetting) {
  const auto why = [](Region::Edges edges) {
    const auto region = Region::create(edges);
    return region ? std::string("taken") : region.error().message;
  };
  EXPECT_THAT(why({.x_min = -0.1}), HasSubstr("reaches out of the picture"));
  EXPECT_THAT(why({.y_max = 1.01}), HasSubstr("region.y_max"));
  EXPECT_THAT(why({.x_min = 0.6, .x_max = 0.4}), HasSubstr("is empty"));
  EXPECT_THAT(why({.x_min = 0.5, .x_max = 0.5}), HasSubstr("is empty"));
  EXPECT_THAT(why({.y_min = 0.5, .y_max = 0.501}), HasSubstr("thinner"));
  EXPECT_THAT(why({.x_min = std::nan("")}), HasSubstr("reaches out"));
  EXPECT_EQ(why({.x_min = 0.99, .x_max = 1}), "taken");
}

}  // namespace
}  // namespace eyrie::edge
