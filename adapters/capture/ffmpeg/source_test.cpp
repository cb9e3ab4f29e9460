// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/source.hpp"

#include <fstream>
#include <future>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/ffmpeg/live_times.hpp"
#include "capture/ffmpeg/testing/assets.hpp"
#include "capture/ffmpeg/testing/decode_all.hpp"
#include "capture/ffmpeg/testing/numbered_video.hpp"
#include "media/annexb.hpp"
#include "tests/support/temp_folder.hpp"

/// For LeakSanitizer: the x265 that makes test videos loses its parameter strings; nothing of ours is in those stacks.
// NOLINTBEGIN(readability-identifier-naming): the name is the sanitizer's
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265\n"; }
// NOLINTEND(readability-identifier-naming)

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;
using test::TempFolder;
using testing::asset;
using testing::decode_all;
using testing::kStart;
using testing::NumberedVideo;
using testing::open_fast;
using testing::read_all;
using testing::write_numbered_video;

struct Kind {
  std::string name;
  NumberedVideo video;
  media::Codec codec;
};

std::vector<Kind> every_kind() {
  using media::Codec;
  return {
      {"h264.mp4", {}, Codec::kH264},
      {"h264b.mp4", {.b_frames = 2}, Codec::kH264},
      {"h264b.mkv", {.b_frames = 3}, Codec::kH264},
      {"h264b.ts", {.b_frames = 2}, Codec::kH264},
      {"hevc.mp4", {.encoder = "libx265"}, Codec::kHevc},
      {"hevcb.mkv", {.encoder = "libx265", .b_frames = 3}, Codec::kHevc},
      {"hevcb.ts", {.encoder = "libx265", .b_frames = 2}, Codec::kHevc},
      {"hevc10.mp4", {.encoder = "libx265", .pixels = AV_PIX_FMT_YUV420P10LE}, Codec::kHevc},
      {"mjpeg.mkv", {.encoder = "mjpeg", .pixels = AV_PIX_FMT_YUVJ420P}, Codec::kMjpeg},
      {"mjpeg422.avi", {.encoder = "mjpeg", .pixels = AV_PIX_FMT_YUVJ422P}, Codec::kMjpeg},
      {"mpeg4.mp4", {.encoder = "mpeg4", .codec_options = "qscale=2"}, Codec::kMpeg4},
  };
}

TEST(FfmpegSource, EveryPictureComesWithItsOwnTimeWhateverTheContainer) {
  const TempFolder folder;
  for (const Kind& kind : every_kind()) {
    SCOPED_TRACE(kind.name);
    write_numbered_video(folder / kind.name, kind.video);
    const auto source = open_fast(folder / kind.name);
    ASSERT_TRUE(source);
    EXPECT_EQ(source->stream().codec, kind.codec);
    EXPECT_EQ(source->stream().width, kind.video.width);
    EXPECT_EQ(source->stream().height, kind.video.height);
    EXPECT_NEAR(source->stream().frame_rate_hz, kind.video.rate_hz, 0.01);
    const auto packets = read_all(*source);
    ASSERT_EQ(packets.size(), 50U);
    for (std::size_t i = 0; i < packets.size(); ++i) EXPECT_EQ(packets[i].frame_id.number, i + 1);

    for (const bool is_low_delay : {true, false}) {
      const auto seen = decode_all(source->stream(), packets, {.threads = 2, .is_low_delay = is_low_delay});
      ASSERT_EQ(seen.size(), 50U);
      std::set<FrameId> ids;
      for (int number = 0; number < 50; ++number) {
        const auto& picture = seen[static_cast<std::size_t>(number)];
        EXPECT_EQ(picture.number, number);
        EXPECT_LT(std::chrono::abs(picture.captured_at - (kStart + number * 40ms)), 1ms) << number;  // Matroska counts in ms
        ids.insert(picture.frame_id);
      }
      EXPECT_EQ(ids.size(), 50U);
    }
  }
}

