// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/evaluation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::model {
namespace {

using ::testing::HasSubstr;

void expect_box(const perception::TrueBox& found, int class_id, float x_min, float y_min, float x_max, float y_max) {
  EXPECT_EQ(found.class_id, class_id);
  EXPECT_FLOAT_EQ(found.box.x_min, x_min);
  EXPECT_FLOAT_EQ(found.box.y_min, y_min);
  EXPECT_FLOAT_EQ(found.box.x_max, x_max);
  EXPECT_FLOAT_EQ(found.box.y_max, y_max);
  EXPECT_FALSE(found.is_difficult);
}

TEST(Labels, ALineIsABoxInSharesOfThePicture) {
  const auto boxes = parse_labels("1 0.5 0.5 0.5 0.25\n\n0 0.25 0.5 0.5 1\r\n", 200, 100, 2);
  ASSERT_TRUE(boxes) << boxes.error().message;
  ASSERT_EQ(boxes->size(), 2U);
  expect_box(boxes->at(0), 1, 50, 37.5F, 150, 62.5F);
  expect_box(boxes->at(1), 0, 0, 0, 100, 100);
}

TEST(Labels, OfAPolygonTheBoxAroundItCounts) {
  const auto boxes = parse_labels("0 0.5 0.1 0.9 0.5 0.5 0.7 0.2 0.5", 100, 100, 1);
  ASSERT_TRUE(boxes) << boxes.error().message;
  ASSERT_EQ(boxes->size(), 1U);
  expect_box(boxes->at(0), 0, 20, 10, 90, 70);
}

TEST(Labels, APictureMayShowNothing) { EXPECT_TRUE(parse_labels("", 100, 100, 1)->empty()); }

TEST(Labels, WhatIsNoLabelIsNamedWithItsLine) {
  for (const auto* text :
       {"0 .5 .5 .1 .1\n0 .5 .5 .1\n", "0 .5 .5 .1 .1\n2 .5 .5 .1 .1\n", "0 .5 .5 .1 .1\nperson .5 .5 .1 .1\n",
        "0 .5 .5 .1 .1\n0 .5 .5 .1 x\n", "0 .5 .5 .1 .1\n-1 .5 .5 .1 .1\n"}) {
    const auto boxes = parse_labels(text, 100, 100, 2);
    ASSERT_FALSE(boxes) << text;
    EXPECT_EQ(boxes.error().code, Error::kCorrupt);
    EXPECT_THAT(boxes.error().message, HasSubstr("line 2")) << text;
  }
}

}  // namespace
}  // namespace eyrie::model
