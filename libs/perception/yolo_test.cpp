// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/yolo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "perception/half.hpp"

namespace eyrie::perception {
namespace {

using testing::HasSubstr;

constexpr const char* kThreeNames = "{0: 'person', 1: 'car', 2: 'dog'}";

ModelInfo make_model(std::vector<std::int64_t> input, std::vector<std::int64_t> output, std::string names = kThreeNames) {
  ModelInfo model;
  model.path = "model.onnx";
  model.inputs = {{.name = "images", .type = ElementType::kFloat32, .shape = std::move(input)}};
  model.outputs = {{.name = "output0", .type = ElementType::kFloat32, .shape = std::move(output)}};
  if (!names.empty()) model.metadata["names"] = std::move(names);
  return model;
}

void expect_refusal(const ModelInfo& model, const std::string& reason) {
  const auto contract = YoloContract::from(model);
  ASSERT_FALSE(contract.has_value());
  EXPECT_EQ(contract.error().code, Error::kUnsupported);
  EXPECT_THAT(contract.error().message, HasSubstr(reason));
  EXPECT_THAT(contract.error().message, HasSubstr("Found inputs"));
  EXPECT_THAT(contract.error().message, HasSubstr("Needed: one input [1,3,height,width]"));
}

TEST(YoloContract, TakesAnAnchorHead) {
  const auto contract = YoloContract::from(make_model({1, 3, 384, 640}, {1, 7, 5040})).value();
  EXPECT_EQ(contract.head, YoloContract::Head::kAnchors);
  EXPECT_EQ(contract.width, 640);
  EXPECT_EQ(contract.height, 384);
  EXPECT_THAT(contract.class_names, testing::ElementsAre("person", "car", "dog"));
}

TEST(YoloContract, TakesAnEndToEndHead) {
  const auto contract = YoloContract::from(make_model({1, 3, 640, 640}, {1, 300, 6})).value();
  EXPECT_EQ(contract.head, YoloContract::Head::kEndToEnd);
}

TEST(YoloContract, TwoClassesAreNotMistakenForEndToEnd) {
  const auto contract = YoloContract::from(make_model({1, 3, 640, 640}, {1, 6, 8400}, "{0: 'a', 1: 'b'}")).value();
  EXPECT_EQ(contract.head, YoloContract::Head::kAnchors);
}

TEST(YoloContract, FixesOpenDimensionsToOnePictureOf640) {
  const auto contract = YoloContract::from(make_model({-1, 3, -1, -1}, {-1, 7, -1})).value();
  EXPECT_EQ(contract.width, 640);
  EXPECT_EQ(contract.height, 640);
}

TEST(YoloContract, TakesHalfPrecisionInAndOut) {
  auto model = make_model({1, 3, 640, 640}, {1, 7, 8400});
  model.inputs[0].type = ElementType::kFloat16;
  model.outputs[0].type = ElementType::kFloat16;
  const auto contract = YoloContract::from(model).value();
  EXPECT_EQ(contract.input_type, ElementType::kFloat16);
  EXPECT_EQ(contract.output_type, ElementType::kFloat16);
}

TEST(YoloContract, NumbersClassesOfAModelWithoutNames) {
  const auto contract = YoloContract::from(make_model({1, 3, 640, 640}, {1, 6, 8400}, "")).value();
  EXPECT_THAT(contract.class_names, testing::ElementsAre("class0", "class1"));
}

TEST(YoloContract, TakesTheOverlapThatTheModelsMakerChose) {
  auto model = make_model({1, 3, 640, 640}, {1, 7, 8400});
  EXPECT_EQ(YoloContract::from(model).value().iou, kUsualIou);
  model.metadata["iou"] = "0.5";
  EXPECT_EQ(YoloContract::from(model).value().iou, 0.5F);
  for (const char* text : {"", "half", "0.5 ", "-0.1", "1.5", "nan"}) {
    model.metadata["iou"] = text;
    expect_refusal(model, "the metadata's iou is not a number from 0 to 1");
  }
}

TEST(YoloContract, RefusesOtherNumbersOfInputsAndOutputs) {
  auto model = make_model({1, 3, 240, 320}, {1, 4420, 2});
  model.outputs.push_back({.name = "boxes", .type = ElementType::kFloat32, .shape = {1, 4420, 4}});
  expect_refusal(model, "it has 2 outputs");
  EXPECT_THAT(YoloContract::from(model).error().message, HasSubstr("boxes f32 [1,4420,4]"));
  model.inputs.clear();
  expect_refusal(model, "it has 0 inputs");
}

TEST(YoloContract, RefusesOtherElementTypes) {
  auto model = make_model({1, 3, 640, 640}, {1, 7, 8400});
  model.inputs[0].type = ElementType::kInt32;
  expect_refusal(model, "its input is i32");
  model = make_model({1, 3, 640, 640}, {1, 7, 8400});
  model.outputs[0].type = ElementType::kInt8;
  expect_refusal(model, "its output is i8");
}

TEST(YoloContract, RefusesOtherShapes) {
  expect_refusal(make_model({1, 1, 28, 28}, {1, 10}), "its input is not one colour picture");
  expect_refusal(make_model({1, 640, 640, 3}, {1, 7, 8400}), "its input is not one colour picture");
  expect_refusal(make_model({4, 3, 640, 640}, {4, 7, 8400}), "its input is not one colour picture");
  expect_refusal(make_model({1, 3, 224, 224}, {1, 1000}), "its output is not one list of boxes");
  expect_refusal(make_model({1, 3, 640, 640}, {1, 25200, 85}), "anchors first");
  expect_refusal(make_model({1, 3, 640, 640}, {1, 4, 8400}, ""), "no class scores");
}

TEST(YoloContract, RefusesNamesThatDoNotFitTheScores) {
  expect_refusal(make_model({1, 3, 640, 640}, {1, 84, 8400}), "names 3 classes, the output holds scores for 80");
  expect_refusal(make_model({1, 3, 640, 640}, {1, 7, 8400}, "{0: 'a'"), "class names:");
  expect_refusal(make_model({1, 3, 640, 640}, {1, 300, 6}, ""), "only in the metadata");
}

TEST(YoloContract, RefusesOtherTasks) {
  auto model = make_model({1, 3, 640, 640}, {1, 7, 8400});
  model.metadata["task"] = "segment";
  expect_refusal(model, "task 'segment'");
}

/// A network output [1, 4 + 3, anchors] that a test fills in anchor by anchor, readable as floats or halves.
class AnchorOutput {
 public:
  explicit AnchorOutput(std::size_t anchors) : anchors_(anchors), values_(7 * anchors) {}

