// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/recorder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge/evidence_stage.hpp"

namespace eyrie::edge {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class RecorderTest : public testing::Test {
 protected:
  static Timestamp at(std::chrono::nanoseconds since_start) {
    return from_nanoseconds(1'758'705'015'000'000'000) + since_start;
  }

  /// A picture each 100 ms, a key frame each second.
  void film(std::chrono::milliseconds from, std::chrono::milliseconds to) {
    for (auto time = from; time < to; time += 100ms) {
      recorder_.remember({.payload = std::make_shared<const std::vector<std::uint8_t>>(100),
                          .frame_id = FrameId{static_cast<std::uint64_t>(time / 100ms) + 1},
                          .captured_at = at(time),
                          .duration = 100ms,
                          .is_key = time % 1s == 0s},
                         {});
    }
  }
  std::vector<CutClip> complete(std::chrono::nanoseconds now) {
    return recorder_.take_complete(at(now), [](const Error& error) { ADD_FAILURE() << error.message; });
  }
  std::string refusal(std::chrono::nanoseconds from, std::chrono::nanoseconds to, std::chrono::nanoseconds now) {
    const auto asked = recorder_.request_span(at(from), at(to), at(now));
    return asked ? "" : asked.error().message;
  }

  observe::Metrics registry_;
  EdgeMetrics metrics_{registry_};
  Recorder recorder_{{.ring = {.span = 20s, .max_bytes = ByteCount{1U << 20U}},
                      .clips = {.pre = 2s, .post = 2s, .max_length = 15s, .patience = 5s}},
                     metrics_};
};

TEST_F(RecorderTest, SpanThatACommandNamesIsCutWhole) {
  film(0s, 20s);
  ASSERT_TRUE(recorder_.request_span(at(5s), at(11s), at(20s)));
  const auto clips = complete(20s);
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].packets.front().captured_at, at(5s));
  EXPECT_GE(clips[0].packets.back().captured_at, at(11s) - 100ms);
  EXPECT_EQ(recorder_.waiting(), 0U);
}

TEST_F(RecorderTest, SpanThatIsNotOverYetIsCutWhenItIs) {
  film(0s, 5s);
  ASSERT_TRUE(recorder_.request_span(at(3s), at(7s), at(5s)));
  EXPECT_TRUE(complete(5s).empty());
  film(5s, 8s);
  EXPECT_EQ(complete(8s).size(), 1U);
}

TEST_F(RecorderTest, SpanThatCannotBeHadIsRefusedWithTheReason) {
  EXPECT_THAT(refusal(0s, 1s, 1s), HasSubstr("no longer kept")) << "nothing is remembered yet";
  film(0s, 40s);
  EXPECT_THAT(refusal(10s, 10s, 40s), HasSubstr("clip.span"));
  EXPECT_THAT(refusal(15s, 36s, 40s), HasSubstr("20000 ms at most"));
  EXPECT_THAT(refusal(1s, 5s, 40s), HasSubstr("no longer kept"));
  EXPECT_THAT(refusal(70s, 75s, 40s), HasSubstr("from now"));
  EXPECT_EQ(recorder_.waiting(), 0U);
}

TEST_F(RecorderTest, KeysOfClipsByCommandAreNeverTheSame) {
  const auto drone = *DroneId::parse("drone-01");
  const media::PlannedClip by_command{.from = at(0s), .to = at(4s), .event = at(2s), .frame_id = {}, .track_ids = {}};
  const std::string first = clip_key(drone, by_command);
  EXPECT_THAT(first, HasSubstr("drone-01/2025/09/24/clip_1758705017000_"));
  EXPECT_THAT(first, testing::EndsWith(".mp4"));
  EXPECT_NE(first, clip_key(drone, by_command));
  const media::PlannedClip flagged{.from = at(0s), .to = at(4s), .event = at(2s), .frame_id = FrameId{3}, .track_ids = {}};
  EXPECT_EQ(clip_key(drone, flagged), "drone-01/2025/09/24/clip_1758705017000.mp4");
}

}  // namespace
}  // namespace eyrie::edge
