// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/probe.hpp"

#include <chrono>
#include <cstring>
#include <map>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "perception/engine_choice.hpp"
#include "perception/golden.hpp"

namespace eyrie::perception {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

/// Goes on only when somebody lets it.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return {}; }
  [[nodiscard]] SteadyTime steady_now() const override { return time; }
  SteadyTime time{};
};

/// What a fake network does wrong.
struct Behaviour {
  float gain_error = 0;    ///< every output is off by this share
  bool has_scores = true;  ///< false: channels 4 and up are zero, as in a graph that lost its boxes
  float first_value = 1;   ///< factor of the very first output: NaN for a sick network
  std::chrono::nanoseconds takes{1ms};
};

/// `[1,3,8,8]` in, `[1,6,64]` out: four channels in the hundreds and two in the thousandths, like a detector's.
class FakeEngine final : public InferenceEngine {
 public:
  FakeEngine(Behaviour behaviour, FakeClock* clock) : behaviour_(behaviour), clock_(clock) {
    info_.path = "fake.onnx";
    info_.sha256 = std::string(64, 'a');
    info_.backend = "fake";
    info_.precision = "f32";
    info_.inputs = {{.name = "images", .type = ElementType::kFloat32, .shape = {1, 3, 8, 8}}};
    info_.outputs = {{.name = "output0", .type = ElementType::kFloat32, .shape = {1, 6, 64}}};
  }
  [[nodiscard]] const ModelInfo& model() const noexcept override { return info_; }
  [[nodiscard]] Result<std::unique_ptr<InferenceRequest>> create_request() override {
    return std::make_unique<Request>(behaviour_, clock_);
  }

 private:
  class Request final : public InferenceRequest {
   public:
    Request(Behaviour behaviour, FakeClock* clock) : behaviour_(behaviour), clock_(clock) {}
    std::span<std::byte> input(std::size_t /*index*/) override { return std::as_writable_bytes(std::span(in_)); }
    Status run() override {
      for (std::size_t i = 0; i < out_.size(); ++i) {
        const bool is_score = i / 64 >= 4;
        const float value = in_[i % in_.size()] * (is_score ? 0.001F : 300.0F) * (1 + behaviour_.gain_error);
        out_[i] = is_score && !behaviour_.has_scores ? 0 : value;
      }
      out_[0] *= behaviour_.first_value;
      if (clock_ != nullptr) clock_->time += behaviour_.takes;
      return {};
    }
    std::span<const std::byte> output(std::size_t /*index*/) const override { return std::as_bytes(std::span(out_)); }
    std::span<const std::int64_t> output_shape(std::size_t /*index*/) const override { return shape_; }

   private:
    Behaviour behaviour_;
    FakeClock* clock_;
    std::vector<float> in_ = std::vector<float>(3 * 64);
    std::vector<float> out_ = std::vector<float>(6 * 64);
    std::vector<std::int64_t> shape_{1, 6, 64};
  };
  Behaviour behaviour_;
  FakeClock* clock_;
  ModelInfo info_;
};

