// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/report_stage.hpp"

#include <latch>

#include <gtest/gtest.h>

#include "edge/testing/delivery.hpp"
#include "edge/testing/pictures.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::edge {
namespace {

/// Stops whoever asks for the time: the reporter does so last of all that it does with a frame.
class HoldingClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override {
    asked_.count_down();
    let_go_.wait();
    return system_clock().now();
  }
  [[nodiscard]] SteadyTime steady_now() const override { return system_clock().steady_now(); }
  void wait_for_the_question() const { asked_.wait(); }
  void let_go() { let_go_.count_down(); }

 private:
  mutable std::latch asked_{1};
  std::latch let_go_{1};
};

class ReportStageTest : public testing::Test {
 protected:
  static SeenFrame seen(std::uint64_t number) {
    return {.frame = grey_frame(number),
            .detections = {{.box = {10, 10, 30, 40}, .confidence = 0.9F, .class_id = 0}},
            .camera_motion = {}};
  }
  ReportStage open(const Clock& clock) {
    return {{.header = {.drone = drone_, .model = "m@1", .class_names = {"person"}}},
            line_,
            nullptr,
            evidence_,
            *around_.courier,
            around_.metrics,
            around_.errors,
            clock};
  }

  const DroneId drone_ = *DroneId::parse("drone-01");
  const test::TempFolder folder_;
  Surroundings around_;
  Recorder recorder_{{}, around_.metrics};
  EvidenceStage evidence_{{.drone = drone_, .token = "", .http = {}},
                          *EvidenceFolder::open(folder_.path(), ByteCount{1U << 20U}),
                          recorder_,
                          *around_.courier,
                          around_.metrics,
                          around_.log,
                          around_.errors,
                          system_clock()};
  BoundedQueue<SeenFrame> line_{100, WhenFull::kWait};
};

TEST_F(ReportStageTest, EveryFrameIsInTheJournalWhenItHasEnded) {
  auto stage = open(system_clock());
  for (std::uint64_t i = 1; i <= 50; ++i) line_.push(seen(i));
  line_.close();
  stage.start();
  ASSERT_TRUE(becomes([&] { return stage.has_ended(); }));
  EXPECT_EQ(around_.appended(), 50U);
}

TEST_F(ReportStageTest, FrameInHandIsNotForgotten) {
  HoldingClock clock;
  auto stage = open(clock);
  line_.push(seen(1));
  line_.close();
  stage.start();
  clock.wait_for_the_question();
  EXPECT_EQ(line_.size(), 0U);
  EXPECT_FALSE(stage.has_ended()) << "the line is closed and empty, and yet a frame is under way";
  clock.let_go();
  EXPECT_TRUE(becomes([&] { return stage.has_ended(); }));
}

TEST_F(ReportStageTest, FramesWithNothingInThemMakeNoMessage) {
  auto stage = open(system_clock());
  line_.push({.frame = grey_frame(1), .detections = {}, .camera_motion = {}});
  line_.close();
  stage.start();
  stage.join();
  EXPECT_EQ(around_.appended(), 0U);
}

TEST_F(ReportStageTest, SnapshotIsEvidenceWhateverIsInThePicture) {
  auto stage = open(system_clock());
  stage.flag_next();
  line_.push({.frame = grey_frame(1), .detections = {}, .camera_motion = {}});
  line_.close();
  stage.start();
  stage.join();
  EXPECT_FALSE(evidence_.is_idle()) << "from the moment it was asked for";
  evidence_.stop();
  EXPECT_TRUE(std::filesystem::exists(folder_ / "frame_1758705015033.jpg"));
}

}  // namespace
}  // namespace eyrie::edge
