// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "imaging/image.hpp"
#include "media/packet.hpp"

namespace eyrie::capture {

/// Pictures to H.264, for films that Eyrie makes itself. Used by one thread.
///
/// libx264 where the libavcodec that is loaded has it, asked for by its name at run time; else the first other H.264 encoder
/// of that library that opens (OpenH264, the machine's own). With libx264 the same pictures give the same bytes. No
/// B-frames, so packets come in the order of their pictures; a key frame with its parameter sets at fixed steps; colours by
/// BT.709 in limited range.
class H264Encoder {
 public:
  struct Options {
    int width = 0;   ///< pixels, even
    int height = 0;  ///< pixels, even
    std::chrono::microseconds frame_interval{};
    int key_interval = 25;  ///< pictures from one key frame to the next
    /// x264's rate factor: 18 can hardly be told from the original, each 6 more halve the size.
    double rate_factor = 25;
    std::int64_t max_bits_per_second = 750'000;  ///< over any two seconds
    Timestamp start;                             ///< capture time of the first picture
  };
  /// `kInvalidArgument` for a size or interval that cannot be, `kUnsupported` where libavcodec has no H.264 encoder.
  [[nodiscard]] static Result<std::unique_ptr<H264Encoder>> open(const Options& options);
  ~H264Encoder();
  H264Encoder(const H264Encoder&) = delete;
  H264Encoder& operator=(const H264Encoder&) = delete;

  [[nodiscard]] const media::StreamInfo& stream() const noexcept;
  /// Takes the next picture, BGR and of the size of `Options`; gives the packets that are ready, which may be none.
  [[nodiscard]] Result<std::vector<media::Packet>> encode(const imaging::ImageView& picture);
  /// The packets that are still due. Nothing may be encoded afterwards.
  [[nodiscard]] Result<std::vector<media::Packet>> finish();

 private:
  class Impl;
  explicit H264Encoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace eyrie::capture