  void set(std::size_t anchor, const Box& box, std::array<float, 3> scores) {
    at(0, anchor) = (box.x_min + box.x_max) / 2;
    at(1, anchor) = (box.y_min + box.y_max) / 2;
    at(2, anchor) = box.width();
    at(3, anchor) = box.height();
    for (std::size_t i = 0; i < 3; ++i) at(4 + i, anchor) = scores[i];
  }
  [[nodiscard]] float& at(std::size_t row, std::size_t anchor) { return values_[row * anchors_ + anchor]; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return std::as_bytes(std::span(values_)); }
  [[nodiscard]] std::vector<Half> halves() const {
    std::vector<Half> halves;
    for (const float value : values_) halves.push_back(to_half(value));
    return halves;
  }
  [[nodiscard]] std::array<std::int64_t, 3> shape() const { return {1, 7, static_cast<std::int64_t>(anchors_)}; }

 private:
  std::size_t anchors_;
  std::vector<float> values_;
};

YoloContract contract_for(ElementType output_type = ElementType::kFloat32) {
  auto contract = YoloContract::from(make_model({1, 3, 640, 640}, {1, 7, -1})).value();
  contract.output_type = output_type;
  return contract;
}

const LetterboxGeometry kOneToOne{.left = 0, .top = 0, .width = 640, .height = 640, .gain = 1};

TEST(YoloDecoder, TakesTheBestClassAboveTheThreshold) {
  AnchorOutput output(2000);
  output.set(5, {10, 20, 30, 60}, {0.1F, 0.8F, 0.3F});
  output.set(1999, {100, 100, 200, 200}, {0.26F, 0.1F, 0.1F});
  output.set(700, {300, 300, 400, 400}, {0.25F, 0.2F, 0.2F});
  YoloDecoder decoder(contract_for(), {});
  const auto found = decoder.decode(output.bytes(), output.shape(), kOneToOne).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].class_id, 1);
  EXPECT_FLOAT_EQ(found[0].confidence, 0.8F);
  EXPECT_FLOAT_EQ(found[0].box.x_min, 10);
  EXPECT_FLOAT_EQ(found[0].box.y_max, 60);
  EXPECT_EQ(found[1].class_id, 0);
}