TEST(FfmpegSource, KeyFramesCarryTheirParameterSetsAsAnnexB) {
  const TempFolder folder;
  for (const Kind& kind : every_kind()) {
    if (kind.codec != media::Codec::kH264 && kind.codec != media::Codec::kHevc) continue;
    SCOPED_TRACE(kind.name);
    write_numbered_video(folder / kind.name, kind.video);
    const auto source = open_fast(folder / kind.name);
    ASSERT_TRUE(source);
    int keys = 0;
    for (const auto& packet : read_all(*source)) {
      const media::ByteView head = media::ByteView(*packet.payload).first(4);
      EXPECT_TRUE(std::ranges::equal(head, media::Bytes{0, 0, 0, 1}));
      EXPECT_LE(packet.decode_offset, 0ns);
      if (!packet.is_key) continue;
      ++keys;
      const auto sets = media::parameter_sets_in(kind.codec, *packet.payload);
      EXPECT_TRUE(sets.is_complete(kind.codec));
      const auto sequence = media::parse_sps(kind.codec, sets.sps.at(0));
      ASSERT_TRUE(sequence) << sequence.error().message;
      EXPECT_EQ(sequence->width, kind.video.width);
      EXPECT_EQ(sequence->height, kind.video.height);
    }
    EXPECT_GE(keys, 5);
  }
}

TEST(FfmpegSource, SequenceSizesAgreeWithFfmpegForManySizesAndProfiles) {
  const TempFolder folder;
  for (const auto& [width, height, profile] : {std::tuple{642, 362, "baseline"}, std::tuple{1920, 1080, "high"},
                                               std::tuple{210, 118, "main"}, std::tuple{322, 242, "high"}}) {
    const auto path = folder / (std::to_string(width) + ".mp4");
    write_numbered_video(
        path, {.codec_options = std::string("profile=") + profile, .width = width, .height = height, .frames = 2});
    const auto source = open_fast(path);
    ASSERT_TRUE(source);
    const auto sequence = media::parse_sps(
        media::Codec::kH264, media::parameter_sets_in(media::Codec::kH264, source->stream().extradata).sps.at(0));
    ASSERT_TRUE(sequence);
    EXPECT_EQ(sequence->width, width);
    EXPECT_EQ(sequence->height, height);
  }
}

TEST(FfmpegSource, ALoopedFileGoesOnInIdsAndTimes) {
  const TempFolder folder;
  write_numbered_video(folder / "loop.mp4", {.frames = 7, .group = 4, .b_frames = 2});
  FfmpegSource::Options options;
  options.url = (folder / "loop.mp4").string();
  options.pace = FfmpegSource::Pace::kFast;
  options.is_looping = true;
  options.start = kStart;
  auto source = FfmpegSource::open(options);
  ASSERT_TRUE(source) << source.error().message;
  std::vector<media::Packet> packets;
  for (std::uint64_t id = 1; id <= 21; ++id) {
    auto packet = (*source)->read();
    ASSERT_TRUE(packet) << packet.error().message;
    EXPECT_EQ(packet->frame_id.number, id);
    packets.push_back(std::move(*packet));
  }
  const auto seen = decode_all((*source)->stream(), packets);
  ASSERT_EQ(seen.size(), 21U);
  for (int i = 0; i < 21; ++i) {
    EXPECT_EQ(seen[static_cast<std::size_t>(i)].number, i % 7);
    EXPECT_LT(std::chrono::abs(seen[static_cast<std::size_t>(i)].captured_at - (kStart + i * 40ms)), 1us);
  }
}

TEST(FfmpegSource, LivePaceHandsAPictureOutWhenItsTimeHasCome) {
  const TempFolder folder;
  write_numbered_video(folder / "live.mp4", {.rate_hz = 50, .frames = 12, .group = 12, .b_frames = 2});
  FfmpegSource::Options options;
  options.url = (folder / "live.mp4").string();
  auto source = FfmpegSource::open(options);
  ASSERT_TRUE(source) << source.error().message;
  Timestamp newest;
  for (int i = 0; i < 12; ++i) {
    const auto packet = (*source)->read();
    ASSERT_TRUE(packet);
    EXPECT_LE(packet->captured_at, system_clock().now() + 1ms);  // the two clocks are read one after the other
    newest = std::max(newest, packet->captured_at);
  }
  EXPECT_LT(system_clock().now() - newest, 1s);
}