class FakeStore final : public DecisionStore {
 public:
  std::optional<std::string> get(const std::string& key) override {
    const auto found = values.find(key);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
  void put(const std::string& key, const std::string& value) override { values[key] = value; }
  std::map<std::string, std::string> values;
};

TEST(Pattern, IsTheSameEverywhereAndLooksLikeAPicture) {
  const TensorSpec spec{.name = "images", .type = ElementType::kFloat32, .shape = {1, 3, 320, 320}};
  std::vector<float> values(3 * 320 * 320);
  fill_with_pattern(spec, 1, std::as_writable_bytes(std::span(values)));
  const auto [low, high] = std::ranges::minmax(values);
  EXPECT_GE(low, 0.0F);
  EXPECT_LE(high, 1.0F);
  const float mean = std::accumulate(values.begin(), values.end(), 0.0F) / static_cast<float>(values.size());
  EXPECT_NEAR(mean, 0.5F, 0.1F);
  EXPECT_GT(high - low, 0.5F);
  EXPECT_EQ(values[0], values[1]) << "squares of two pixels are the finest layer";
}

TEST(Probe, RefusesOutputsThatAreNoNumbers) {
  FakeEngine engine({.first_value = NAN}, nullptr);
  EXPECT_EQ(probe(engine, 1).error().code, Error::kCorrupt);
}

TEST(Deviation, OfTheSameOutputIsZero) {
  FakeEngine engine({}, nullptr);
  const auto outputs = probe(engine, 1).value();
  const auto deviation = deviation_between(outputs, outputs).value();
  EXPECT_EQ(deviation.overall, 0);
  EXPECT_EQ(deviation.worst_channel, 0);
}

TEST(Deviation, IsHalfTheShareTheOutputsAreOff) {
  FakeEngine exact({}, nullptr);
  FakeEngine off({.gain_error = 0.01F}, nullptr);
  const auto deviation = deviation_between(probe(exact, 1).value(), probe(off, 1).value()).value();
  EXPECT_NEAR(deviation.overall, 0.01 / 2.01, 1e-6);
  EXPECT_NEAR(deviation.median_channel, 0.01 / 2.01, 1e-6);
}

TEST(Deviation, SeesScoresVanishBesideBoxesThatAreRight) {
  FakeEngine exact({}, nullptr);
  FakeEngine broken({.has_scores = false}, nullptr);
  const auto reference = probe(exact, 1).value();
  const auto outputs = probe(broken, 1).value();
  EXPECT_LT(deviation_between(reference, outputs)->overall, 1e-3);
  EXPECT_NEAR(deviation_between(reference, outputs)->worst_channel, 1.0, 1e-6);
  EXPECT_FALSE(expect_agreement(reference, outputs));
}

TEST(Deviation, RowsOfDetectionsMayComeInAnotherOrder) {
  const ProbedOutput one{.name = "o", .shape = {1, 3, 2}, .values = {1, 10, 2, 20, 3, 30}};
  const ProbedOutput other{.name = "o", .shape = {1, 3, 2}, .values = {3, 30, 1, 10, 2, 20}};
  EXPECT_EQ(deviation_between({{one}}, {{other}})->overall, 0);
}

TEST(Deviation, OfDifferentShapesIsAnError) {
  const ProbedOutput one{.name = "o", .shape = {1, 2}, .values = {1, 2}};
  const ProbedOutput other{.name = "o", .shape = {1, 3}, .values = {1, 2, 3}};
  EXPECT_EQ(deviation_between({{one}}, {{other}}).error().code, Error::kCorrupt);
  EXPECT_EQ(deviation_between({{one}}, {}).error().code, Error::kCorrupt);
}

TEST(Golden, HoldsForTheModelItWasMadeFromAndForReducedPrecision) {
  FakeEngine engine({}, nullptr);
  const auto golden = make_golden(engine).value();
  EXPECT_TRUE(check_golden(engine, golden));
  FakeEngine rounded({.gain_error = 0.02F}, nullptr);
  EXPECT_TRUE(check_golden(rounded, golden));
}

TEST(Golden, RefusesAGraphThatComputesSomethingElse) {
  FakeEngine engine({}, nullptr);
  const auto golden = make_golden(engine).value();
  FakeEngine broken({.has_scores = false}, nullptr);
  const auto status = check_golden(broken, golden);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Error::kCorrupt);
  EXPECT_THAT(status.error().message, HasSubstr("fake.onnx"));
}

TEST(Golden, OfAnotherModelIsNamedAsSuch) {
  FakeEngine engine({}, nullptr);
  const auto golden = make_golden(engine, std::string(64, 'b')).value();
  EXPECT_EQ(check_golden(engine, golden).error().code, Error::kConflict);
}

TEST(Golden, UnreadableFilesAreRefused) {
  FakeEngine engine({}, nullptr);
  const auto whole = make_golden(engine).value();
  for (const std::string& text : {std::string(), std::string("{}"), std::string("[1,2"), std::string("{\"format\":\"x\"}"),
                                  whole.substr(0, whole.size() / 2)}) {
    EXPECT_EQ(check_golden(engine, text).error().code, Error::kCorrupt) << text.substr(0, 30);
  }
}

