// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "capture/ffmpeg/decoder.hpp"
#include "capture/ffmpeg/source.hpp"
#include "capture/ffmpeg/testing/numbered_video.hpp"

namespace eyrie::capture::testing {

inline const Timestamp kStart = from_nanoseconds(1'758'705'015'000'000'000);

inline std::unique_ptr<FfmpegSource> open_fast(const std::filesystem::path& path) {
  FfmpegSource::Options options;
  options.url = path.string();
  options.pace = FfmpegSource::Pace::kFast;
  options.start = kStart;
  auto source = FfmpegSource::open(std::move(options));
  EXPECT_TRUE(source) << source.error().message;
  return source ? std::move(*source) : nullptr;
}

/// Every packet up to the end of the file.
inline std::vector<media::Packet> read_all(media::PacketSource& source) {
  std::vector<media::Packet> packets;
  while (true) {
    auto packet = source.read();
    if (!packet) {
      EXPECT_EQ(packet.error().code, Error::kEndOfStream) << packet.error().message;
      return packets;
    }
    packets.push_back(std::move(*packet));
  }
}

/// A picture by its burnt-in number and the names it was given.
struct Seen {
  int number;
  FrameId frame_id;
  Timestamp captured_at;
};

inline std::vector<Seen> decode_all(const media::StreamInfo& stream, const std::vector<media::Packet>& packets,
                                    FfmpegDecoder::Options options = {}) {
  std::vector<Seen> seen;
  auto decoder = FfmpegDecoder::open(stream, options);
  EXPECT_TRUE(decoder) << decoder.error().message;
  if (!decoder) return seen;
  const auto drain = [&] {
    for (auto frame = (*decoder)->receive(); frame && *frame; frame = (*decoder)->receive()) {
      seen.push_back({read_number((*frame)->picture.view), (*frame)->frame_id, (*frame)->captured_at});
    }
  };
  for (const media::Packet& packet : packets) {
    (void)(*decoder)->send(packet);
    drain();
  }
  EXPECT_TRUE((*decoder)->finish());
  drain();
  return seen;
}

}  // namespace eyrie::capture::testing
