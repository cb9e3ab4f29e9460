// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/average_precision.hpp"

#include <gtest/gtest.h>

namespace eyrie::perception {
namespace {

Box at(float x) { return {.x_min = x, .y_min = 0, .x_max = x + 10, .y_max = 10}; }
Detection found(float x, float confidence, int class_id = 0) {
  return {.box = at(x), .confidence = confidence, .class_id = class_id};
}

TEST(AveragePrecision, IsOneWhereEveryBoxIsFoundAndNothingElse) {
  const std::vector<JudgedPicture> pictures{{.truth = {{at(0)}, {at(50)}}, .detections = {found(1, 0.9F), found(50, 0.3F)}}};
  const auto result = average_precision_50(pictures, 0);
  EXPECT_EQ(result.boxes, 2U);
  EXPECT_DOUBLE_EQ(result.value, 1);
}

TEST(AveragePrecision, AFalseAlarmAboveABoxLowersItsPrecision) {
  // Right (1/1), wrong, right (2/3): the area is 1/2 * 1 + 1/2 * 2/3.
  const std::vector<JudgedPicture> pictures{
      {.truth = {{at(0)}, {at(50)}}, .detections = {found(0, 0.9F), found(100, 0.8F), found(50, 0.7F)}}};
  EXPECT_DOUBLE_EQ(average_precision_50(pictures, 0).value, 0.5 + 0.5 * 2 / 3);
}

TEST(AveragePrecision, TheCurveIsMadeMonotonous) {
  // Wrong, right (1/2), right (2/3): from the right, 2/3 holds for both.
  const std::vector<JudgedPicture> pictures{
      {.truth = {{at(0)}, {at(50)}}, .detections = {found(100, 0.9F), found(0, 0.8F), found(50, 0.7F)}}};
  EXPECT_DOUBLE_EQ(average_precision_50(pictures, 0).value, 2.0 / 3);
}

TEST(AveragePrecision, ABoxIsFoundOnce) {
  const std::vector<JudgedPicture> pictures{{.truth = {{at(0)}, {at(50)}}, .detections = {found(0, 0.9F), found(1, 0.8F)}}};
  EXPECT_DOUBLE_EQ(average_precision_50(pictures, 0).value, 0.5);
}

TEST(AveragePrecision, ADifficultBoxIsNeitherMeritNorMistake) {
  const TrueBox difficult{.box = at(50), .is_difficult = true};
  const std::vector<JudgedPicture> found_it{
      {.truth = {{at(0)}, difficult}, .detections = {found(50, 0.9F), found(0, 0.8F)}}};
  const std::vector<JudgedPicture> missed_it{{.truth = {{at(0)}, difficult}, .detections = {found(0, 0.8F)}}};
  EXPECT_EQ(average_precision_50(found_it, 0).boxes, 1U);
  EXPECT_DOUBLE_EQ(average_precision_50(found_it, 0).value, 1);
  EXPECT_DOUBLE_EQ(average_precision_50(missed_it, 0).value, 1);
}

TEST(AveragePrecision, ABoxOfAnotherClassOrPictureIsNotFound) {
  const std::vector<JudgedPicture> pictures{{.truth = {{at(0)}}, .detections = {found(0, 0.9F, 1)}},
                                            {.truth = {}, .detections = {found(0, 0.8F)}}};
  EXPECT_DOUBLE_EQ(average_precision_50(pictures, 0).value, 0);
  EXPECT_DOUBLE_EQ(average_precision_50(pictures).value, 0) << "also where all classes are counted together";
  EXPECT_EQ(average_precision_50(pictures, 1).boxes, 0U);
}

}  // namespace
}  // namespace eyrie::perception