class Choice : public ::testing::Test {
 protected:
  EngineCandidate candidate(std::string name, Behaviour behaviour) {
    return {std::move(name), [this, behaviour]() -> Result<std::shared_ptr<InferenceEngine>> {
              ++loads_;
              return std::make_shared<FakeEngine>(behaviour, &clock_);
            }};
  }
  static EngineCandidate failing(std::string name) {
    return {std::move(name),
            []() -> Result<std::shared_ptr<InferenceEngine>> { return fail(Error::kUnavailable, "no such library"); }};
  }
  EngineChoiceOptions options() { return {.model_sha256 = "m", .machine = "here", .store = &store_, .clock = &clock_}; }

  FakeClock clock_;
  FakeStore store_;
  int loads_ = 0;
};

TEST_F(Choice, TheFastestThatComputesTheSameWins) {
  const std::vector candidates{candidate("a/f32", {.takes = 50ms}), candidate("b/f32", {.takes = 90ms}),
                               candidate("a/bf16", {.gain_error = 0.01F, .takes = 25ms})};
  const auto choice = choose_engine(candidates, options());
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->name, "a/bf16");
  ASSERT_EQ(choice->trials.size(), 3U);
  EXPECT_EQ(choice->trials[0].fastest, 50ms);
}

TEST_F(Choice, AFastOneThatComputesSomethingElseIsOut) {
  const std::vector candidates{candidate("a/f32", {.takes = 50ms}),
                               candidate("a/bf16", {.has_scores = false, .takes = 25ms})};
  const auto choice = choose_engine(candidates, options());
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->name, "a/f32");
  EXPECT_FALSE(choice->trials[1].fastest);
  EXPECT_THAT(choice->trials[1].reason, HasSubstr("worst channel"));
}

TEST_F(Choice, OneThatDoesNotLoadIsOutAndTheNextIsTheReference) {
  const std::vector candidates{failing("x"), candidate("b/f32", {})};
  const auto choice = choose_engine(candidates, options());
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->name, "b/f32");
  EXPECT_EQ(choice->trials[0].reason, "no such library");
}

TEST_F(Choice, IsRememberedPerModelAndMachine) {
  const std::vector candidates{candidate("a/f32", {.takes = 50ms}), candidate("b/f32", {.takes = 9ms})};
  ASSERT_TRUE(choose_engine(candidates, options()));
  EXPECT_EQ(loads_, 2);
  const auto again = choose_engine(candidates, options()).value();
  EXPECT_TRUE(again.is_remembered);
  EXPECT_EQ(again.name, "b/f32");
  EXPECT_EQ(loads_, 3);
  auto elsewhere = options();
  elsewhere.machine = "there";
  EXPECT_FALSE(choose_engine(candidates, elsewhere)->is_remembered);
}

TEST_F(Choice, WhenTheRememberedOneNoLongerLoadsAllRaceAgain) {
  const std::vector before{candidate("a", {.takes = 50ms}), candidate("b", {.takes = 9ms})};
  ASSERT_TRUE(choose_engine(before, options()));
  const std::vector after{candidate("a", {.takes = 50ms}), failing("b")};
  const auto choice = choose_engine(after, options()).value();
  EXPECT_FALSE(choice.is_remembered);
  EXPECT_EQ(choice.name, "a");
}

TEST_F(Choice, WithoutAnyTheFirstReasonIsTold) {
  EXPECT_EQ(choose_engine(std::vector{failing("x")}, options()).error().message, "no such library");
  EXPECT_EQ(choose_engine({}, options()).error().code, Error::kInvalidArgument);
}

TEST(MachineFingerprint, ChangesWithWhatWouldChangeTheDecision) {
  const std::string cpu = "processor : 0\nmodel name : Fast 1\nflags : avx2\ncpu MHz : 1000\n";
  const auto here = machine_fingerprint(cpu, 2, "openvino 1");
  EXPECT_EQ(here, machine_fingerprint(cpu + "cpu MHz : 2000\n", 2, "openvino 1"));
  EXPECT_NE(here, machine_fingerprint("model name : Fast 1\nflags : avx2 amx\n", 2, "openvino 1"));
  EXPECT_NE(here, machine_fingerprint(cpu, 4, "openvino 1"));
  EXPECT_NE(here, machine_fingerprint(cpu, 2, "openvino 2"));
}

}  // namespace
}  // namespace eyrie::perception
