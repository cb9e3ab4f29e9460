// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/mp4.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <ostream>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/ffmpeg/testing/decode_all.hpp"
#include "capture/ffmpeg/testing/numbered_video.hpp"
#include "media/annexb.hpp"
#include "media/clip_ring.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;
using test::TempFolder;
using testing::decode_all;
using testing::kStart;
using testing::NumberedVideo;
using testing::open_fast;
using testing::read_all;
using testing::write_numbered_video;

void write(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
}

struct Case {
  std::string name;
  NumberedVideo video;
  friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }
};

/// The oracle: profile and level as libavformat reads them, in the notation of RFC 6381. x264 sets the constraint bits c0
/// for its constrained baseline and 40 for main; x265 says progressive and frames only (90), and main's compatibility with
/// main 10 (6).
std::string codec_string_of(const std::filesystem::path& path) {
  AVFormatContext* opened = nullptr;
  EXPECT_GE(avformat_open_input(&opened, path.c_str(), nullptr, nullptr), 0);
  const AvPtr<AVFormatContext> format(opened);
  avformat_find_stream_info(opened, nullptr);
  const AVCodecParameters& parameters = *opened->streams[0]->codecpar;
  std::array<char, 32> text{};
  if (parameters.codec_id == AV_CODEC_ID_HEVC) {
    std::snprintf(text.data(), text.size(), "hvc1.%d.6.L%d.90", parameters.profile, parameters.level);
  } else {
    const int profile = parameters.profile & 0xFF;
    std::snprintf(text.data(), text.size(), "avc1.%02x%02x%02x", profile, profile == 66 ? 0xC0 : 0x40, parameters.level);
  }
  return text.data();
}

class Clip : public ::testing::TestWithParam<Case> {};

TEST_P(Clip, CutFromTheRingHoldsTheVeryPicturesOfItsTable) {
  const TempFolder folder;
  write_numbered_video(folder / "camera.mp4", GetParam().video);
  const auto camera = open_fast(folder / "camera.mp4");
  ASSERT_TRUE(camera);
  media::ClipRing ring({});
  for (auto& packet : read_all(*camera)) ring.push(packet);

  const auto packets = ring.cut(kStart + 600ms, kStart + 1400ms);  // pictures 15 to 35; key frames at 0, 10, 20, ...
  ASSERT_TRUE(packets) << packets.error().message;
  const auto clip = mux_mp4(camera->stream(), *packets);
  ASSERT_TRUE(clip) << clip.error().message;
  EXPECT_EQ(clip->codec_string, codec_string_of(folder / "camera.mp4"));
  EXPECT_EQ(clip->width, GetParam().video.width);
  ASSERT_GE(clip->samples.size(), 26U);
  EXPECT_EQ(clip->samples.front().pts_us, 0);
  EXPECT_EQ(clip->samples.front().captured_at, kStart + 400ms);

  write(folder / "clip.mp4", clip->bytes);
  const auto replay = open_fast(folder / "clip.mp4");
  ASSERT_TRUE(replay);
  const auto seen = decode_all(replay->stream(), read_all(*replay));
  const auto original = decode_all(camera->stream(), *packets);
  ASSERT_EQ(seen.size(), clip->samples.size());
  ASSERT_EQ(seen.size(), original.size());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const ClipSample& sample = clip->samples[i];
    EXPECT_EQ(seen[i].number, 10 + static_cast<int>(i));
    EXPECT_EQ(seen[i].captured_at - kStart, std::chrono::microseconds{sample.pts_us});
    EXPECT_LT(std::chrono::abs(sample.captured_at - (kStart + seen[i].number * 40ms)), 1us);
    EXPECT_EQ(sample.frame_id, original[i].frame_id);
    EXPECT_EQ(original[i].number, seen[i].number);
  }
}

INSTANTIATE_TEST_SUITE_P(Codecs, Clip,
                         ::testing::Values(Case{"H264", {}}, Case{"H264WithBFrames", {.b_frames = 2}},
                                           Case{"Hevc", {.encoder = "libx265"}},
                                           Case{"HevcWithBFrames", {.encoder = "libx265", .b_frames = 3}}),
                         [](const auto& param) { return param.param.name; });

