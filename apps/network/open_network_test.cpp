// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "network/open_network.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "network/decision_file.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::network {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

fs::path assets() {
  const char* folder = std::getenv("EYRIE_TEST_ASSETS");
  return folder != nullptr ? fs::path(folder) : fs::path("../shared/assets");
}

TEST(DecisionFile, TheLastDecisionCounts) {
  const test::TempFolder folder;
  const auto path = folder.path() / "new" / "choices";
  DecisionFile first(path);
  EXPECT_EQ(first.get("a"), std::nullopt);
  first.put("a", "openvino/f32");
  first.put("ab", "onnxruntime/f32");
  first.put("a", "openvino/bf16");
  EXPECT_EQ(DecisionFile(path).get("a"), "openvino/bf16");
}

TEST(DecisionFile, AFolderThatCannotBeMadeIsNoError) {
  DecisionFile file("/proc/nowhere/choices");
  file.put("a", "b");
  EXPECT_EQ(file.get("a"), std::nullopt);
}

TEST(Network, AMissingModelIsNamed) {
  const auto network = open_network({.model = "missing.onnx", .cache_folder = {}});
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code, Error::kNotFound);
  EXPECT_THAT(network.error().message, HasSubstr("missing.onnx"));
}

TEST(Network, EveryModelOfAnotherContractIsRefusedWithWhatIsNeeded) {
  const auto folder = assets() / "detect" / "conformance";
  if (!fs::exists(folder)) GTEST_SKIP() << "no models in " << folder << "; set EYRIE_TEST_ASSETS";
  for (const auto& model : fs::directory_iterator(folder)) {
    for (const auto backend : {Backend::kOpenVino, Backend::kOnnxRuntime}) {
      const auto network = open_network({.model = model.path(), .backend = backend, .cache_folder = {}});
      ASSERT_FALSE(network) << model.path();
      EXPECT_GT(network.error().message.size(), 30U) << network.error().message;
    }
  }
}

TEST(Network, AutoMeasuresOnceAndRemembers) {
  const auto model = assets() / "detect" / "yolo11n_coco_int8.onnx";
  if (!fs::exists(model)) GTEST_SKIP() << "no models in " << model.parent_path() << "; set EYRIE_TEST_ASSETS";
  const test::TempFolder folder;
  const NetworkOptions options = {.model = model, .cache_folder = folder.path()};
  const auto first = open_network(options);
  ASSERT_TRUE(first) << first.error().message;
  const auto second = open_network(options);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_GE(first->trials.size(), 2U);
  EXPECT_TRUE(second->trials.empty());
  EXPECT_EQ(first->choice, second->choice);
}

TEST(Network, ABackEndThatIsNamedIsTaken) {
  const auto model = assets() / "detect" / "yolov8n_coco_fp32_dequant.onnx";
  if (!fs::exists(model)) GTEST_SKIP() << "no models in " << model.parent_path() << "; set EYRIE_TEST_ASSETS";
  const auto network = open_network(
      {.model = model, .backend = Backend::kOpenVino, .precision = perception::Precision::kF32, .cache_folder = {}});
  ASSERT_TRUE(network) << network.error().message;
  EXPECT_EQ(network->choice, "openvino/f32");
  EXPECT_EQ(network->engine->model().precision, "f32");
}

TEST(Network, AGoldenFileOfAnotherModelIsRefused) {
  const auto model = assets() / "detect" / "yolov8n_coco_fp32_dequant.onnx";
  if (!fs::exists(model)) GTEST_SKIP() << "no models in " << model.parent_path() << "; set EYRIE_TEST_ASSETS";
  const test::TempFolder folder;
  fs::create_symlink(fs::absolute(model), folder.path() / "model.onnx");
  std::ofstream(folder.path() / "model.onnx.golden.json")
      << R"({"format":"eyrie-golden-1","model_sha256":"00","outputs":[]})";
  const auto network = open_network({.model = folder.path() / "model.onnx",
                                     .backend = Backend::kOpenVino,
                                     .precision = perception::Precision::kF32,
                                     .cache_folder = {}});
  ASSERT_FALSE(network);
}

}  // namespace
}  // namespace eyrie::network
