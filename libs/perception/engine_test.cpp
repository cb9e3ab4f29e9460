// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/engine.hpp"

#include <gtest/gtest.h>

#include "perception/detection.hpp"

namespace eyrie::perception {
namespace {

TEST(TensorSpec, ReadsAsNameTypeAndShape) {
  EXPECT_EQ(to_string({.name = "images", .type = ElementType::kFloat32, .shape = {1, 3, 640, 640}}),
            "images f32 [1,3,640,640]");
}

TEST(TensorSpec, DynamicDimensionsReadAsQuestionMarks) {
  EXPECT_EQ(to_string({.name = "x", .type = ElementType::kFloat16, .shape = {-1, 84, -1}}), "x f16 [?,84,?]");
  EXPECT_EQ(to_string({.name = "scalar", .type = ElementType::kInt64, .shape = {}}), "scalar i64 []");
}

TEST(Iou, IsSharedAreaOverJoinedArea) {
  const Box a{.x_min = 0, .y_min = 0, .x_max = 10, .y_max = 10};
  EXPECT_FLOAT_EQ(iou(a, a), 1.0F);
  EXPECT_FLOAT_EQ(iou(a, {.x_min = 5, .y_min = 0, .x_max = 15, .y_max = 10}), 1.0F / 3.0F);
}

TEST(Iou, IsZeroForBoxesThatOnlyTouchOrAreEmpty) {
  const Box a{.x_min = 0, .y_min = 0, .x_max = 10, .y_max = 10};
  EXPECT_EQ(iou(a, {.x_min = 10, .y_min = 0, .x_max = 20, .y_max = 10}), 0.0F);
  EXPECT_EQ(iou(a, {.x_min = 5, .y_min = 5, .x_max = 5, .y_max = 5}), 0.0F);
  EXPECT_EQ(iou({}, {}), 0.0F);
}

}  // namespace
}  // namespace eyrie::perception
