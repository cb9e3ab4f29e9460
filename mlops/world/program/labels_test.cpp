// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/labels.hpp"

#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace eyrie::world {
namespace {

constexpr int kWidth = 960;
constexpr int kHeight = 540;

/// A box of this size of which so many of its 1000 pixels are seen.
ObjectTruth object_of(int width_px, int height_px, int seen_of_1000) {
  ObjectTruth object;
  object.object_class = ObjectClass::kHelmet;
  object.modal = PixelBox{100, 50, 100 + width_px, 50 + height_px};
  object.amodal = *object.modal;
  object.modal_px = seen_of_1000;
  object.amodal_px = 1000;
  return object;
}

/// COCO's own evaluation knows `iscrowd` and no `ignore`.
TEST(CocoSet, WhatNobodyCanTellIsMarkedAsCocoLeavesItOut) {
  const std::vector<ObjectTruth> objects{object_of(8, 20, 1000), object_of(7, 20, 1000), object_of(40, 40, 300),
                                         object_of(2, 20, 1000), object_of(40, 40, 100)};
  CocoSet set;
  set.add("a.png", kWidth, kHeight, objects, -30);
  const auto annotations = nlohmann::json::parse(set.text())["annotations"];
  ASSERT_EQ(annotations.size(), 3U) << "two pixels wide, and a tenth seen: no label at all";
  for (const char* mark : {"iscrowd", "ignore"}) {
    EXPECT_EQ(annotations[0][mark], 0) << "8 pixels of 960, seen as a whole";
    EXPECT_EQ(annotations[1][mark], 1) << "too small";
    EXPECT_EQ(annotations[2][mark], 1) << "seen too little of";
  }
}

TEST(CocoSet, TellsOfAPictureHowTheCameraStood) {
  CocoSet set;
  set.add("a.png", kWidth, kHeight, {}, -90);
  EXPECT_EQ(nlohmann::json::parse(set.text())["images"][0]["pitch_deg"], -90);
}

TEST(YoloLines, AreMiddleAndSizeAsSharesOfThePicture) {
  EXPECT_EQ(yolo_lines(std::vector{object_of(96, 54, 1000)}, kWidth, kHeight).substr(0, 2), "1 ")
      << "the class, counted from 0";
  EXPECT_EQ(yolo_lines({}, kWidth, kHeight), "");
}

}  // namespace
}  // namespace eyrie::world
