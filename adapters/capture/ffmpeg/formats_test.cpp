// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0

// Video as cameras really send it: other layouts and depths of pixels, matrices and ranges, pictures to be turned, pictures
// that change their size.

#include <array>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "capture/ffmpeg/decoder.hpp"
#include "capture/ffmpeg/source.hpp"
#include "capture/ffmpeg/testing/coloured_video.hpp"
#include "capture/ffmpeg/testing/decode_all.hpp"
#include "capture/ffmpeg/testing/numbered_video.hpp"
#include "tests/support/temp_folder.hpp"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;
using test::TempFolder;
using testing::ColouredVideo;
using testing::decode_all;
using testing::expect_colours;
using testing::kStart;
using testing::open_fast;
using testing::read_all;
using testing::write_coloured_video;
using testing::write_numbered_video;

/// The first picture of a file, as BGR.
imaging::Image first_picture(const std::filesystem::path& path) {
  const auto source = open_fast(path);
  if (!source) return {};
  auto decoder = FfmpegDecoder::open(source->stream());
  EXPECT_TRUE(decoder);
  for (const auto& packet : read_all(*source)) EXPECT_TRUE((*decoder)->send(packet));
  EXPECT_TRUE((*decoder)->finish());
  const auto frame = (*decoder)->receive();
  EXPECT_TRUE(frame && *frame);
  return frame && *frame ? imaging::to_interleaved((*frame)->picture.view, imaging::PixelFormat::kBgr8) : imaging::Image{};
}

TEST(Colours, AreThoseOfTheSceneWhateverTheLayoutDepthMatrixAndRange) {
  const TempFolder folder;
  const ColouredVideo videos[] = {
      {.pixels = AV_PIX_FMT_YUV420P},
      {.pixels = AV_PIX_FMT_YUV420P, .matrix = AVCOL_SPC_SMPTE170M},
      {.pixels = AV_PIX_FMT_YUV420P, .range = AVCOL_RANGE_JPEG},
      {.pixels = AV_PIX_FMT_YUV422P},
      {.pixels = AV_PIX_FMT_YUV422P, .matrix = AVCOL_SPC_SMPTE170M, .range = AVCOL_RANGE_JPEG},
      {.pixels = AV_PIX_FMT_YUV444P},
      {.pixels = AV_PIX_FMT_YUV444P, .range = AVCOL_RANGE_JPEG},
      {.pixels = AV_PIX_FMT_NV12},
      {.pixels = AV_PIX_FMT_YUV420P10LE},
      {.pixels = AV_PIX_FMT_YUV420P10LE, .range = AVCOL_RANGE_JPEG},
      {.pixels = AV_PIX_FMT_YUV422P10LE},
      {.pixels = AV_PIX_FMT_YUV444P10LE, .matrix = AVCOL_SPC_SMPTE170M},
      {.encoder = "libx265", .pixels = AV_PIX_FMT_YUV420P10LE},
      {.encoder = "libx265", .pixels = AV_PIX_FMT_YUV420P10LE, .matrix = AVCOL_SPC_BT2020_NCL},
      {.encoder = "libx265", .pixels = AV_PIX_FMT_YUV422P},
      {.encoder = "libx265", .pixels = AV_PIX_FMT_YUV444P12LE},
      {.encoder = "libx264rgb", .pixels = AV_PIX_FMT_BGR24, .matrix = AVCOL_SPC_RGB, .range = AVCOL_RANGE_JPEG},
  };
  for (const ColouredVideo& video : videos) {
    SCOPED_TRACE(std::string(video.encoder) + " " + av_get_pix_fmt_name(video.pixels) + " " +
                 av_color_space_name(video.matrix) + " " + av_color_range_name(video.range));
    write_coloured_video(folder / "colours.mp4", video);
    expect_colours(first_picture(folder / "colours.mp4"), 4);
  }
}

TEST(Colours, AStreamThatStatesNothingIsTakenForBt601AsFfmpegAndOpenCvDo) {
  const TempFolder folder;
  write_coloured_video(folder / "silent.mp4", {.matrix = AVCOL_SPC_SMPTE170M, .is_stated = false});
  expect_colours(first_picture(folder / "silent.mp4"), 4);
}