TEST(FfmpegSource, StopEndsAWaitingRead) {
  const TempFolder folder;
  write_numbered_video(folder / "slow.mp4", {.rate_hz = 1, .frames = 30});
  FfmpegSource::Options options;
  options.url = (folder / "slow.mp4").string();
  auto source = FfmpegSource::open(options);
  ASSERT_TRUE(source);
  auto reading = std::async(std::launch::async, [&] {
    while (true) {
      if (const auto packet = (*source)->read(); !packet) return packet.error();
    }
  });
  (*source)->stop();
  ASSERT_EQ(reading.wait_for(1s), std::future_status::ready);
  EXPECT_EQ(reading.get().code, Error::kEndOfStream);
}

TEST(FfmpegSource, AFileCutInsideAPacketGivesEveryWholePictureAndThenItsEnd) {
  const TempFolder folder;
  for (const char* name : {"cut.mp4", "cut.mkv", "cut.ts"}) {
    SCOPED_TRACE(name);
    write_numbered_video(folder / name, {.b_frames = 2});
    const auto size = std::filesystem::file_size(folder / name);
    for (const double share : {0.95, 0.7, 0.5}) {
      std::filesystem::resize_file(folder / name, static_cast<std::uintmax_t>(static_cast<double>(size) * share));
      const auto source = open_fast(folder / name);
      ASSERT_TRUE(source);
      const auto packets = read_all(*source);
      EXPECT_LT(packets.size(), 50U);
      EXPECT_GT(packets.size(), 10U);
      const auto seen = decode_all(source->stream(), packets);
      for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_GT(seen[i].number, seen[i - 1].number);
    }
  }
}

TEST(FfmpegSource, WhatCannotBeReadIsRefusedWithItsReason) {
  const TempFolder folder;
  FfmpegSource::Options options;
  options.url = (folder / "none.mp4").string();
  EXPECT_EQ(FfmpegSource::open(options).error().code, Error::kNotFound);

  std::ofstream(folder / "text.mp4") << "this is not a video, whatever its name says";
  options.url = (folder / "text.mp4").string();
  EXPECT_EQ(FfmpegSource::open(options).error().code, Error::kCorrupt);

  write_numbered_video(folder / "old.ts", {.encoder = "mpeg2video"});
  options.url = (folder / "old.ts").string();
  const auto refused = FfmpegSource::open(options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::kUnsupported);
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("mpeg2video"));
}

TEST(FfmpegSource, APlaylistDoesNotMakeUsReadFromTheNetwork) {
  const TempFolder folder;
  std::ofstream(folder / "list.m3u8")
      << "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n";
  FfmpegSource::Options options;
  options.url = (folder / "list.m3u8").string();
  EXPECT_FALSE(FfmpegSource::open(options));
}

TEST(FfmpegSource, RealVideosGiveEveryFrame) {
  // Frame counts as ffprobe -count_frames gives them.
  for (const auto& [name, frames] :
       {std::pair{"video/vda_tokyo_walk.mp4", 195U}, std::pair{"video/intel_car-detection_topdown.mp4", 377U},
        std::pair{"video/rf_10frames_numbered.mp4", 10U}, std::pair{"video/intel_worker-zone_helmet_vest.mp4", 71U}}) {
    if (!std::filesystem::exists(asset(name))) GTEST_SKIP() << asset(name) << " is not here; set EYRIE_TEST_ASSETS";
    const auto source = open_fast(asset(name));
    ASSERT_TRUE(source);
    const auto packets = read_all(*source);
    EXPECT_EQ(packets.size(), frames) << name;
    const auto seen = decode_all(source->stream(), packets);
    EXPECT_EQ(seen.size(), frames) << name;
    for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_GT(seen[i].captured_at, seen[i - 1].captured_at) << name;
  }
}

