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
    std::optional<std::chrono::nanoseconds> stream_time;  ///< of the picture, from the stream's own zero
    std::chrono::nanoseconds decode_offset{};             ///< decode time minus picture time, <= 0
    std::optional<Timestamp> sender_zero;                 ///< wall clock of the sender at the stream's zero
    Timestamp arrival;
  };
  /// Decode times it implies never go back by less than two seconds (the step from arrival to sender time is smoothed over);
  /// a larger step is a clock that was set, and is followed.
  [[nodiscard]] Timestamp capture_time(const Observation& seen);

  [[nodiscard]] bool has_sender_time() const noexcept { return has_sender_time_; }

 private:
  [[nodiscard]] Timestamp estimate(const Observation& seen);

  std::chrono::nanoseconds max_difference_;
  std::optional<Timestamp> arrival_zero_;  ///< our clock at the stream's zero, by the fastest packet
  std::optional<Timestamp> last_decode_;
  bool has_sender_time_ = false;
};

}  // namespace eyrie::capture
