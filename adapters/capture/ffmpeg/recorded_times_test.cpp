// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/recorded_times.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "capture/ffmpeg/testing/decode_all.hpp"
#include "capture/ffmpeg/testing/numbered_video.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;
using test::TempFolder;
using testing::decode_all;
using testing::kStart;
using testing::NumberedVideo;
using testing::read_all;
using testing::Seen;
using testing::write_numbered_video;

/// The video was recorded on another day than `kStart`, by a clock that runs 2 % faster than its pictures.
const Timestamp kRecorded = kStart - 24h * 30;
constexpr auto kPictureByClock = 40'800us;

Timestamp by_recorder(int number) { return kRecorded + number * kPictureByClock; }

std::vector<Seen> pictures_of(const std::filesystem::path& path, FfmpegSource::Options options = {},
                              std::size_t passes = 1) {
  options.url = path.string();
  options.pace = FfmpegSource::Pace::kFast;
  options.is_looping = passes > 1;
  auto source = FfmpegSource::open(options);
  EXPECT_TRUE(source) << source.error().message;
  if (!source) return {};
  if (passes == 1) return decode_all((*source)->stream(), read_all(**source));
  std::vector<media::Packet> packets;
  while (packets.size() < passes * 50) {
    auto packet = (*source)->read();
    EXPECT_TRUE(packet);
    if (!packet) return {};
    packets.push_back(std::move(*packet));
  }
  return decode_all((*source)->stream(), packets);
}

TEST(RecordedTimes, ARecordingThatTellsWhenItWasCapturedIsBelieved) {
  const TempFolder folder;
  for (const int b_frames : {0, 2}) {
    SCOPED_TRACE(b_frames);
    write_numbered_video(folder / "told.mp4", {.b_frames = b_frames, .captured_at = by_recorder});
    const auto seen = pictures_of(folder / "told.mp4");
    ASSERT_EQ(seen.size(), 50U);
    for (int number = 0; number < 40; ++number) {  // from the last key frame on nothing more is told
      const auto& picture = seen[static_cast<std::size_t>(number)];
      EXPECT_EQ(picture.number, number);
      EXPECT_LE(std::chrono::abs(picture.captured_at - by_recorder(number)), 1ms) << number;
    }
    EXPECT_LE(std::chrono::abs(seen.back().captured_at - (by_recorder(40) + 9 * 40ms)), 1ms);
  }
}

TEST(RecordedTimes, WhoeverSaysWhenItBeginsIsHeardFirst) {
  const TempFolder folder;
  write_numbered_video(folder / "told.mp4", {.captured_at = by_recorder});
  const auto seen = pictures_of(folder / "told.mp4", {.start = kStart});
  ASSERT_EQ(seen.size(), 50U);
  EXPECT_EQ(seen[0].captured_at, kStart);
  EXPECT_LE(std::chrono::abs(seen[30].captured_at - (kStart + 30 * kPictureByClock)), 1ms);
}

TEST(RecordedTimes, ALoopGoesOnWhereThePassBeforeEnded) {
  const TempFolder folder;
  write_numbered_video(folder / "told.mp4", {.captured_at = by_recorder});
  const auto seen = pictures_of(folder / "told.mp4", {}, 2);
  ASSERT_EQ(seen.size(), 100U);
  EXPECT_LE(std::chrono::abs(seen[50].captured_at - seen[49].captured_at - 40ms), 1ms);
  for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_GT(seen[i].captured_at, seen[i - 1].captured_at);
}

TEST(RecordedTimes, AClockThatCannotBeTheRecordersIsNotBelieved) {
  const TempFolder folder;
  const Timestamp long_ago{1h};
  const auto before_2000 = [&](int number) { return long_ago + number * 40ms; };
  const auto rewritten_in_a_blink = [](int number) { return kRecorded + number * 1ms; };
  for (const std::function<Timestamp(int)>& clock : {std::function<Timestamp(int)>(before_2000), {rewritten_in_a_blink}}) {
    write_numbered_video(folder / "wrong.mp4", {.captured_at = clock});
    const Timestamp opened = system_clock().now();
    const auto seen = pictures_of(folder / "wrong.mp4");
    ASSERT_EQ(seen.size(), 50U);
    EXPECT_GE(seen[0].captured_at, opened);
    EXPECT_EQ(seen[49].captured_at - seen[0].captured_at, 49 * 40ms);
  }
}

TEST(RecordedTimes, AFileThatWasCutOffTellsWhatItHolds) {
  const TempFolder folder;
  write_numbered_video(folder / "cut.mp4", {.captured_at = by_recorder});
  std::filesystem::resize_file(folder / "cut.mp4", std::filesystem::file_size(folder / "cut.mp4") * 7 / 10);
  const auto seen = pictures_of(folder / "cut.mp4");
  ASSERT_GT(seen.size(), 20U);
  for (const Seen& picture : std::span(seen).first(20)) {
    EXPECT_LE(std::chrono::abs(picture.captured_at - by_recorder(picture.number)), 1ms);
  }
}

}  // namespace
}  // namespace eyrie::capture
