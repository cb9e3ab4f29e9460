// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// FFmpeg's C types with their owners. Included by the .cpp files of this folder only.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/error.h>
#include <libavutil/frame.h>
#include <libavutil/log.h>
#include <libavutil/mathematics.h>
#include <libswscale/swscale.h>
}

#include "base/result.hpp"
#include "media/packet.hpp"

namespace eyrie::capture {

struct AvDeleter {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};
template <typename T>
using AvPtr = std::unique_ptr<T, AvDeleter>;

inline constexpr AVRational kNanosecond{1, 1'000'000'000};

[[nodiscard]] inline std::chrono::nanoseconds to_duration(std::int64_t ticks, AVRational time_base) {
  return std::chrono::nanoseconds{av_rescale_q(ticks, time_base, kNanosecond)};
}

[[nodiscard]] inline std::string av_message(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

/// FFmpeg writes to stderr from any thread; what matters of it comes back as error codes, and the rest is not ours to print.
inline void silence_av_log() { av_log_set_level(AV_LOG_QUIET); }

/// `kUnsupported` names the codec and what would be taken.
[[nodiscard]] Result<media::Codec> codec_of(AVCodecID id);
[[nodiscard]] AVCodecID av_codec_of(media::Codec codec);

}  // namespace eyrie::capture
