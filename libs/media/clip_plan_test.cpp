// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/clip_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::media {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const Timestamp kStart = from_nanoseconds(1'758'705'015'000'000'000);

ClipRequest at(std::chrono::nanoseconds offset, std::uint64_t frame = 1, std::string track = "t1") {
  return {.event = kStart + offset, .frame_id = FrameId{frame}, .track_id = std::move(track)};
}

TEST(ClipPlan, AClipIsCompleteWhenTheVideoHasPassedItsEnd) {
  ClipPlan plan({});
  plan.request(at(10s));
  EXPECT_TRUE(plan.take_complete(kStart + 15s, kStart + 15s).empty());
  const auto clips = plan.take_complete(kStart + 15s + 1ms, kStart + 15s);
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(clips[0].from, kStart + 5s);
  EXPECT_EQ(clips[0].to, kStart + 15s);
  EXPECT_EQ(plan.waiting(), 0U);
}

TEST(ClipPlan, EventsWhoseClipsOverlapShareOne) {
  ClipPlan plan({});
  plan.request(at(10s, 100, "t1"));
  plan.request(at(12s, 120, "t2"));
  plan.request(at(13s, 130, "t1"));
  ASSERT_EQ(plan.waiting(), 1U);
  const auto clips = plan.take_all();
  EXPECT_EQ(clips[0].from, kStart + 5s);
  EXPECT_EQ(clips[0].to, kStart + 18s);
  EXPECT_EQ(clips[0].event, kStart + 10s);
  EXPECT_EQ(clips[0].frame_id, FrameId{100});
  EXPECT_THAT(clips[0].track_ids, ElementsAre("t1", "t2"));
}

TEST(ClipPlan, AClipDoesNotGrowWithoutBound) {
  ClipPlan plan({});
  for (int s = 0; s < 60; ++s) plan.request(at(s * 1s));
  for (const PlannedClip& clip : plan.take_all()) EXPECT_LE(clip.to - clip.from, 15s);
}

TEST(ClipPlan, EveryEventIsInsideSomeClip) {
  ClipPlan plan({});
  for (int s = 0; s < 60; s += 3) plan.request(at(s * 1s));
  const auto clips = plan.take_all();
  for (int s = 0; s < 60; s += 3) {
    const auto covers = [&](const PlannedClip& c) { return c.from <= kStart + s * 1s - 5s && kStart + s * 1s + 5s <= c.to; };
    EXPECT_TRUE(std::ranges::any_of(clips, covers)) << s;
  }
}

TEST(ClipPlan, FarApartEventsHaveTheirOwnClipsOldestFirst) {
  ClipPlan plan({});
  plan.request(at(60s));
  plan.request(at(10s));
  const auto clips = plan.take_complete(kStart + 100s, kStart);
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_LT(clips[0].event, clips[1].event);
}

TEST(ClipPlan, ALateEventExtendsAClipBackwards) {
  ClipPlan plan({});
  plan.request(at(12s));
  plan.request(at(10s));
  EXPECT_EQ(plan.take_all().at(0).from, kStart + 5s);
}

TEST(ClipPlan, VideoThatStoppedIsNotWaitedForForever) {
  ClipPlan plan({});
  plan.request(at(10s));
  EXPECT_TRUE(plan.take_complete(kStart + 11s, kStart + 20s).empty());
  EXPECT_EQ(plan.take_complete(kStart + 11s, kStart + 20s + 1ms).size(), 1U);
}

}  // namespace
}  // namespace eyrie::media
