// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "base/time.hpp"

namespace eyrie::capture {

/// Tells when a camera's picture was captured. Pure; used by one thread.
///
/// The sender's word is best: RTCP maps its stream time to its wall clock (RFC 3550, 6.4.1). It is taken while the two
/// clocks agree within `max_difference`; a camera that thinks it is 1970 is not believed. Without it the arrival counts: the
/// packet that travelled fastest says where stream time lies on our clock, so jitter and bursts do not show.
class LiveTimes {
 public:
  explicit LiveTimes(std::chrono::nanoseconds max_difference) : max_difference_(max_difference) {}

  struct Observation {
    std::optional<std::chrono::nanoseconds> stream_time{};  ///< of the picture, from the stream's own zero
    std::chrono::nanoseconds decode_offset{};               ///< decode time minus picture time, <= 0
    std::optional<Timestamp> sender_zero{};                 ///< wall clock of the sender at the stream's zero
    /// What the newest report makes of about this picture's time. FFmpeg's parser hands it on one picture late, so it is off
    /// by a picture's length, always the same: only its movement counts, which is the drift of the two clocks since
    /// `sender_zero`.
    std::optional<Timestamp> sender_reference{};
    Timestamp arrival{};
  };
  /// Decode times it implies never go back by less than two seconds (the step from arrival to sender time is smoothed over);
  /// a larger step is a clock that was set, and is followed.
  [[nodiscard]] Timestamp capture_time(const Observation& seen);

  [[nodiscard]] bool has_sender_time() const noexcept { return has_sender_time_; }

 private:
  [[nodiscard]] Timestamp estimate(const Observation& seen);
  [[nodiscard]] std::chrono::nanoseconds drift(const Observation& seen);
  [[nodiscard]] Timestamp zero_by_arrival(const Observation& seen);

  std::chrono::nanoseconds max_difference_;
  /// Our clock at the stream's zero, by the fastest packet of this window and the one before: old packets say nothing any
  /// more when the two clocks drift.
  struct Window {
    std::chrono::nanoseconds begin{};  ///< stream time
    Timestamp zero;
  };
  std::optional<Window> window_;
  std::optional<Window> window_before_;
  std::optional<std::chrono::nanoseconds> first_offset_;  ///< of `sender_reference`, its bias
  std::chrono::nanoseconds drift_{};                      ///< of the sender's stream time against its wall clock
  std::optional<Timestamp> last_decode_;
  bool has_sender_time_ = false;
};

}  // namespace eyrie::capture
