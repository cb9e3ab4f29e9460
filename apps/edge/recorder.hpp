// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "edge/metrics.hpp"
#include "media/clip_plan.hpp"
#include "media/clip_ring.hpp"
#include "media/packet.hpp"

namespace eyrie::edge {

/// Video that is ready to become a clip.
struct CutClip {
  media::PlannedClip plan;
  media::StreamInfo stream;
  std::vector<media::Packet> packets;
};

/// Remembers the encoded video and cuts clips out of it when somebody wants one. Thread-safe: the capture thread remembers,
/// any thread asks, the evidence thread takes.
class Recorder {
 public:
  struct Options {
    media::ClipRing::Options ring;
    media::ClipPlan::Options clips;
  };
  Recorder(Options options, EdgeMetrics& metrics)
      : options_(options), ring_(options.ring), plan_(options.clips), metrics_(metrics) {}

  /// Every packet of the camera, inferred or not.
  void remember(const media::Packet& packet, const media::StreamInfo& stream);
  void request(const media::ClipRequest& request);
  /// The video of [from, to], as one clip or several one after the other. `kOutOfRange` when it is longer than the ring,
  /// over before the ring begins, or not over within the ring's span from `now`.
  [[nodiscard]] Status request_span(Timestamp from, Timestamp to, Timestamp now);
  /// Clips that were asked for and are not cut yet.
  [[nodiscard]] std::size_t waiting();
  /// The clips whose last picture has come. What can no longer be cut is left out; `on_lost` gets its reason.
  [[nodiscard]] std::vector<CutClip> take_complete(Timestamp now, const std::function<void(const Error&)>& on_lost);
  /// All that were asked for, cut short: the video is over.
  [[nodiscard]] std::vector<CutClip> take_all(const std::function<void(const Error&)>& on_lost);

 private:
  [[nodiscard]] std::vector<CutClip> cut(std::vector<media::PlannedClip> plans,
                                         const std::function<void(const Error&)>& on_lost);

  const Options options_;
  media::ClipRing ring_;
  std::mutex mutex_;  ///< guards what follows
  media::ClipPlan plan_;
  std::optional<media::StreamInfo> stream_;
  Timestamp decoded_until_{};
  EdgeMetrics& metrics_;
};

}  // namespace eyrie::edge