TEST(YoloDecoder, MapsBoxesBackToTheSourcePicture) {
  AnchorOutput output(10);
  output.set(0, {160, 230, 480, 410}, {0.9F, 0, 0});
  YoloDecoder decoder(contract_for(), {});
  const auto found = decoder.decode(output.bytes(), output.shape(), letterbox_geometry(1920, 1080, 640, 640)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(found[0].box.x_min, 480);
  EXPECT_FLOAT_EQ(found[0].box.y_min, 270);
  EXPECT_FLOAT_EQ(found[0].box.x_max, 1440);
  EXPECT_FLOAT_EQ(found[0].box.y_max, 810);
}

TEST(YoloDecoder, SuppressesWithinAClassOnly) {
  AnchorOutput output(10);
  output.set(0, {100, 100, 200, 200}, {0.7F, 0, 0});
  output.set(1, {101, 101, 201, 201}, {0.9F, 0, 0});
  output.set(2, {102, 102, 202, 202}, {0, 0.8F, 0});
  YoloDecoder decoder(contract_for(), {});
  const auto found = decoder.decode(output.bytes(), output.shape(), kOneToOne).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_FLOAT_EQ(found[0].confidence, 0.9F);
  EXPECT_EQ(found[1].class_id, 1);
}

TEST(YoloDecoder, SuppressesByTheModelsOverlapWhereTheOptionsNameNone) {
  AnchorOutput output(10);
  output.set(0, {100, 100, 109, 109}, {0.7F, 0, 0});
  output.set(1, {101, 101, 110, 110}, {0.9F, 0, 0});  // IoU 0.65
  auto contract = contract_for();
  contract.iou = 0.5F;
  const auto found = [&](DetectorOptions options) {
    return YoloDecoder(contract, options).decode(output.bytes(), output.shape(), kOneToOne).value().size();
  };
  EXPECT_EQ(found({}), 1U);
  EXPECT_EQ(found({.iou = 0.7F}), 2U) << "a person's word goes before the model's";
}

TEST(YoloDecoder, KeepsTheStrongestWhereThereAreTooMany) {
  AnchorOutput output(1500);
  for (std::size_t i = 0; i < 1500; ++i) {
    const auto x = static_cast<float>(i % 40) * 16;
    const auto y = static_cast<float>(i / 40) * 16;
    output.set(i, {x, y, x + 10, y + 10}, {0.3F + static_cast<float>(i) * 0.0004F, 0, 0});
  }
  YoloDecoder decoder(contract_for(), {});
  const auto found = decoder.decode(output.bytes(), output.shape(), kOneToOne).value();
  ASSERT_EQ(found.size(), 300U);
  EXPECT_FLOAT_EQ(found.front().confidence, 0.3F + 1499 * 0.0004F);
  EXPECT_FLOAT_EQ(found.back().confidence, 0.3F + 1200 * 0.0004F);
}

TEST(YoloDecoder, HalfOutputsGiveTheSameBoxesAsTheirFloats) {
  std::mt19937 random(11);
  std::uniform_real_distribution<float> place(0, 600);
  std::uniform_real_distribution<float> score(0, 0.6F);
  AnchorOutput output(3000);
  for (std::size_t i = 0; i < 3000; ++i) {
    const float x = place(random);
    const float y = place(random);
    output.set(i, {x, y, x + 40, y + 30}, {score(random), score(random), score(random)});
  }
  const std::vector<Half> halves = output.halves();
  AnchorOutput rounded(3000);
  for (std::size_t row = 0; row < 7; ++row) {
    for (std::size_t i = 0; i < 3000; ++i) rounded.at(row, i) = to_float(halves[row * 3000 + i]);
  }

  for (const float confidence : {0.0F, 0.25F, 0.3337F, 0.5F}) {
    YoloDecoder of_floats(contract_for(), {.confidence = confidence});
    YoloDecoder of_halves(contract_for(ElementType::kFloat16), {.confidence = confidence});
    const auto expected = of_floats.decode(rounded.bytes(), rounded.shape(), kOneToOne).value();
    const auto found = of_halves.decode(std::as_bytes(std::span(halves)), output.shape(), kOneToOne).value();
    ASSERT_EQ(found.size(), expected.size());
    ASSERT_FALSE(expected.empty());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].class_id, expected[i].class_id);
      EXPECT_EQ(found[i].confidence, expected[i].confidence);
      EXPECT_EQ(found[i].box.x_min, expected[i].box.x_min);
    }
  }
}

