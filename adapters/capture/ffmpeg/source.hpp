// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/time.hpp"
#include "media/capture.hpp"

namespace eyrie::capture {

/// Encoded video of a file or a camera, read by FFmpeg: MP4, Matroska, MPEG-TS and what else libavformat demuxes with H.264,
/// HEVC, MJPEG or MPEG-4 Part 2 inside; cameras by RTSP (and UDP, RTP, SRT).
///
/// H.264 and HEVC come as Annex B with their parameter sets before every key frame. A damaged packet is left out and
/// counted. A file whose pictures are to be turned when they are shown is refused. Capture times: of a file, its start plus
/// the picture's own time, by the recorder's clock where the file tells it (`prft`), growing on when it loops; of a camera,
/// by its own clock where it tells it (RTCP sender reports) and the two clocks agree within `max_clock_difference`, else by
/// arrival with the network's jitter taken out.
class FfmpegSource final : public media::PacketSource {
 public:
  enum class Pace : std::uint8_t {
    kLive,  ///< a file's packet is handed out when its time has come; nothing changes for a camera
    kFast,  ///< as fast as it is read
  };
  enum class Transport : std::uint8_t { kTcp, kUdp };
  struct Options {
    std::string url{};  ///< a path, or `rtsp://...`
    Pace pace = Pace::kLive;
    bool is_looping = false;  ///< files only
    Transport rtsp_transport = Transport::kTcp;
    std::chrono::milliseconds open_timeout = std::chrono::seconds{10};
    std::chrono::milliseconds read_timeout = std::chrono::seconds{5};  ///< silence of a camera that counts as a loss
    /// Capture time of a file's first picture. When not given, what the recorder's clock said, or the time of opening where
    /// the file does not tell.
    std::optional<Timestamp> start{};
    std::chrono::nanoseconds max_clock_difference = std::chrono::seconds{10};
    const Clock* clock = &system_clock();
    std::stop_token stop{};  ///< ends a long `open` too
  };

  /// Blocks until the stream's format is known. `kNotFound` for a file that is not there, `kUnsupported` for a codec we do
  /// not take, `kCorrupt` for what is no video; retryable `kUnavailable` or `kTimeout` for a camera that does not answer.
  [[nodiscard]] static Result<std::unique_ptr<FfmpegSource>> open(Options options);
  ~FfmpegSource() override;

  [[nodiscard]] const media::StreamInfo& stream() const noexcept override;
  [[nodiscard]] Result<media::Packet> read() override;
  void stop() noexcept override;

  /// How many pictures a file says it holds; nothing for cameras, and for containers that do not say.
  [[nodiscard]] std::optional<std::uint64_t> frames_in_file() const noexcept;
  /// Packets that were left out because their bytes made no sense.
  [[nodiscard]] std::uint64_t damaged_packets() const noexcept;
  /// True when capture times are the camera's own (RTCP).
  [[nodiscard]] bool has_sender_time() const noexcept;

 private:
  class Impl;
  explicit FfmpegSource(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace eyrie::capture
