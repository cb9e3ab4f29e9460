// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "media/packet.hpp"

namespace eyrie::capture {

/// One picture of a clip: where it is in the file, and what it was called when it was captured. Boxes are drawn by this
/// table.
struct ClipSample {
  std::int64_t pts_us = 0;  ///< presentation time in the clip, from 0; `currentTime` of a player, exactly
  FrameId frame_id;
  Timestamp captured_at;
};

struct Mp4Clip {
  std::vector<std::uint8_t> bytes;
  std::vector<ClipSample> samples;  ///< in presentation order
  std::string codec_string;         ///< RFC 6381, `avc1.640028`; empty for codecs without one
  int width = 0;                    ///< pixels
  int height = 0;                   ///< pixels
};

/// Packets, in decoding order and beginning with a key frame, as an MP4 without re-encoding: header in front, no fragments,
/// parameter sets in the sample description, timescale 1,000,000, the first picture shown at 0.
///
/// Pictures shown before the first key frame (leading pictures of an open group) cannot be decoded from here and are left
/// out. Times that do not grow (a clock set back) are moved just far enough to grow; `samples` says what is in the file.
/// `kInvalidArgument` for no packets or no key frame first, `kUnsupported` for a codec an MP4 of ours does not hold (H.264
/// and HEVC are held), `kCorrupt` when the parameter sets are missing or make no sense.
[[nodiscard]] Result<Mp4Clip> mux_mp4(const media::StreamInfo& stream, std::span<const media::Packet> packets);

/// What is in a video file.
struct ClipInfo {
  media::Codec codec = media::Codec::kH264;
  int width = 0;   ///< pixels
  int height = 0;  ///< pixels
  std::uint64_t frames = 0;
  std::chrono::nanoseconds duration{};  ///< from the first picture's begin to the last one's end
};
/// Reads the whole file, decodes nothing.
[[nodiscard]] Result<ClipInfo> probe_clip(const std::filesystem::path& path);

}  // namespace eyrie::capture