TEST(Mp4, HasItsHeaderInFrontAndNoFragments) {
  const TempFolder folder;
  write_numbered_video(folder / "camera.mp4", {});
  const auto camera = open_fast(folder / "camera.mp4");
  const auto clip = mux_mp4(camera->stream(), read_all(*camera));
  ASSERT_TRUE(clip) << clip.error().message;
  const std::string_view text(reinterpret_cast<const char*>(clip->bytes.data()), clip->bytes.size());
  EXPECT_LT(text.find("moov"), text.find("mdat"));
  EXPECT_NE(text.find("avcC"), text.npos);
  EXPECT_EQ(text.find("moof"), text.npos);
  const std::string_view header = text.substr(0, text.find("mdat"));
  const std::string_view samples = text.substr(header.size());
  const auto sps = media::parameter_sets_in(media::Codec::kH264, camera->stream().extradata).sps.at(0);
  const std::string_view sps_text(reinterpret_cast<const char*>(sps.data()), sps.size());
  EXPECT_NE(header.find(sps_text), header.npos);
  EXPECT_EQ(samples.find(sps_text), samples.npos);  // said once, in the header
}

TEST(Mp4, ProbeCountsFramesAndTime) {
  const TempFolder folder;
  write_numbered_video(folder / "camera.mp4", {.frames = 30, .b_frames = 2});
  const auto camera = open_fast(folder / "camera.mp4");
  const auto clip = mux_mp4(camera->stream(), read_all(*camera));
  write(folder / "clip.mp4", clip->bytes);
  const auto info = probe_clip(folder / "clip.mp4");
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->frames, 30U);
  EXPECT_EQ(info->codec, media::Codec::kH264);
  EXPECT_EQ(info->width, 256);
  EXPECT_LT(std::chrono::abs(info->duration - 1200ms), 1ms);
}

TEST(Mp4, AnOpenGroupsLeadingPicturesAreLeftOut) {
  const TempFolder folder;
  write_numbered_video(
      folder / "open.ts",
      {.encoder = "libx265",
       .codec_options = "x265-params=log-level=none:open-gop=1:bframes=3:keyint=10:min-keyint=10:scenecut=0",
       .b_frames = 3});
  const auto camera = open_fast(folder / "open.ts");
  ASSERT_TRUE(camera);
  auto packets = read_all(*camera);
  const auto second_key = std::find_if(packets.begin() + 1, packets.end(), [](const media::Packet& p) { return p.is_key; });
  ASSERT_NE(second_key, packets.end());
  ASSERT_LT((second_key + 1)->captured_at, second_key->captured_at) << "the encoder made no leading pictures";
  packets.erase(packets.begin(), second_key);
  const auto clip = mux_mp4(camera->stream(), packets);
  ASSERT_TRUE(clip) << clip.error().message;
  EXPECT_EQ(clip->samples.front().pts_us, 0);
  EXPECT_EQ(clip->samples.front().frame_id, packets.front().frame_id);
  write(folder / "clip.mp4", clip->bytes);
  const auto replay = open_fast(folder / "clip.mp4");
  const auto seen = decode_all(replay->stream(), read_all(*replay));
  ASSERT_EQ(seen.size(), clip->samples.size());
  for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_EQ(seen[i].number, seen[i - 1].number + 1);
}

TEST(Mp4, ACameraClockSetBackStillMakesAPlayableClip) {
  const TempFolder folder;
  write_numbered_video(folder / "camera.mp4", {.frames = 20});
  const auto camera = open_fast(folder / "camera.mp4");
  auto packets = read_all(*camera);
  for (std::size_t i = 10; i < packets.size(); ++i) packets[i].captured_at -= 500ms;
  const auto clip = mux_mp4(camera->stream(), packets);
  ASSERT_TRUE(clip) << clip.error().message;
  ASSERT_EQ(clip->samples.size(), 20U);
  for (std::size_t i = 1; i < 20; ++i) {
    EXPECT_GT(clip->samples[i].pts_us, clip->samples[i - 1].pts_us);
    EXPECT_EQ(clip->samples[i].frame_id.number, i + 1);
  }
}

TEST(Mp4, WhatMakesNoClipIsRefused) {
  const TempFolder folder;
  write_numbered_video(folder / "camera.mp4", {.frames = 20});
  const auto camera = open_fast(folder / "camera.mp4");
  auto packets = read_all(*camera);
  EXPECT_EQ(mux_mp4(camera->stream(), {}).error().code, Error::kInvalidArgument);
  EXPECT_EQ(mux_mp4(camera->stream(), std::span(packets).subspan(1)).error().code, Error::kInvalidArgument);
  EXPECT_EQ(mux_mp4({.codec = media::Codec::kMjpeg, .extradata = {}}, packets).error().code, Error::kUnsupported);
  packets[0].payload = std::make_shared<const media::Bytes>(media::Bytes{0, 0, 0, 1, 0x65, 1, 2, 3});
  EXPECT_EQ(mux_mp4(camera->stream(), packets).error().code, Error::kCorrupt);
}

}  // namespace
}  // namespace eyrie::capture
