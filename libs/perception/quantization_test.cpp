// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/quantization.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::perception {
namespace {

using ::testing::HasSubstr;

QuantizationRecord record_with(std::vector<QuantizedAccuracy> classes) {
  return {.model_sha256 = std::string(64, 'a'),
          .quantized_sha256 = std::string(64, 'b'),
          .made_with = "nncf 3.4.0, openvino 2026.4.1",
          .truth = "float model",
          .calibration_pictures = 30,
          .evaluation_pictures = 20,
          .all = {.name = "all", .boxes = 200, .float_ap50 = 1, .int8_ap50 = 0.995},
          .classes = std::move(classes)};
}

TEST(Quantization, TheGatePassesWhereNoClassLosesMoreThanAPoint) {
  EXPECT_TRUE(check_accuracy(record_with({{.name = "person", .boxes = 100, .float_ap50 = 1, .int8_ap50 = 0.99},
                                          {.name = "car", .boxes = 90, .float_ap50 = 0.8, .int8_ap50 = 0.82}})));
}

TEST(Quantization, TheGateNamesTheClassThatLosesMost) {
  const auto status = check_accuracy(record_with({{.name = "person", .boxes = 100, .float_ap50 = 1, .int8_ap50 = 0.98},
                                                  {.name = "car", .boxes = 90, .float_ap50 = 0.9, .int8_ap50 = 0.85}}));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Error::kConflict);
  EXPECT_THAT(status.error().message, HasSubstr("car loses 5.0 points of AP50 (90.0 -> 85.0 on 90 boxes)"));
  EXPECT_THAT(status.error().message, HasSubstr("more pictures"));
}

TEST(Quantization, AClassOfFewBoxesIsJudgedWithTheOthersOnly) {
  EXPECT_TRUE(check_accuracy(record_with({{.name = "boat", .boxes = 9, .float_ap50 = 1, .int8_ap50 = 0.5}})));
  auto record = record_with({});
  record.all.int8_ap50 = 0.98;
  EXPECT_THAT(check_accuracy(record).error().message, HasSubstr("all loses 2.0 points"));
}

TEST(Quantization, TooFewBoxesProveNothing) {
  auto record = record_with({});
  record.all.boxes = 9;
  EXPECT_THAT(check_accuracy(record).error().message, HasSubstr("9 boxes"));
}

TEST(Quantization, ARecordComesBackAsItWasWritten) {
  const auto record = record_with({{.name = "person \"x\"", .boxes = 12, .float_ap50 = 0.98765, .int8_ap50 = 0.98}});
  const auto back = parse_quantization_record(to_json(record));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(to_json(*back), to_json(record));
  EXPECT_EQ(back->classes.front().name, "person \"x\"");
  EXPECT_DOUBLE_EQ(back->classes.front().float_ap50, 0.98765);
}

TEST(Quantization, ANameThatIsNoTextIsWrittenAllTheSame) {
  const auto record = record_with({{.name = "caf\xE9", .boxes = 12, .float_ap50 = 1, .int8_ap50 = 1}});
  const auto back = parse_quantization_record(to_json(record));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->classes.front().name, "caf\uFFFD");
}

TEST(Quantization, WhatIsNoRecordIsRefused) {
  auto text = to_json(record_with({{.name = "person", .boxes = 12, .float_ap50 = 1, .int8_ap50 = 1}}));
  for (const auto& broken :
       {std::string(), std::string("[]"), std::string(R"({"format":"eyrie-int8-2"})"), text.substr(0, text.size() / 2),
        text.replace(text.find("\"int8_ap50\": 1.0"), 16, "\"int8_ap50\": 1.5")}) {
    const auto record = parse_quantization_record(broken);
    ASSERT_FALSE(record) << broken;
    EXPECT_EQ(record.error().code, Error::kCorrupt);
  }
}

TEST(Quantization, TheSiblingLiesBesideItsModel) {
  EXPECT_EQ(quantized_path("models/yolo.v8/best.onnx"), "models/yolo.v8/best.int8.xml");
  EXPECT_EQ(quantized_path("models/yolo.v8/best"), "models/yolo.v8/best.int8.xml");
  EXPECT_EQ(quantized_path("best.xml"), "best.int8.xml");
  EXPECT_EQ(quantized_path("best.int8.xml"), "") << "is one itself";
  EXPECT_EQ(quantization_record_path("a/best.int8.xml"), "a/best.int8.json");
}

}  // namespace
}  // namespace eyrie::perception
