// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
//
// What only this engine does; what every engine does is in ../engine_test.cpp.
#include "inference/openvino/engine.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openvino/openvino.hpp>

#include "perception/testing/tiny_onnx.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::inference::openvino {
namespace {

namespace fs = std::filesystem;

class OwnFormat : public ::testing::Test {
 protected:
  OwnFormat() {
    std::ofstream(folder_ / "model.onnx", std::ios::binary) << perception::testing::onnx_bytes({});
    auto model = ov::Core().read_model((folder_ / "model.onnx").string());
    model->set_rt_info("{0: 'person'}", {"model_info", "names"});
    ov::save_model(model, (folder_ / "model.xml").string(), /*compress_to_fp16=*/false);
  }
  [[nodiscard]] std::string path(const char* name) const { return (folder_ / name).string(); }

  const test::TempFolder folder_;
};

TEST_F(OwnFormat, IsTheSameModelWithItsMetadata) {
  const auto engine = load(path("model.xml"), {});
  ASSERT_TRUE(engine) << engine.error().message;
  const auto& model = (*engine)->model();
  EXPECT_EQ(model.metadata.at("names"), "{0: 'person'}");
  ASSERT_EQ(model.inputs.size(), 1U);
  EXPECT_EQ(to_string(model.inputs[0]), "images f32 [1,3,8,8]");
}

TEST_F(OwnFormat, TheHashCoversTheWeightsAsWell) {
  const auto before = load(path("model.xml"), {}).value()->model().sha256;
  std::fstream weights(path("model.bin"), std::ios::binary | std::ios::in | std::ios::out);
  weights.put('\x01');
  weights.close();
  EXPECT_NE(load(path("model.xml"), {}).value()->model().sha256, before);
}

TEST_F(OwnFormat, WithoutItsWeightsItIsNotFound) {
  fs::remove(path("model.bin"));
  EXPECT_EQ(load(path("model.xml"), {}).error().code, Error::kNotFound);
}

}  // namespace
}  // namespace eyrie::inference::openvino
