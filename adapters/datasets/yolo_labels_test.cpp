// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/yolo_labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::datasets {
namespace {

using ::testing::HasSubstr;

constexpr const char* kFile = "labels/a.txt";

Result<std::vector<YoloLabel>> parse(std::string_view text, PictureSize size = {.width = 200, .height = 100}) {
  return parse_yolo_labels(text, kFile, size, 2);
}

void expect_label(const YoloLabel& found, std::size_t class_index, const evaluation::PixelBox& box) {
  EXPECT_EQ(found.class_index, class_index);
  EXPECT_NEAR(found.box.left, box.left, 1e-9);
  EXPECT_NEAR(found.box.top, box.top, 1e-9);
  EXPECT_NEAR(found.box.width, box.width, 1e-9);
  EXPECT_NEAR(found.box.height, box.height, 1e-9);
}

TEST(YoloLabels, ALineIsABoxInSharesOfThePicture) {
  const auto labels = parse("1 0.5 0.5 0.5 0.25\n\n0 0.25 0.5 0.5 1\r\n");
  ASSERT_TRUE(labels) << labels.error().message;
  ASSERT_EQ(labels->size(), 2U);
  expect_label(labels->at(0), 1, {.left = 50, .top = 37.5, .width = 100, .height = 25});
  expect_label(labels->at(1), 0, {.left = 0, .top = 0, .width = 100, .height = 100});
}

TEST(YoloLabels, OfAPolygonTheBoxAroundItCounts) {
  const auto labels = parse("0 0.5 0.1 0.9 0.5 0.5 0.7 0.2 0.5", {.width = 100, .height = 100});
  ASSERT_TRUE(labels) << labels.error().message;
  ASSERT_EQ(labels->size(), 1U);
  expect_label(labels->at(0), 0, {.left = 20, .top = 10, .width = 70, .height = 60});
}

TEST(YoloLabels, APictureMayShowNothing) { EXPECT_TRUE(parse("")->empty()); }

TEST(YoloLabels, WhatIsNoLabelIsNamedWithItsLine) {
  for (const auto* text :
       {"0 .5 .5 .1 .1\n0 .5 .5 .1\n", "0 .5 .5 .1 .1\n2 .5 .5 .1 .1\n", "0 .5 .5 .1 .1\nperson .5 .5 .1 .1\n",
        "0 .5 .5 .1 .1\n0 .5 .5 .1 x\n", "0 .5 .5 .1 .1\n-1 .5 .5 .1 .1\n", "0 .5 .5 .1 .1\n0 .5 .5 .1 nan\n",
        "0 .5 .5 .1 .1\n0.5 .5 .5 .1 .1\n", "0 .5 .5 .1 .1\n0 .5 .5 .1 1e999\n", "0 .5 .5 .1 .1\n0 .5 .5 -.1 .1\n"}) {
    const auto labels = parse(text);
    ASSERT_FALSE(labels) << text;
    EXPECT_EQ(labels.error().code, Error::kCorrupt);
    EXPECT_THAT(labels.error().message, HasSubstr("labels/a.txt:2: ")) << text;
  }
}

TEST(YoloLabels, ABoxOutsideOfThePictureIsRefusedAndAPixelOfRoundingIsNot) {
  const auto outside = parse("0 0.9 0.5 0.5 0.5");
  ASSERT_FALSE(outside);
  EXPECT_THAT(outside.error().message, HasSubstr("x 130.0 to 230.0"));
  EXPECT_THAT(outside.error().message, HasSubstr("200 x 100"));
  EXPECT_TRUE(parse("0 0.5 0.5 1.002 1.002"));
  EXPECT_FALSE(parse("0 320 240 40 40")) << "pixels are no shares";
}

TEST(YoloLabels, LieInTheFolderLabelsBesideTheFolderImages) {
  EXPECT_EQ(yolo_labels_of("/set/images/val/a.b.jpg"), "/set/labels/val/a.b.txt");
  EXPECT_EQ(yolo_labels_of("/images/set/images/a.jpg"), "/images/set/labels/a.txt");
  EXPECT_EQ(yolo_labels_of("flat/a.png"), "flat/a.txt");
}

TEST(YoloLabels, NoFileIsAnEmptyPicture) {
  const auto labels = read_yolo_labels("nowhere/at/all.txt", {.width = 10, .height = 10}, 1);
  ASSERT_TRUE(labels);
  EXPECT_TRUE(labels->empty());
}

}  // namespace
}  // namespace eyrie::datasets