TEST(Size, PicturesThatChangeTheirSizeMidWayComeInTheirOwn) {
  const TempFolder folder;
  write_numbered_video(folder / "small.h264", {.frames = 20});
  write_numbered_video(folder / "large.h264", {.width = 384, .height = 256, .frames = 20, .first = 20});
  std::ofstream both(folder / "both.h264", std::ios::binary);
  for (const char* part : {"small.h264", "large.h264"}) both << std::ifstream(folder / part, std::ios::binary).rdbuf();
  both.close();

  const auto source = open_fast(folder / "both.h264");
  ASSERT_TRUE(source);
  const auto packets = read_all(*source);
  for (const bool is_low_delay : {true, false}) {
    auto decoder = FfmpegDecoder::open(source->stream(), {.threads = 2, .is_low_delay = is_low_delay});
    ASSERT_TRUE(decoder);
    int expected = 0;
    const auto drain = [&] {
      for (auto frame = (*decoder)->receive(); frame && *frame; frame = (*decoder)->receive()) {
        const auto& view = (*frame)->picture.view;
        EXPECT_EQ(testing::read_number(view), expected);
        EXPECT_EQ(view.width, expected < 20 ? 256 : 384) << expected;
        EXPECT_EQ(view.height, expected < 20 ? 128 : 256) << expected;
        EXPECT_LT(std::chrono::abs((*frame)->captured_at - (kStart + expected * 40ms)), 1ms) << expected;
        ++expected;
      }
    };
    for (const auto& packet : packets) {
      ASSERT_TRUE((*decoder)->send(packet));
      drain();
    }
    ASSERT_TRUE((*decoder)->finish());
    drain();
    EXPECT_EQ(expected, 40);
  }
}

TEST(Rotation, AFileWhosePicturesAreToBeTurnedIsRefusedWithTheRemedy) {
  const TempFolder folder;
  for (const int degrees : {90, 180, -90}) {
    write_numbered_video(folder / "turned.mp4", {.frames = 5, .rotation = degrees});
    FfmpegSource::Options options;
    options.url = (folder / "turned.mp4").string();
    const auto refused = FfmpegSource::open(options);
    ASSERT_FALSE(refused) << degrees;
    EXPECT_EQ(refused.error().code, Error::kUnsupported);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr(std::to_string((degrees + 360) % 360) + " degrees"));
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr("ffmpeg -i"));
  }
}

TEST(Mjpeg, MotionPicturesOfACameraComeWhole) {
  const TempFolder folder;
  for (const auto pixels : {AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P}) {
    for (const char* name : {"camera.avi", "camera.mkv", "camera.mjpeg"}) {
      SCOPED_TRACE(std::string(name) + " " + av_get_pix_fmt_name(pixels));
      write_coloured_video(
          folder / name,
          {.encoder = "mjpeg", .pixels = pixels, .matrix = AVCOL_SPC_SMPTE170M, .range = AVCOL_RANGE_JPEG, .frames = 5});
      const auto source = open_fast(folder / name);
      ASSERT_TRUE(source);
      EXPECT_EQ(source->stream().codec, media::Codec::kMjpeg);
      const auto packets = read_all(*source);
      EXPECT_EQ(packets.size(), 5U);
      for (const auto& packet : packets) EXPECT_TRUE(packet.is_key);
      expect_colours(first_picture(folder / name), 6);
    }
  }
}

TEST(Length, AFileThatSaysHowManyPicturesItHoldsIsBelieved) {
  const TempFolder folder;
  write_numbered_video(folder / "known.mp4", {.frames = 33, .b_frames = 2});
  EXPECT_EQ(open_fast(folder / "known.mp4")->frames_in_file(), 33U);
  write_numbered_video(folder / "unknown.ts", {.frames = 33});
  EXPECT_EQ(open_fast(folder / "unknown.ts")->frames_in_file(), std::nullopt);
}

}  // namespace
}  // namespace eyrie::capture