TEST(YoloDecoder, LeavesOutWhatIsNotFinite) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  AnchorOutput output(10);
  output.set(0, {kNan, 0, 10, 10}, {0.9F, 0, 0});
  output.set(1, {0, 0, kInfinity, 10}, {0.9F, 0, 0});
  output.set(2, {0, 0, 10, 10}, {kInfinity, 0, 0});
  output.set(3, {0, 0, 10, 10}, {kNan, kNan, kNan});
  output.set(4, {0, 0, 10, 10}, {0.1F, kNan, 0.5F});
  YoloDecoder decoder(contract_for(), {});
  const auto found = decoder.decode(output.bytes(), output.shape(), kOneToOne).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].class_id, 2);
}

TEST(YoloDecoder, ReadsEndToEndBoxesAsTheyAre) {
  auto contract = YoloContract::from(make_model({1, 3, 640, 640}, {1, 300, 6})).value();
  const std::vector<float> output{
      10, 20, 30, 40, 0.5F, 2,   // kept
      11, 21, 31, 41, 0.9F, 2,   // overlaps, but the model has chosen
      1,  2,  3,  4,  0.9F, 3,   // no such class
      1,  2,  3,  4,  0.2F, 0,   // too weak
      1,  2,  3,  4,  0.9F, -1,  // no such class
  };
  YoloDecoder decoder(std::move(contract), {});
  const auto found =
      decoder.decode(std::as_bytes(std::span(output)), std::array<std::int64_t, 3>{1, 5, 6}, kOneToOne).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_FLOAT_EQ(found[0].confidence, 0.9F);
  EXPECT_FLOAT_EQ(found[1].box.x_min, 10);
}

TEST(YoloDecoder, RefusesAnOutputOfAnotherShape) {
  const AnchorOutput output(10);
  YoloDecoder decoder(contract_for(), {});
  const auto wrong_rows = decoder.decode(output.bytes(), std::array<std::int64_t, 3>{1, 10, 7}, kOneToOne);
  ASSERT_FALSE(wrong_rows.has_value());
  EXPECT_THAT(wrong_rows.error().message, HasSubstr("[1,10,7]"));
  EXPECT_FALSE(decoder.decode(output.bytes().first(40), output.shape(), kOneToOne).has_value());
}

TEST(YoloDecoder, PictureWithNothingInItHasNoDetections) {
  const AnchorOutput output(100);
  YoloDecoder decoder(contract_for(), {});
  EXPECT_TRUE(decoder.decode(output.bytes(), output.shape(), kOneToOne).value().empty());
}

/// Greedy suppression written as its definition.
std::vector<Detection> reference_nms(std::vector<Detection> candidates, float max_iou, std::size_t max_kept) {
  std::ranges::stable_sort(candidates, std::ranges::greater{}, &Detection::confidence);
  std::vector<Detection> kept;
  for (const auto& candidate : candidates) {
    const bool is_free = std::ranges::none_of(kept, [&](const Detection& other) {
      return other.class_id == candidate.class_id && iou(other.box, candidate.box) > max_iou;
    });
    if (is_free && kept.size() < max_kept) kept.push_back(candidate);
  }
  return kept;
}

TEST(NonMaximumSuppression, EqualsItsDefinitionOnRandomBoxes) {
  std::mt19937 random(5);
  std::uniform_real_distribution<float> place(0, 100);
  std::uniform_int_distribution<int> grade(1, 20);
  for (int round = 0; round < 200; ++round) {
    std::vector<Detection> candidates(static_cast<std::size_t>(round));
    for (auto& one : candidates) {
      const float x = place(random);
      const float y = place(random);
      one = {.box = {x, y, x + 5 + place(random) / 4, y + 5 + place(random) / 4},
             .confidence = static_cast<float>(grade(random)) / 20,
             .class_id = grade(random) % 3};
    }
    const auto expected = reference_nms(candidates, 0.3F, 40);
    NonMaximumSuppression nms;
    const std::size_t kept = nms.apply(candidates, 0.3F, 40);
    ASSERT_EQ(kept, expected.size());
    for (std::size_t i = 0; i < kept; ++i) {
      EXPECT_EQ(candidates[i].box.x_min, expected[i].box.x_min);
      EXPECT_EQ(candidates[i].class_id, expected[i].class_id);
    }
  }
}

TEST(NonMaximumSuppression, BoxesWithoutAreaDoNotDisturb) {
  std::vector<Detection> candidates(3, {.box = {5, 5, 5, 5}, .confidence = 0.5F, .class_id = 0});
  NonMaximumSuppression nms;
  EXPECT_EQ(nms.apply(candidates, 0.5F, 10), 3U);
}

}  // namespace
}  // namespace eyrie::perception
