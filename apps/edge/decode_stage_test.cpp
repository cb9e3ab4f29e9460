// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/decode_stage.hpp"

#include <deque>
#include <vector>

#include <gtest/gtest.h>

#include "edge/testing/pictures.hpp"

namespace eyrie::edge {
namespace {

/// Holds two pictures back, as a decoder of B-frames does, and gives each packet's own.
class SlowDecoder final : public media::VideoDecoder {
 public:
  Status send(const media::Packet& packet) override {
    if (packet.payload->empty()) return fail(Error::kCorrupt, "a damaged packet");
    held_.push_back(grey_frame(packet.frame_id.number));
    return {};
  }
  Status finish() override {
    has_finished_ = true;
    return {};
  }
  Result<std::optional<imaging::Frame>> receive() override {
    if (held_.size() <= (has_finished_ ? 0U : 2U)) return std::nullopt;
    auto frame = std::move(held_.front());
    held_.pop_front();
    return frame;
  }

 private:
  std::deque<imaging::Frame> held_;
  bool has_finished_ = false;
};

class DecodeStageTest : public testing::Test {
 protected:
  /// The numbers of the frames that reach the network of `packets`, damaged where they are negative.
  std::vector<std::uint64_t> decode(const std::vector<int>& packets, FrameSchedule::Options options) {
    FrameSchedule schedule(options);
    BoundedQueue<StreamPacket> from_camera(1000, WhenFull::kWait);
    BoundedQueue<imaging::Frame> to_detector(1000, WhenFull::kWait);
    const auto stream = std::make_shared<const media::StreamInfo>();
    for (const int number : packets) {
      from_camera.push({.packet = {.payload = std::make_shared<const std::vector<std::uint8_t>>(number < 0 ? 0 : 10),
                                   .frame_id = FrameId{static_cast<std::uint64_t>(std::abs(number))},
                                   .captured_at = {},
                                   .is_key = std::abs(number) == 1},
                        .stream = stream,
                        .connection = 1});
    }
    from_camera.close();
    DecodeStage stage([](const auto&) { return std::make_unique<SlowDecoder>(); }, from_camera, to_detector, schedule,
                      vitals_, metrics_, errors_);
    stage.start();
    stage.join();
    EXPECT_TRUE(to_detector.is_closed());
    std::vector<std::uint64_t> reached;
    while (const auto frame = to_detector.try_pop()) reached.push_back(frame->frame_id.number);
    return reached;
  }
  static std::vector<int> first(int count) {
    std::vector<int> numbers;
    for (int i = 1; i <= count; ++i) numbers.push_back(i);
    return numbers;
  }

  HandClock clock_;
  observe::Metrics registry_;
  EdgeMetrics metrics_{registry_};
  observe::Log log_{
      {.program = "test", .level = observe::Level::kError, .format = observe::LogFormat::kText, .write = [](auto) {}}};
  observe::RepeatedErrors errors_{log_, registry_, kErrorsMetric, "edge", clock_};
  Vitals vitals_{"file", 70, clock_};
};

TEST_F(DecodeStageTest, EveryFrameArrivesInOrderAlsoThoseHeldBackAtTheEnd) {
  EXPECT_EQ(decode(first(30), {.every = 1, .max_fps = 0, .is_adaptive = false}).size(), 30U);
  EXPECT_EQ(metrics_.frames_decoded.value(), 30);
}

TEST_F(DecodeStageTest, EveryNthFrameIsLookedAtAndTheRestAreCounted) {
  EXPECT_EQ(decode(first(10), {.every = 4, .max_fps = 0, .is_adaptive = false}), (std::vector<std::uint64_t>{1, 5, 9}));
  EXPECT_EQ(metrics_.frames_decoded.value(), 10) << "a decoder that misses packets shows pictures that never were";
  EXPECT_EQ(metrics_.frames_skipped.value(), 7);
}

TEST_F(DecodeStageTest, NoMoreThanMaxFpsOfTheCamerasThirty) {
  EXPECT_NEAR(static_cast<double>(decode(first(300), {.every = 1, .max_fps = 10, .is_adaptive = false}).size()), 100, 2);
}

TEST_F(DecodeStageTest, DamagedPacketCostsItsOwnPictureOnly) {
  EXPECT_EQ(decode({1, 2, -3, 4}, {.every = 1, .max_fps = 0, .is_adaptive = false}), (std::vector<std::uint64_t>{1, 2, 4}));
}

TEST_F(DecodeStageTest, NothingIsMadeOfPacketsBeforeTheFirstKeyFrame) {
  EXPECT_EQ(decode({8, 9, 1, 2, 3}, {.every = 1, .max_fps = 0, .is_adaptive = false}),
            (std::vector<std::uint64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace eyrie::edge
