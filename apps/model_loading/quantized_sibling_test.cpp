// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
//
// What `auto` makes of an int8 sibling beside a model.
#include "model_loading/quantized_sibling.hpp"

#include <chrono>
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openvino/op/ops.hpp>
#include <openvino/openvino.hpp>

#include "inference/model_file.hpp"
#include "inference/openvino/engine.hpp"
#include "model_loading/model_loading.hpp"
#include "perception/golden.hpp"
#include "perception/quantization.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::model_loading {
namespace {

namespace fs = std::filesystem;
using perception::QuantizationRecord;
using ::testing::AllOf;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// A network with the contract of a detector: every pixel is an anchor, and each of its six values one of the colours, times
/// `gain`.
void write_network(const fs::path& xml, float gain = 1) {
  const auto picture = std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::Shape{1, 3, 16, 16});
  picture->set_friendly_name("images");
  const auto factor = ov::op::v0::Constant::create(ov::element::f32, {1}, {gain});
  const auto shape = ov::op::v0::Constant::create(ov::element::i64, {3}, {1, 3, 256});
  const auto scaled = std::make_shared<ov::op::v1::Multiply>(picture, factor);
  const auto flat = std::make_shared<ov::op::v1::Reshape>(scaled, shape, false);
  const auto output = std::make_shared<ov::op::v0::Concat>(ov::OutputVector{flat, flat}, 1);
  output->output(0).set_names({"output0"});
  picture->output(0).set_names({"images"});
  const auto model = std::make_shared<ov::Model>(ov::OutputVector{output}, ov::ParameterVector{picture});
  model->set_rt_info("{0: 'person', 1: 'car'}", {"model_info", "names"});
  ov::save_model(model, xml.string(), /*compress_to_fp16=*/false);
}

std::string hash_of(const fs::path& model) { return inference::read_model_file(model.string())->info.sha256; }

/// Tells one candidate's run after the other as taking so long: they run in turns, and each asks before and after.
class ScriptedClock final : public Clock {
 public:
  explicit ScriptedClock(std::vector<std::chrono::milliseconds> runs) : runs_(std::move(runs)) {}
  Timestamp now() const override { return {}; }
  SteadyTime steady_now() const override {
    const auto asked = asked_++;
    if (asked % 2 == 1) time_ += runs_[asked / 2 % runs_.size()];
    return SteadyTime{time_};
  }

 private:
  std::vector<std::chrono::milliseconds> runs_;
  mutable std::size_t asked_ = 0;
  mutable std::chrono::nanoseconds time_{};
};

class Quantized : public ::testing::Test {
 protected:
  Quantized() {
    write_network(model_);
    write_network(sibling_, 1.001F);
    write_record();
  }

  [[nodiscard]] QuantizationRecord accurate_record() const {
    return {.model_sha256 = hash_of(model_),
            .quantized_sha256 = hash_of(sibling_),
            .made_with = "a test",
            .truth = "float model",
            .calibration_pictures = 30,
            .evaluation_pictures = 10,
            .all = {.name = "all", .boxes = 100, .float_ap50 = 1, .int8_ap50 = 0.999},
            .classes = {{.name = "person", .boxes = 100, .float_ap50 = 1, .int8_ap50 = 0.999}}};
  }
  void write_record(const QuantizationRecord& record) const {
    std::ofstream(folder_ / "net.int8.json") << perception::to_json(record);
  }
  void write_record() const { write_record(accurate_record()); }

  /// `auto` on OpenVINO, with the last candidate ten times faster than the others or ten times slower.
  Result<LoadedModel> load(bool is_quantized_faster = true, const fs::path& cache = {}) const {
    using std::chrono::milliseconds;
    std::vector<milliseconds> runs{milliseconds{10}};
    if (inference::openvino::has_native_bf16()) runs.emplace_back(10);
    runs.emplace_back(is_quantized_faster ? 1 : 100);
    const ScriptedClock clock(std::move(runs));
    return load_model({.path = model_, .backend = Backend::kOpenVino, .cache_folder = cache, .clock = &clock});
  }
  /// Loads, sees that the float model was taken, and gives the reason.
  std::string reason_for_float() const {
    const auto loaded = load();
    if (!loaded) return "did not load: " + loaded.error().message;
    EXPECT_EQ(loaded->engine->model().path, model_.string());
    EXPECT_THAT(loaded->tag, StartsWith("net@"));
    return loaded->remarks.size() == 1 ? loaded->remarks.front() : std::to_string(loaded->remarks.size()) + " remarks";
  }

  const test::TempFolder folder_;
  const fs::path model_ = folder_ / "net.xml";
  const fs::path sibling_ = folder_ / "net.int8.xml";
};

