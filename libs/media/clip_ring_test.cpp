// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/clip_ring.hpp"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::media {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const Timestamp kStart = from_nanoseconds(1'758'705'015'000'000'000);

/// A picture each 100 ms, a key frame each second.
Packet packet(int index, std::size_t bytes = 100) {
  Packet p;
  p.payload = std::make_shared<const std::vector<std::uint8_t>>(bytes, std::uint8_t{7});
  p.frame_id = FrameId{static_cast<std::uint64_t>(index) + 1};
  p.captured_at = kStart + index * 100ms;
  p.duration = 100ms;
  p.is_key = index % 10 == 0;
  return p;
}

std::vector<std::uint64_t> ids(const std::vector<Packet>& packets) {
  std::vector<std::uint64_t> numbers;
  for (const Packet& p : packets) numbers.push_back(p.frame_id.number);
  return numbers;
}

TEST(ClipRing, CutBeginsAtTheKeyFrameBeforeTheEvent) {
  ClipRing ring({});
  for (int i = 0; i < 50; ++i) ring.push(packet(i));
  const auto clip = ring.cut(kStart + 2500ms, kStart + 3100ms);
  ASSERT_TRUE(clip) << clip.error().message;
  EXPECT_EQ(clip->front().frame_id.number, 21U);
  EXPECT_TRUE(clip->front().is_key);
  EXPECT_EQ(clip->back().frame_id.number, 32U);
  EXPECT_EQ(clip->size(), 12U);
}

TEST(ClipRing, ACutAtAKeyFrameBeginsWithIt) {
  ClipRing ring({});
  for (int i = 0; i < 50; ++i) ring.push(packet(i));
  EXPECT_EQ(ring.cut(kStart + 2s, kStart + 2s)->front().frame_id.number, 21U);
}

TEST(ClipRing, WithBFramesEverythingShownInTheIntervalIsThereAndNoHoleBehindIt) {
  ClipRing ring({});
  // Shown I0 B1 B2 P3 B4 B5 P6, decoded I0 P3 B1 B2 P6 B4 B5, one picture each 100 ms, decoding two pictures ahead.
  const int shown[] = {0, 3, 1, 2, 6, 4, 5};
  for (int decoded = 0; decoded < 7; ++decoded) {
    Packet p = packet(0);
    p.is_key = decoded == 0;
    p.frame_id = FrameId{static_cast<std::uint64_t>(shown[decoded])};
    p.captured_at = kStart + shown[decoded] * 100ms;
    p.decode_offset = (decoded - 2 - shown[decoded]) * 100ms;
    ring.push(p);
  }
  EXPECT_THAT(ids(*ring.cut(kStart, kStart + 100ms)), ElementsAre(0, 3, 1, 2));  // P3 decodes B1, B2 lies between
  EXPECT_THAT(ids(*ring.cut(kStart, kStart + 300ms)), ElementsAre(0, 3, 1, 2));  // P6 decodes nothing of it
  EXPECT_THAT(ids(*ring.cut(kStart + 400ms, kStart + 450ms)), ElementsAre(0, 3, 1, 2, 6, 4, 5));
}

TEST(ClipRing, SaysHowFarBackItReaches) {
  ClipRing ring({.span = 2s, .max_bytes = {64U << 20U}});
  for (int i = 0; i < 100; ++i) ring.push(packet(i));
  const auto clip = ring.cut(kStart, kStart + 1s);
  ASSERT_FALSE(clip);
  EXPECT_EQ(clip.error().code, Error::kOutOfRange);
  EXPECT_THAT(clip.error().message, testing::HasSubstr(to_rfc3339(ring.reach()->oldest)));
  EXPECT_EQ(ring.cut(kStart + 99s, kStart + 100s).error().code, Error::kOutOfRange);
}

TEST(ClipRing, KeepsTheSpanAndNoKeyFrameMore) {
  ClipRing ring({.span = 2s, .max_bytes = {64U << 20U}});
  for (int i = 0; i < 100; ++i) {
    ring.push(packet(i));
    if (i < 20) continue;
    const auto reach = ring.reach();
    EXPECT_GE(reach->newest - reach->oldest, 2s);
    EXPECT_LT(reach->newest - reach->oldest, 3s);
  }
}

TEST(ClipRing, BytesBoundTheSpanAndWhatIsLeftBeginsWithAKeyFrame) {
  ClipRing ring({.span = 60s, .max_bytes = {50'000}});
  for (int i = 0; i < 300; ++i) {
    ring.push(packet(i, 1000));
    EXPECT_LE(ring.bytes().value, 50'000U);
    const auto reach = ring.reach();
    ASSERT_TRUE(reach);
    EXPECT_TRUE(ring.cut(reach->oldest, reach->newest)->front().is_key);
  }
}

TEST(ClipRing, AGroupLargerThanTheBoundLeavesNothingThatCannotBePlayed) {
  ClipRing ring({.span = 60s, .max_bytes = {3000}});
  for (int i = 0; i < 10; ++i) ring.push(packet(i, 1000));
  EXPECT_FALSE(ring.reach());
  EXPECT_EQ(ring.bytes().value, 0U);
  EXPECT_EQ(ring.cut(kStart, kStart + 1s).error().code, Error::kOutOfRange);
  ring.push(packet(10, 1000));
  EXPECT_TRUE(ring.cut(kStart + 1s, kStart + 1s));
}

TEST(ClipRing, BeginsWithAKeyFrameWhateverComesFirst) {
  ClipRing ring({});
  for (int i = 5; i < 15; ++i) ring.push(packet(i));
  EXPECT_EQ(ring.reach()->oldest, kStart + 1s);
}

TEST(ClipRing, AClockSetBackBeginsTheRingAnew) {
  ClipRing ring({.span = 2s, .max_bytes = {64U << 20U}});
  for (int i = 100; i < 120; ++i) ring.push(packet(i));
  ring.push(packet(0));
  const auto reach = ring.reach();
  EXPECT_EQ(reach->newest, kStart);
  EXPECT_EQ(reach->packets, 1U);
}

TEST(ClipRing, ReadersSeeWholeGroupsWhileTheWriterGoesOn) {
  ClipRing ring({.span = 2s, .max_bytes = {64U << 20U}});
  for (int i = 0; i < 30; ++i) ring.push(packet(i));
  std::atomic<bool> is_over{false};
  std::atomic<int> cuts{0};
  const auto read = [&] {
    while (!is_over) {
      const auto reach = ring.reach();
      if (!reach) continue;
      const auto clip = ring.cut(reach->newest - 1s, reach->newest);
      if (!clip) continue;  // the writer was two seconds further on already
      ASSERT_TRUE(clip->front().is_key);
      for (std::size_t i = 1; i < clip->size(); ++i) {
        ASSERT_EQ((*clip)[i].frame_id.number, (*clip)[i - 1].frame_id.number + 1);
        ASSERT_EQ((*clip)[i].payload->size(), 100U);
      }
      ++cuts;
    }
  };
  {
    const std::jthread first(read);
    const std::jthread second(read);
    for (int i = 30; i < 20'000 || cuts < 100; ++i) ring.push(packet(i));
    is_over = true;
  }
  EXPECT_GE(cuts, 100);
}

}  // namespace
}  // namespace eyrie::media
