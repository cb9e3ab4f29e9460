// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "model_loading/model_loading.hpp"

#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace eyrie::model_loading {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

fs::path assets() {
  const char* folder = std::getenv("EYRIE_TEST_ASSETS");
  return folder != nullptr ? fs::path(folder) : fs::path("../shared/assets");
}

TEST(ModelLoading, AMissingModelIsNamed) {
  const auto loaded = load_model({.path = "missing.onnx", .cache_folder = {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Error::kNotFound);
  EXPECT_THAT(loaded.error().message, HasSubstr("missing.onnx"));
}

TEST(ModelLoading, EveryModelOfAnotherContractIsRefusedWithWhatIsNeeded) {
  const auto folder = assets() / "detect" / "conformance";
  if (!fs::exists(folder)) GTEST_SKIP() << "no models in " << folder << "; set EYRIE_TEST_ASSETS";
  for (const auto& model : fs::directory_iterator(folder)) {
    for (const auto backend : {Backend::kOpenVino, Backend::kOnnxRuntime}) {
      const auto loaded = load_model({.path = model.path(), .backend = backend, .cache_folder = {}});
      ASSERT_FALSE(loaded) << model.path();
      EXPECT_GT(loaded.error().message.size(), 30U) << loaded.error().message;
    }
  }
}

TEST(ModelLoading, AutoMeasuresOnceAndRemembers) {
  const auto model = assets() / "detect" / "yolo11n_coco_int8.onnx";
  if (!fs::exists(model)) GTEST_SKIP() << "no models in " << model.parent_path() << "; set EYRIE_TEST_ASSETS";
  const test::TempFolder folder;
  const ModelOptions options = {.path = model, .cache_folder = folder.path()};
  const auto first = load_model(options);
  ASSERT_TRUE(first) << first.error().message;
  const auto second = load_model(options);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_GE(first->trials.size(), 2U);
  EXPECT_TRUE(second->trials.empty());
  EXPECT_EQ(first->engine->model().backend, second->engine->model().backend);
  EXPECT_EQ(first->engine->model().precision, second->engine->model().precision);
  EXPECT_EQ(first->tag.substr(0, 20), "yolo11n_coco_int8@" + first->engine->model().sha256.substr(0, 2));
}

TEST(ModelLoading, ABackEndThatIsNamedIsTaken) {
  const auto model = assets() / "detect" / "yolov8n_coco_fp32_dequant.onnx";
  if (!fs::exists(model)) GTEST_SKIP() << "no models in " << model.parent_path() << "; set EYRIE_TEST_ASSETS";
  const auto loaded = load_model(
      {.path = model, .backend = Backend::kOpenVino, .precision = perception::Precision::kF32, .cache_folder = {}});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->engine->model().backend, "openvino");
  EXPECT_EQ(loaded->engine->model().precision, "f32");
}

TEST(ModelLoading, ABackEndWithoutBf16RefusesIt) {
  const auto model = assets() / "detect" / "yolov8n_coco_fp32_dequant.onnx";
  if (!fs::exists(model)) GTEST_SKIP() << "no models in " << model.parent_path() << "; set EYRIE_TEST_ASSETS";
  const auto loaded = load_model(
      {.path = model, .backend = Backend::kOnnxRuntime, .precision = perception::Precision::kBf16, .cache_folder = {}});
  ASSERT_FALSE(loaded);
}

TEST(ModelLoading, AGoldenFileOfAnotherModelIsRefused) {
  const auto model = assets() / "detect" / "yolov8n_coco_fp32_dequant.onnx";
  if (!fs::exists(model)) GTEST_SKIP() << "no models in " << model.parent_path() << "; set EYRIE_TEST_ASSETS";
  const test::TempFolder folder;
  fs::create_symlink(fs::absolute(model), folder.path() / "model.onnx");
  std::ofstream(folder.path() / "model.onnx.golden.json")
      << R"({"format":"eyrie-golden-1","model_sha256":"00","outputs":[]})";
  const auto loaded = load_model({.path = folder.path() / "model.onnx",
                                  .backend = Backend::kOpenVino,
                                  .precision = perception::Precision::kF32,
                                  .cache_folder = {}});
  ASSERT_FALSE(loaded);
}

}  // namespace
}  // namespace eyrie::model_loading
