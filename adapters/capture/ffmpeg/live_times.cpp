// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/live_times.hpp"

#include <algorithm>

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;

/// Later than the fastest packet by more than this: not jitter, but a sender that paused or whose clock runs slow.
constexpr auto kMaxJitter = 2s;
constexpr auto kMaxSmoothedStep = 2s;

}  // namespace

Timestamp LiveTimes::estimate(const Observation& seen) {
  has_sender_time_ = false;
  if (!seen.stream_time) return seen.arrival;
  if (seen.sender_zero) {
    const Timestamp by_sender = *seen.sender_zero + *seen.stream_time;
    if (std::chrono::abs(by_sender - seen.arrival) <= max_difference_) {
      has_sender_time_ = true;
      return by_sender;
    }
  }
  const Timestamp zero = seen.arrival - *seen.stream_time;
  if (!arrival_zero_ || zero < *arrival_zero_ || zero - *arrival_zero_ > kMaxJitter) arrival_zero_ = zero;
  return *arrival_zero_ + *seen.stream_time;
}

Timestamp LiveTimes::capture_time(const Observation& seen) {
  const Timestamp captured = estimate(seen);
  Timestamp decoded = captured + seen.decode_offset;
  if (last_decode_ && decoded <= *last_decode_ && *last_decode_ - decoded < kMaxSmoothedStep) decoded = *last_decode_ + 1us;
  last_decode_ = decoded;
  return std::max(captured, decoded - seen.decode_offset);
}

}  // namespace eyrie::capture
