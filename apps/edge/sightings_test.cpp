// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/sightings.hpp"

#include <gtest/gtest.h>

namespace eyrie::edge {
namespace {

const FrameFacts kFrame{.frame_id = FrameId{7}, .captured_at = from_nanoseconds(1'000'000'000), .width = 200, .height = 100};

ReportHeader header() { return {.drone = *DroneId::parse("drone-01"), .model = "m@1", .class_names = {"person", "car"}}; }

TEST(Sightings, BoxesAreSharesOfThePictureAndClampedToIt) {
  const std::vector<perception::TrackedDetection> tracks{
      {.detection = {.box = {-20, 10, 100, 150}, .confidence = 0.5F, .class_id = 1}, .track_id = 12}};
  const auto report = to_report(tracks, kFrame, header());
  ASSERT_EQ(report.objects.size(), 1U);
  const auto& object = report.objects.front();
  EXPECT_EQ(object.class_name, "car");
  EXPECT_EQ(object.track_id, "t12");
  EXPECT_DOUBLE_EQ(object.box.x_min, 0);
  EXPECT_DOUBLE_EQ(object.box.y_min, 0.1);
  EXPECT_DOUBLE_EQ(object.box.x_max, 0.5);
  EXPECT_DOUBLE_EQ(object.box.y_max, 1);
  EXPECT_EQ(report.frame_id, "frame-0007");
}

TEST(Sightings, WhatLiesOutsideOfThePictureIsNotReported) {
  const std::vector<perception::TrackedDetection> tracks{
      {.detection = {.box = {-30, 10, -5, 50}, .confidence = 0.9F}, .track_id = 1}};
  EXPECT_TRUE(to_report(tracks, kFrame, header()).objects.empty());
}

}  // namespace
}  // namespace eyrie::edge
