// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace eyrie::media {

enum class Codec : std::uint8_t {
  kH264,
  kHevc,
  kMjpeg,
  kMpeg4,        ///< MPEG-4 Part 2, as old cameras and sample clips have it: decoded and inferred, never shown live
  kRawPictures,  ///< still pictures or raw video: there are frames but no packets worth keeping
};

/// What a demuxer knows about a video stream before its first packet.
struct StreamInfo {
  Codec codec = Codec::kH264;
  int width = 0;             ///< pixels
  int height = 0;            ///< pixels
  double frame_rate_hz = 0;  ///< nominal, 0 when unknown
  /// Decoder configuration as MP4 stores it (avcC, hvcC) or as an Annex B header; empty when parameter sets ride in band.
  std::vector<std::uint8_t> extradata;
};

/// One encoded access unit, immutable and shared: ring, decoder, live view and clip all hold the same bytes.
///
/// H.264 and HEVC payloads are Annex B (start codes), with parameter sets in band before every key frame, whatever the
/// container had. Packets come in decoding order; `captured_at` is the moment of the picture, so it follows presentation.
struct Packet {
  std::shared_ptr<const std::vector<std::uint8_t>> payload;
  FrameId frame_id;  ///< counts pictures in decoding order from 1
  Timestamp captured_at;
  std::chrono::nanoseconds decode_offset{};  ///< decode time minus capture time; <= 0, not 0 only with B-frames
  std::chrono::nanoseconds duration{};       ///< nominal
  bool is_key = false;
  bool begins_film = false;  ///< the first of a file, and again each time that a file in a loop begins anew
};

}  // namespace eyrie::media
