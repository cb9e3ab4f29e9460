// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"

namespace eyrie::media {

/// A clip somebody wants: the video from before to after one event.
struct ClipRequest {
  Timestamp event;
  FrameId frame_id;      ///< the frame the event was seen on
  std::string track_id;  ///< may be empty
};

/// A clip that was decided on. It may serve several events.
struct PlannedClip {
  Timestamp from;
  Timestamp to;
  Timestamp event;                     ///< of the first request
  FrameId frame_id;                    ///< of the first request
  std::vector<std::string> track_ids;  ///< of all requests, each once, in the order they came
};

/// Decides which clips are cut, and when: each event gets `pre` before and `post` after it, events whose clips would overlap
/// share one, and a clip is complete when the video has passed its end. Pure; used by one thread.
class ClipPlan {
 public:
  struct Options {
    std::chrono::nanoseconds pre = std::chrono::seconds{5};
    std::chrono::nanoseconds post = std::chrono::seconds{5};
    /// A clip does not grow past this; the event after it begins a new one. At least `pre + post`, at most what the ring
    /// holds.
    std::chrono::nanoseconds max_length = std::chrono::seconds{15};
    /// How long after a clip's end to wait for video that does not come (the camera is gone) before taking what there is.
    std::chrono::nanoseconds patience = std::chrono::seconds{5};
  };
  explicit ClipPlan(Options options) : options_(options) {}

  /// Takes a request in, into a clip that waits already or a new one.
  void request(const ClipRequest& request);

  /// The clips that can be cut now, oldest first; they are forgotten here.
  /// `decoded_until`: decode time (`captured_at + decode_offset`) of the newest packet; everything shown before it has come.
  /// `now`: the wall clock, for when nothing comes any more.
  [[nodiscard]] std::vector<PlannedClip> take_complete(Timestamp decoded_until, Timestamp now);

  /// Everything that waits, cut short: at shutdown, or at the end of a file.
  [[nodiscard]] std::vector<PlannedClip> take_all();

  [[nodiscard]] std::size_t waiting() const noexcept { return clips_.size(); }

 private:
  const Options options_;
  std::deque<PlannedClip> clips_;  ///< by `from`
};

}  // namespace eyrie::media
