// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/onnx_file.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "perception/testing/tiny_onnx.hpp"

namespace eyrie::perception {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::onnx_bytes;
using testing::ProtoWriter;
using testing::TinyModel;

Result<OnnxFile> read(const std::string& bytes) { return read_onnx(std::as_bytes(std::span(bytes))); }

TEST(OnnxFile, TellsInputsOutputsAndMetadata) {
  const auto file = read(onnx_bytes({.metadata = {{"names", "{0: 'person'}"}, {"stride", "32"}}}));
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->producer, "eyrie-test");
  ASSERT_EQ(file->inputs.size(), 1U);
  EXPECT_EQ(to_string(file->inputs[0].spec), "images f32 [1,3,8,8]");
  ASSERT_EQ(file->outputs.size(), 1U);
  EXPECT_EQ(to_string(file->outputs[0].spec), "output0 f32 [1,2,8,8]");
  EXPECT_EQ(file->metadata.at("names"), "{0: 'person'}");
  EXPECT_FALSE(file->is_quantized);
  EXPECT_TRUE(file->foreign_operators.empty());
}

TEST(OnnxFile, KeepsTheNamesOfOpenDimensions) {
  const auto file = read(onnx_bytes({.input = {"batch", std::int64_t{3}, "height", "width"}}));
  ASSERT_TRUE(file);
  EXPECT_THAT(file->inputs[0].spec.shape, ElementsAre(-1, 3, -1, -1));
  EXPECT_THAT(file->inputs[0].symbols, ElementsAre("batch", "", "height", "width"));
}

TEST(OnnxFile, WeightsThatOldFilesListAmongTheInputsAreNoInputs) {
  const auto file = read(onnx_bytes({.lists_weights_as_input = true}));
  ASSERT_TRUE(file);
  ASSERT_EQ(file->inputs.size(), 1U);
  EXPECT_EQ(file->inputs[0].spec.name, "images");
}

TEST(OnnxFile, NamesOperatorsOutsideOfOnnx) {
  const auto file = read(onnx_bytes({.operation = "Magic", .domain = "com.example"}));
  ASSERT_TRUE(file);
  EXPECT_THAT(file->foreign_operators, ElementsAre("com.example.Magic"));
}

TEST(OnnxFile, KnowsAQuantizedGraph) {
  const auto file = read(onnx_bytes({.operation = "ConvInteger"}));
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->is_quantized);
}

TEST(OnnxFile, EveryTruncationIsRefusedOrReadable) {
  const auto whole = onnx_bytes({.metadata = {{"names", "{}"}}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto file = read(whole.substr(0, size));
    EXPECT_TRUE(file || file.error().code == Error::kCorrupt) << size;
  }
  EXPECT_FALSE(read(whole.substr(0, whole.size() / 2)));
}

TEST(OnnxFile, AnyByteMayBeWrongWithoutHarm) {
  const auto whole = onnx_bytes({.metadata = {{"names", "{}"}}});
  std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same bytes every time
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = whole;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    (void)read(bytes);
  }
}

TEST(OnnxFile, RefusesWhatIsNoModel) {
  EXPECT_EQ(read("").error().code, Error::kCorrupt);
  EXPECT_EQ(read("<html>not found</html>").error().code, Error::kCorrupt);
  EXPECT_EQ(read(std::string(1000, '\xff')).error().code, Error::kCorrupt);
}

TEST(OnnxFile, LimitsHowMuchMetadataItKeeps) {
  std::map<std::string, std::string> many;
  for (int i = 0; i < 5000; ++i) many[std::to_string(i)] = "x";
  EXPECT_EQ(read(onnx_bytes({.metadata = many})).error().code, Error::kTooLarge);
}

TEST(FixedShape, OpenDimensionsBecomeOnePictureOfTheModelsSize) {
  const TensorSpec open{.name = "images", .type = ElementType::kFloat32, .shape = {-1, 3, -1, -1}};
  EXPECT_THAT(fixed_shape(open, {}).value(), ElementsAre(1, 3, 640, 640));
  EXPECT_THAT(fixed_shape(open, {{"imgsz", "[384, 672]"}}).value(), ElementsAre(1, 3, 384, 672));
  EXPECT_THAT(fixed_shape(open, {{"imgsz", "320"}}).value(), ElementsAre(1, 3, 320, 320));
}

TEST(FixedShape, WhatTheFileFixesStays) {
  const TensorSpec fixed{.name = "images", .type = ElementType::kFloat32, .shape = {1, 3, 320, 320}};
  EXPECT_THAT(fixed_shape(fixed, {{"imgsz", "[640, 640]"}}).value(), ElementsAre(1, 3, 320, 320));
  const std::vector<std::int64_t> wanted{1, 3, 640, 640};
  EXPECT_EQ(fixed_shape(fixed, {}, wanted).error().code, Error::kUnsupported);
}

TEST(FixedShape, AWishFillsWhatIsOpen) {
  const TensorSpec open{.name = "image", .type = ElementType::kFloat32, .shape = {-1, 3, -1, -1}};
  const std::vector<std::int64_t> wanted{1, 3, 252, 336};
  EXPECT_THAT(fixed_shape(open, {}, wanted).value(), ElementsAre(1, 3, 252, 336));
}

TEST(FixedShape, RefusesWhatNobodyCanKnow) {
  const TensorSpec sequence{.name = "tokens", .type = ElementType::kInt64, .shape = {-1, -1}};
  EXPECT_EQ(fixed_shape(sequence, {}).error().code, Error::kUnsupported);
  const TensorSpec huge{.name = "images", .type = ElementType::kFloat32, .shape = {1, 3, 1'000'000, 640}};
  EXPECT_EQ(fixed_shape(huge, {}).error().code, Error::kUnsupported);
}

}  // namespace
}  // namespace eyrie::perception
