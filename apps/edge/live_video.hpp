// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "edge/metrics.hpp"
#include "imaging/frame.hpp"
#include "media/access_unit.hpp"
#include "media/packet.hpp"
#include "pictures/jpeg.hpp"

namespace eyrie::edge {

/// Sends access units to whoever watches, and nothing while nobody does.
///
/// A watcher is a lease that the gateway renews. Units go out at QoS 0: a unit that the broker cannot take now is lost, and
/// the hole in the unit numbers tells the browser to wait for the next key frame. H.264 goes as it is; other codecs, which
/// browsers do not decode, as JPEG of the frames that the network looks at, up to 10 a second: each has boxes of its own.
///
/// `extend_lease` may be called from any thread, `offer` by the capture thread, `offer_picture` by the thread
/// that prepares frames for the network.
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
  /// Publishes the unit, laid out in `message`, whose memory is kept from unit to unit.
  void send(const media::AccessUnit& unit, std::vector<std::uint8_t>& message);

  const DroneId drone_;
  const Publish publish_;
  EdgeMetrics& metrics_;
  const Clock& clock_;
  std::atomic<std::int64_t> leased_until_ns_{0};  ///< steady clock
  std::atomic<bool> needs_pictures_{false};
  // The capture thread's.
  std::uint64_t units_ = 0;
  std::vector<std::uint8_t> unit_message_;
  // Of the thread that prepares frames for the network.
  std::uint64_t pictures_ = 0;
  SteadyTime next_picture_{};
  std::optional<pictures::JpegEncoder> encoder_;
  std::vector<std::uint8_t> picture_message_;
};

}  // namespace eyrie::edge
