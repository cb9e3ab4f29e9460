// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "edge/metrics.hpp"
#include "imaging/frame.hpp"
#include "media/packet.hpp"
#include "pictures/jpeg.hpp"

namespace eyrie::edge {

/// Sends access units to whoever watches, and nothing while nobody does.
///
/// A watcher is a lease that the gateway renews. Units go out at QoS 0: a unit that the broker cannot take now is lost, and
/// the hole in the unit numbers tells the browser to wait for the next key frame. H.264 goes as it is; other codecs, which
/// browsers do not decode, as JPEG of the decoded frames at up to 10 a second.
///
/// `extend_lease` may be called from any thread, `offer` by the capture thread, `offer_picture` by the decoder's.
class LiveVideo {
 public:
  using Publish = std::function<Status(std::string_view payload)>;
  LiveVideo(DroneId drone, Publish publish, EdgeMetrics& metrics, const Clock& clock)
      : drone_(std::move(drone)), publish_(std::move(publish)), metrics_(metrics), clock_(clock) {}

  void extend_lease(std::chrono::seconds length);
  void offer(const media::Packet& packet, media::Codec codec);
  void offer_picture(const imaging::Frame& frame);

 private:
  [[nodiscard]] bool is_watched() const;
  void send(FrameId frame_id, Timestamp captured_at, std::uint64_t unit_number, bool is_key, bool is_jpeg,
            std::span<const std::uint8_t> payload);

  const DroneId drone_;
  const Publish publish_;
  EdgeMetrics& metrics_;
  const Clock& clock_;
  std::atomic<std::int64_t> leased_until_ns_{0};  ///< steady clock
  std::atomic<bool> needs_pictures_{false};
  std::uint64_t units_ = 0;                       ///< the capture thread's
  std::uint64_t pictures_ = 0;                    ///< the decoder's
  SteadyTime next_picture_{};                     ///< the decoder's
  std::optional<pictures::JpegEncoder> encoder_;  ///< the decoder's
};

}  // namespace eyrie::edge
