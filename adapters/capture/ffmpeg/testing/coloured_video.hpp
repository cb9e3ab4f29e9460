// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Video of a scene whose colours are known, brought into the wanted pixels by FFmpeg's own conversion: the oracle is the
// scene.

#include <array>
#include <cstdint>
#include <filesystem>

#include <gtest/gtest.h>

#include "capture/ffmpeg/av.hpp"
#include "imaging/image.hpp"

namespace eyrie::capture::testing {

struct Colour {
  int red;
  int green;
  int blue;
};

inline constexpr int kPatchPx = 32;
/// Dark to bright, grey and coloured, from left to right.
inline constexpr std::array<Colour, 8> kScene{{{20, 20, 20},
                                               {128, 128, 128},
                                               {235, 235, 235},
                                               {200, 40, 40},
                                               {40, 180, 60},
                                               {50, 60, 200},
                                               {230, 200, 50},
                                               {150, 90, 170}}};
inline constexpr int kSceneWidth = kPatchPx * static_cast<int>(kScene.size());
inline constexpr int kSceneHeight = 64;

struct ColouredVideo {
  const char* encoder = "libx264";
  AVPixelFormat pixels = AV_PIX_FMT_YUV420P;
  AVColorSpace matrix = AVCOL_SPC_BT709;
  AVColorRange range = AVCOL_RANGE_MPEG;
  bool is_stated = true;  ///< the stream says which matrix it has
  int frames = 3;
};

/// The scene in the video's pixels.
inline AvPtr<AVFrame> scene_frame(const ColouredVideo& video) {
  std::array<std::uint8_t, static_cast<std::size_t>(kSceneWidth) * kSceneHeight * 3> rgb{};
  for (std::size_t i = 0; i < rgb.size() / 3; ++i) {
    const Colour& colour = kScene.at(i % kSceneWidth / kPatchPx);
    rgb.at(3 * i) = static_cast<std::uint8_t>(colour.red);
    rgb.at(3 * i + 1) = static_cast<std::uint8_t>(colour.green);
    rgb.at(3 * i + 2) = static_cast<std::uint8_t>(colour.blue);
  }
  AvPtr<AVFrame> frame(av_frame_alloc());
  frame->format = video.pixels;
  frame->width = kSceneWidth;
  frame->height = kSceneHeight;
  frame->color_range = video.range;
  frame->colorspace = video.is_stated ? video.matrix : AVCOL_SPC_UNSPECIFIED;
  av_frame_get_buffer(frame.get(), 0);
  const AvPtr<SwsContext> scaler(sws_getContext(kSceneWidth, kSceneHeight, AV_PIX_FMT_RGB24, kSceneWidth, kSceneHeight,
                                                video.pixels, SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, nullptr,
                                                nullptr, nullptr));
  const int* coefficients = sws_getCoefficients(video.matrix);
  sws_setColorspaceDetails(scaler.get(), coefficients, 1, coefficients, video.range == AVCOL_RANGE_JPEG ? 1 : 0, 0, 1 << 16,
                           1 << 16);
  const std::uint8_t* const planes[] = {rgb.data()};
  const int strides[] = {kSceneWidth * 3};
  sws_scale(scaler.get(), planes, strides, 0, kSceneHeight, frame->data, frame->linesize);
  return frame;
}

/// Writes the video nearly without loss; the container follows the file name. A failed step fails the test.
inline void write_coloured_video(const std::filesystem::path& path, const ColouredVideo& video) {
  av_log_set_level(AV_LOG_QUIET);
  const AVCodec* codec = avcodec_find_encoder_by_name(video.encoder);
  ASSERT_NE(codec, nullptr) << "this FFmpeg has no " << video.encoder;
  const auto scene = scene_frame(video);
  AVFormatContext* format = nullptr;
  ASSERT_GE(avformat_alloc_output_context2(&format, nullptr, nullptr, path.c_str()), 0);
  AVStream* stream = avformat_new_stream(format, nullptr);
  const AvPtr<AVCodecContext> encoder(avcodec_alloc_context3(codec));
  encoder->width = kSceneWidth;
  encoder->height = kSceneHeight;
  encoder->pix_fmt = video.pixels;
  encoder->colorspace = scene->colorspace;
  encoder->color_range = scene->color_range;
  encoder->time_base = {1, 25};
  encoder->framerate = {25, 1};
  encoder->thread_count = 1;
  encoder->strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL;
  if (codec->id == AV_CODEC_ID_MJPEG) encoder->qmin = encoder->qmax = 1;
  if ((format->oformat->flags & AVFMT_GLOBALHEADER) != 0) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  AVDictionary* options = nullptr;
  if (codec->id != AV_CODEC_ID_MJPEG) av_dict_parse_string(&options, "preset=ultrafast crf=4", "=", " ", 0);
  if (codec->id == AV_CODEC_ID_HEVC) av_dict_set(&options, "x265-params", "log-level=none:pools=1:frame-threads=1", 0);
  const int opened = avcodec_open2(encoder.get(), codec, &options);
  av_dict_free(&options);
  ASSERT_GE(opened, 0) << av_message(opened);
  avcodec_parameters_from_context(stream->codecpar, encoder.get());
  if (codec->id == AV_CODEC_ID_HEVC) stream->codecpar->codec_tag = MKTAG('h', 'v', 'c', '1');
  stream->time_base = encoder->time_base;
  ASSERT_GE(avio_open(&format->pb, path.c_str(), AVIO_FLAG_WRITE), 0);
  ASSERT_GE(avformat_write_header(format, nullptr), 0);
  const AvPtr<AVPacket> packet(av_packet_alloc());
  for (int number = 0; number <= video.frames; ++number) {
    scene->pts = number;
    ASSERT_GE(avcodec_send_frame(encoder.get(), number < video.frames ? scene.get() : nullptr), 0);
    while (avcodec_receive_packet(encoder.get(), packet.get()) >= 0) {
      av_packet_rescale_ts(packet.get(), encoder->time_base, stream->time_base);
      packet->duration = av_rescale_q(1, encoder->time_base, stream->time_base);
      ASSERT_GE(av_interleaved_write_frame(format, packet.get()), 0);
    }
  }
  ASSERT_GE(av_write_trailer(format), 0);
  avio_closep(&format->pb);
  avformat_free_context(format);
}

/// Compares the middle of each patch with the scene, in levels of 255.
inline void expect_colours(const imaging::Image& bgr, int tolerance) {
  ASSERT_EQ(bgr.width(), kSceneWidth);
  ASSERT_EQ(bgr.height(), kSceneHeight);
  for (std::size_t i = 0; i < kScene.size(); ++i) {
    const auto x = static_cast<std::ptrdiff_t>(i) * kPatchPx + kPatchPx / 2;
    const std::uint8_t* pixel = bgr.data() + kSceneHeight / 2 * bgr.stride() + 3 * x;
    EXPECT_NEAR(pixel[2], kScene.at(i).red, tolerance) << "red of patch " << i;
    EXPECT_NEAR(pixel[1], kScene.at(i).green, tolerance) << "green of patch " << i;
    EXPECT_NEAR(pixel[0], kScene.at(i).blue, tolerance) << "blue of patch " << i;
  }
}

}  // namespace eyrie::capture::testing
