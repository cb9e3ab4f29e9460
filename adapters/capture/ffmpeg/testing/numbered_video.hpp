// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Video whose every picture says its own number, in black and white blocks that survive any codec: the oracle of the tests
// here.

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "base/time.hpp"
#include "capture/ffmpeg/av.hpp"
#include "imaging/image.hpp"

namespace eyrie::capture::testing {

inline constexpr int kNumberBits = 12;
inline constexpr int kBlockPx = 16;

struct NumberedVideo {
  std::string encoder = "libx264";  ///< as libavcodec names it
  std::string codec_options{};      ///< `x264-params` and the like, `key=value:key=value`
  AVPixelFormat pixels = AV_PIX_FMT_YUV420P;
  int width = 256;
  int height = 128;
  int rate_hz = 25;
  int frames = 50;
  int group = 10;    ///< pictures from key frame to key frame
  int b_frames = 0;  ///< between two others
  int first = 0;     ///< number of the first picture, which also says when it is shown
  int rotation = 0;  ///< degrees by which a player is to turn it
  /// When a picture was captured, from its number: makes a fragmented MP4 that tells it of each key frame (`prft`).
  std::function<Timestamp(int)> captured_at{};
};

inline void draw_number(AVFrame& frame, int number) {
  const bool is_deep = frame.format == AV_PIX_FMT_YUV420P10LE;
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      const int bit = x / kBlockPx;
      const bool is_white = bit < kNumberBits ? (number >> bit & 1) != 0 : ((x + number * 7) / 8 + y / 8) % 2 == 0;
      const int luma = is_white ? 220 : 30;
      std::uint8_t* row = frame.data[0] + y * frame.linesize[0];
      if (is_deep) {
        const auto deep = static_cast<std::uint16_t>(luma * 4);
        std::memcpy(row + 2 * x, &deep, sizeof deep);
      } else {
        row[x] = static_cast<std::uint8_t>(luma);
      }
    }
  }
  for (int plane = 1; plane < 3; ++plane) {
    const bool has_half_height = frame.format != AV_PIX_FMT_YUVJ422P;
    const int rows = has_half_height ? frame.height / 2 : frame.height;
    for (int y = 0; y < rows; ++y) {
      std::uint8_t* row = frame.data[plane] + y * frame.linesize[plane];
      for (int x = 0; x < frame.width / 2; ++x) {
        if (is_deep) {
          const std::uint16_t grey = 512;
          std::memcpy(row + 2 * x, &grey, sizeof grey);
        } else {
          row[x] = 128;
        }
      }
    }
  }
}

/// The number in a picture, or -1 when a block is neither black nor white.
inline int read_number(const imaging::ImageView& view) {
  int number = 0;
  for (int bit = 0; bit < kNumberBits; ++bit) {
    const int luma = view.planes[0][(view.height / 2) * view.strides[0] + bit * kBlockPx + kBlockPx / 2];
    if (luma > 90 && luma < 160) return -1;
    if (luma > 125) number |= 1 << bit;
  }
  return number;
}

/// For the muxer, which keeps whole milliseconds.
inline void tell_capture_time(AVPacket& packet, Timestamp captured_at) {
  const AVProducerReferenceTime reference{.wallclock = to_nanoseconds(captured_at) / 1000, .flags = 24};  // 24: of capture
  std::uint8_t* data = av_packet_new_side_data(&packet, AV_PKT_DATA_PRFT, sizeof reference);
  ASSERT_NE(data, nullptr);
  std::memcpy(data, &reference, sizeof reference);
}

/// Writes the video; the container follows the file name. A failed step fails the test.
inline void write_numbered_video(const std::filesystem::path& path, const NumberedVideo& video) {
  av_log_set_level(AV_LOG_QUIET);
  const AVCodec* codec = avcodec_find_encoder_by_name(video.encoder.c_str());
  ASSERT_NE(codec, nullptr) << "this FFmpeg has no " << video.encoder;
  AVFormatContext* format = nullptr;
  ASSERT_GE(avformat_alloc_output_context2(&format, nullptr, nullptr, path.c_str()), 0);
  AVStream* stream = avformat_new_stream(format, nullptr);
  const AvPtr<AVCodecContext> encoder(avcodec_alloc_context3(codec));
  encoder->width = video.width;
  encoder->height = video.height;
  encoder->pix_fmt = video.pixels;
  encoder->time_base = {1, video.rate_hz};
  encoder->framerate = {video.rate_hz, 1};
  encoder->gop_size = video.group;
  encoder->max_b_frames = video.b_frames;
  encoder->thread_count = 1;
  encoder->qmin = encoder->qmax = video.encoder == "mjpeg" ? 3 : encoder->qmax;
  if ((format->oformat->flags & AVFMT_GLOBALHEADER) != 0) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  AVDictionary* options = nullptr;
  av_dict_parse_string(&options, video.codec_options.c_str(), "=", " ", 0);
  if (video.encoder == "libx264" || video.encoder == "libx265")
    av_dict_set(&options, "preset", "ultrafast", AV_DICT_DONT_OVERWRITE);
  if (video.encoder == "libx265")
    av_dict_set(&options, "x265-params", "log-level=none:pools=1:frame-threads=1", AV_DICT_DONT_OVERWRITE);
  const int opened = avcodec_open2(encoder.get(), codec, &options);
  av_dict_free(&options);
  ASSERT_GE(opened, 0);
  avcodec_parameters_from_context(stream->codecpar, encoder.get());
  if (video.encoder == "libx265" && path.extension() == ".mp4") stream->codecpar->codec_tag = MKTAG('h', 'v', 'c', '1');
  if (video.rotation != 0) {
    auto* matrix = av_stream_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(std::int32_t));
    av_display_rotation_set(reinterpret_cast<std::int32_t*>(matrix), video.rotation);
  }
  stream->time_base = encoder->time_base;
  stream->avg_frame_rate = encoder->framerate;
  ASSERT_GE(avio_open(&format->pb, path.c_str(), AVIO_FLAG_WRITE), 0);
  AVDictionary* muxing = nullptr;
  av_dict_set(&muxing, "movflags", video.captured_at ? "+frag_keyframe+empty_moov" : "+faststart", 0);
  if (video.captured_at) av_dict_set(&muxing, "write_prft", "wallclock", 0);
  ASSERT_GE(avformat_write_header(format, &muxing), 0);
  av_dict_free(&muxing);

  const AvPtr<AVPacket> packet(av_packet_alloc());
  const auto encode = [&](const AVFrame* frame) {
    ASSERT_GE(avcodec_send_frame(encoder.get(), frame), 0);
    while (avcodec_receive_packet(encoder.get(), packet.get()) >= 0) {
      if (video.captured_at) tell_capture_time(*packet, video.captured_at(static_cast<int>(packet->pts)));
      av_packet_rescale_ts(packet.get(), encoder->time_base, stream->time_base);
      packet->duration = av_rescale_q(1, encoder->time_base, stream->time_base);
      ASSERT_GE(av_interleaved_write_frame(format, packet.get()), 0);
    }
  };
  for (int number = video.first; number < video.first + video.frames; ++number) {
    const AvPtr<AVFrame> frame(av_frame_alloc());
    frame->format = video.pixels;
    frame->width = video.width;
    frame->height = video.height;
    ASSERT_GE(av_frame_get_buffer(frame.get(), 0), 0);
    draw_number(*frame, number);
    frame->pts = number;
    encode(frame.get());
  }
  encode(nullptr);
  ASSERT_GE(av_write_trailer(format), 0);
  avio_closep(&format->pb);
  avformat_free_context(format);
}

}  // namespace eyrie::capture::testing
