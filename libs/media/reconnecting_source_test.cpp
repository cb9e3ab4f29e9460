// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/reconnecting_source.hpp"

#include <deque>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::media {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const Timestamp kStart = from_nanoseconds(1'758'705'015'000'000'000);

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return kStart; }
  [[nodiscard]] SteadyTime steady_now() const override { return SteadyTime{}; }
};

/// Gives pictures at the stated seconds, then the stated end.
class ScriptedSource final : public PacketSource {
 public:
  ScriptedSource(std::deque<int> seconds, Error end) : seconds_(std::move(seconds)), end_(std::move(end)) {}
  [[nodiscard]] const StreamInfo& stream() const noexcept override { return info_; }
  [[nodiscard]] Result<Packet> read() override {
    if (seconds_.empty()) return fail(end_);
    Packet packet;
    packet.frame_id = FrameId{++count_};
    packet.captured_at = kStart + std::chrono::seconds{seconds_.front()};
    seconds_.pop_front();
    return packet;
  }
  void stop() noexcept override {}

 private:
  std::deque<int> seconds_;
  Error end_;
  std::uint64_t count_ = 0;
  StreamInfo info_;
};

struct Script {
  std::deque<Result<std::deque<int>>> connections;  ///< pictures of each connection, or why it cannot be opened
  Error end = retryable(Error::kUnavailable, "connection reset");
  std::vector<std::chrono::nanoseconds> waits;
  std::vector<CaptureGap> gaps;
  std::vector<bool> states;  ///< true where pictures were said to flow
  FixedClock clock;

  ReconnectingSource source() {
    ReconnectingSource::Options options;
    options.clock = &clock;
    options.random = [] { return 0.0; };
    options.wait = [this](std::chrono::nanoseconds time) {
      waits.push_back(time);
      return true;
    };
    options.on_gap = [this](const CaptureGap& gap) { gaps.push_back(gap); };
    options.on_state = [this](const std::optional<Error>& error) { states.push_back(!error); };
    const auto open = [this](const std::stop_token&) -> Result<std::unique_ptr<PacketSource>> {
      if (connections.empty()) return fail(Error::kNotFound, "the script is over");
      const auto next = connections.front();
      connections.pop_front();
      if (!next) return fail(next.error());
      return std::make_unique<ScriptedSource>(*next, end);
    };
    return ReconnectingSource(open, std::move(options));
  }
};

Error refused() { return retryable(Error::kUnavailable, "connection refused"); }

TEST(ReconnectingSource, StatesTheGapFromTheLastPictureToTheNext) {
  Script script;
  script.connections = {std::deque{1, 2}, fail(refused()), std::deque{30, 31}};
  auto source = script.source();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(source.read());
  ASSERT_EQ(script.gaps.size(), 1U);
  EXPECT_EQ(script.gaps[0].from, kStart + 2s);
  EXPECT_EQ(script.gaps[0].to, kStart + 30s);
  EXPECT_EQ(script.gaps[0].reason, "connection reset");
  EXPECT_EQ(source.connections(), 2U);
}

TEST(ReconnectingSource, FrameIdsGoOnCounting) {
  Script script;
  script.connections = {std::deque{1, 2}, std::deque{30, 31}};
  auto source = script.source();
  std::vector<std::uint64_t> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(source.read()->frame_id.number);
  EXPECT_THAT(ids, ElementsAre(1, 2, 3, 4));
}

TEST(ReconnectingSource, BackOffDoublesToItsBoundAndBeginsAnewAfterAPicture) {
  Script script;
  for (int i = 0; i < 7; ++i) script.connections.emplace_back(fail(refused()));
  script.connections.emplace_back(std::deque{1});
  script.connections.emplace_back(std::deque{2});
  auto source = script.source();
  ASSERT_TRUE(source.read());
  ASSERT_TRUE(source.read());
  EXPECT_THAT(script.waits, ElementsAre(500ms, 1s, 2s, 4s, 8s, 15s, 15s, 500ms));
}

TEST(ReconnectingSource, ACameraThatIsOffAtFirstIsAGapToo) {
  Script script;
  script.connections = {fail(refused()), std::deque{7}};
  auto source = script.source();
  ASSERT_TRUE(source.read());
  ASSERT_EQ(script.gaps.size(), 1U);
  EXPECT_EQ(script.gaps[0].from, kStart);
  EXPECT_EQ(script.gaps[0].to, kStart + 7s);
}

TEST(ReconnectingSource, WhatCannotPassByItselfIsHandedOn) {
  Script script;
  script.end = Error{.code = Error::kEndOfStream, .message = "end of file"};
  script.connections = {std::deque{1}};
  auto source = script.source();
  ASSERT_TRUE(source.read());
  EXPECT_EQ(source.read().error().code, Error::kEndOfStream);
  EXPECT_TRUE(script.waits.empty());
}

TEST(ReconnectingSource, TellsWithTheFirstPictureThatTheyFlowAndAfterEachLossAnew) {
  Script script;
  script.connections = {std::deque{1, 2}, fail(refused()), std::deque{30, 31}};
  auto source = script.source();
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(source.read());
  EXPECT_THAT(script.states, ElementsAre(true, false, false, true));
}

TEST(ReconnectingSource, StopEndsABackOff) {
  std::promise<void> has_failed;
  ReconnectingSource::Options options;
  options.min_backoff = 1h;
  options.on_state = [&](const std::optional<Error>& error) {
    if (error) has_failed.set_value();
  };
  ReconnectingSource source([](const std::stop_token&) -> Result<std::unique_ptr<PacketSource>> { return fail(refused()); },
                            std::move(options));
  auto reading = std::async(std::launch::async, [&] { return source.read(); });
  has_failed.get_future().wait();
  source.stop();
  ASSERT_EQ(reading.wait_for(5s), std::future_status::ready);
  EXPECT_EQ(reading.get().error().code, Error::kEndOfStream);
}

}  // namespace
}  // namespace eyrie::media