TEST_F(Quantized, IsTakenWhereItIsFaster) {
  const auto loaded = load();
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->engine->model().path, sibling_.string());
  EXPECT_EQ(loaded->tag, "net.int8@" + hash_of(sibling_).substr(0, 8));
  EXPECT_THAT(loaded->remarks, IsEmpty());
}

TEST_F(Quantized, IsLeftWhereItIsSlower) {
  const auto loaded = load(false);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->engine->model().path, model_.string());
  EXPECT_THAT(loaded->remarks, IsEmpty()) << "nothing is wrong with it";
}

TEST_F(Quantized, IsNotLookedAtWhereAPrecisionIsNamed) {
  fs::remove(folder_ / "net.int8.json");
  const auto loaded = load_model(
      {.path = model_, .backend = Backend::kOpenVino, .precision = perception::Precision::kF32, .cache_folder = {}});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->engine->model().path, model_.string());
  EXPECT_THAT(loaded->remarks, IsEmpty());
}

TEST_F(Quantized, ThatFailedTheGateIsNotUsed) {
  auto record = accurate_record();
  record.classes.front().int8_ap50 = 0.9;
  write_record(record);
  EXPECT_THAT(reason_for_float(), AllOf(HasSubstr("net.int8.xml is not used"), HasSubstr("person loses 10.0 points")));
}

TEST_F(Quantized, OfAnotherModelIsNotUsed) {
  write_network(model_, 1.01F);
  EXPECT_THAT(reason_for_float(), AllOf(HasSubstr("made of another model"), HasSubstr("eyrie model quantize")));
}

TEST_F(Quantized, WithChangedWeightsIsNotUsed) {
  std::ofstream(folder_ / "net.int8.bin", std::ios::binary | std::ios::app) << 'x';
  EXPECT_THAT(reason_for_float(), HasSubstr("not those that were measured"));
}

TEST_F(Quantized, WithoutItsWeightsIsNotUsed) {
  fs::remove(folder_ / "net.int8.bin");
  EXPECT_THAT(reason_for_float(), AllOf(HasSubstr("net.int8.bin"), HasSubstr("cannot read")));
}

TEST_F(Quantized, WithoutARecordIsNotUsed) {
  fs::remove(folder_ / "net.int8.json");
  EXPECT_THAT(reason_for_float(), HasSubstr("net.int8.json is missing"));
}

TEST_F(Quantized, WithADamagedRecordIsNotUsed) {
  fs::resize_file(folder_ / "net.int8.json", 100);
  EXPECT_THAT(reason_for_float(), HasSubstr("not readable"));
}

TEST_F(Quantized, ThatComputesSomethingElseIsNotUsed) {
  write_network(sibling_, 3);
  write_record();
  EXPECT_THAT(reason_for_float(), HasSubstr("outputs differ"));
}

TEST_F(Quantized, IsHeldAgainstItsGoldenFile) {
  const auto engine = inference::openvino::load(model_.string(), {});
  ASSERT_TRUE(engine);
  std::ofstream(perception::golden_path(sibling_.string())) << *perception::make_golden(**engine, hash_of(sibling_));
  EXPECT_EQ(load()->engine->model().path, sibling_.string());
  std::ofstream(perception::golden_path(sibling_.string())) << *perception::make_golden(**engine, hash_of(model_));
  EXPECT_THAT(reason_for_float(), HasSubstr("golden file"));
}

TEST_F(Quantized, AnotherSiblingIsAnotherDecision) {
  const test::TempFolder cache;
  EXPECT_FALSE(load(true, cache.path())->trials.empty());
  EXPECT_TRUE(load(true, cache.path())->trials.empty()) << "is remembered";
  write_network(sibling_, 1.002F);
  write_record();
  const auto loaded = load(false, cache.path());
  EXPECT_FALSE(loaded->trials.empty());
  EXPECT_EQ(loaded->engine->model().path, model_.string());
}

TEST(ModelLoadingProbe, ANetworkThatAnswersNoNumbersIsRefusedAlsoWhereItIsTheOnlyChoice) {
  const test::TempFolder folder;
  write_network(folder / "net.xml", std::numeric_limits<float>::quiet_NaN());
  const auto loaded = load_model({.path = folder / "net.xml",
                                  .backend = Backend::kOpenVino,
                                  .precision = perception::Precision::kF32,
                                  .cache_folder = {}});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Error::kCorrupt);
  EXPECT_THAT(loaded.error().message, HasSubstr("no finite numbers"));
}

}  // namespace
}  // namespace eyrie::model_loading