TEST(LiveTimes, TheSendersClockIsTakenWhereItIsBelievable) {
  LiveTimes times(10s);
  EXPECT_EQ(times.capture_time({.stream_time = 5s, .sender_zero = kStart - 300ms, .arrival = kStart + 5s}), kStart + 4700ms);
  EXPECT_TRUE(times.has_sender_time());
}

TEST(LiveTimes, ACameraThatThinksItIs1970IsNotBelieved) {
  LiveTimes times(10s);
  EXPECT_EQ(times.capture_time({.stream_time = 5s, .sender_zero = Timestamp{}, .arrival = kStart}), kStart);
  EXPECT_FALSE(times.has_sender_time());
}

TEST(LiveTimes, JitterOfTheNetworkDoesNotShow) {
  LiveTimes times(10s);
  const std::chrono::milliseconds delays[] = {20ms, 90ms, 35ms, 150ms, 25ms, 60ms};
  for (int i = 0; i < 6; ++i) {
    const auto captured = times.capture_time({.stream_time = i * 40ms, .arrival = kStart + i * 40ms + delays[i]});
    EXPECT_EQ(captured, kStart + i * 40ms + 20ms);
  }
}

TEST(LiveTimes, TheFirstSenderReportDoesNotTurnTimeBack) {
  LiveTimes times(10s);
  const Timestamp before = times.capture_time({.stream_time = 0s, .arrival = kStart + 500ms});
  Timestamp last = before;
  for (int i = 1; i < 30; ++i) {
    const Timestamp now =
        times.capture_time({.stream_time = i * 40ms, .sender_zero = kStart, .arrival = kStart + 500ms + i * 40ms});
    EXPECT_GT(now, last);
    last = now;
  }
  EXPECT_EQ(last, kStart + 29 * 40ms);
}

TEST(LiveTimes, ACrystalThatDriftsIsFollowedForHours) {
  LiveTimes times(10s);
  // Two hours of pictures whose stream time runs 100 parts in a million slow: 0.7 s at the end.
  const auto by_wall = [](std::int64_t picture) {
    return kStart + picture * 40ms + std::chrono::nanoseconds{picture * 4000};
  };
  for (std::int64_t i = 0; i < 2 * 3600 * 25; ++i) {
    const auto captured = times.capture_time({.stream_time = i * 40ms,
                                              .sender_zero = kStart,
                                              .sender_reference = by_wall(i + 1),  // one picture late, as it comes
                                              .arrival = by_wall(i) + 50ms});
    ASSERT_LT(std::chrono::abs(captured - by_wall(i)), 5ms) << i;
  }
}

TEST(LiveTimes, WithoutReportsArrivalKeepsADriftingCameraInStepToo) {
  LiveTimes times(10s);
  for (const int drift_ns : {4000, -4000}) {  // 100 parts in a million, either way
    for (std::int64_t i = 0; i < 3600 * 25; ++i) {
      const Timestamp sent = kStart + i * (40ms + std::chrono::nanoseconds{drift_ns});
      const auto delay = 20ms + std::chrono::milliseconds{i * 7919 % 60};
      const auto captured = times.capture_time({.stream_time = i * 40ms, .arrival = sent + delay});
      ASSERT_LT(std::chrono::abs(captured - sent - 20ms), 10ms) << i;
    }
  }
}

TEST(LiveTimes, AClockThatWasSetIsFollowed) {
  LiveTimes times(1h);
  (void)times.capture_time({.stream_time = 0s, .sender_zero = kStart, .arrival = kStart});
  EXPECT_EQ(times.capture_time({.stream_time = 1s, .sender_zero = kStart - 1min, .arrival = kStart + 1s}), kStart - 59s);
}

}  // namespace
}  // namespace eyrie::capture
