// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "capture/ffmpeg/live_times.hpp"

#include <algorithm>
#include <utility>

namespace eyrie::capture {
namespace {

using namespace std::chrono_literals;

/// Later than the fastest packet by more than this: not jitter, but a sender that paused or whose clock runs slow.
constexpr auto kMaxJitter = 2s;
/// Long enough to meet a packet that nothing delayed, short enough for clocks to stay together.
constexpr auto kWindow = 15s;
constexpr auto kMaxSmoothedStep = 2s;
/// Crystals drift by microseconds a second: a slow filter follows them and ignores uneven pictures. A jump is a clock set.
constexpr int kDriftFilterPictures = 256;
constexpr auto kMaxDriftStep = 1s;

}  // namespace

std::chrono::nanoseconds LiveTimes::drift(const Observation& seen) {
  if (!seen.sender_reference) return drift_;
  const auto offset = *seen.sender_reference - (*seen.sender_zero + *seen.stream_time);
  if (!first_offset_) first_offset_ = offset;
  const auto error = offset - *first_offset_ - drift_;
  drift_ += std::chrono::abs(error) > kMaxDriftStep ? error : error / kDriftFilterPictures;
  return drift_;
}

Timestamp LiveTimes::zero_by_arrival(const Observation& seen) {
  const auto stream_time = *seen.stream_time;
  const Window now{.begin = stream_time, .zero = seen.arrival - stream_time};
  if (!window_ || now.zero - window_->zero > kMaxJitter || stream_time < window_->begin) {
    window_before_.reset();
    window_ = now;
  } else if (stream_time - window_->begin > kWindow) {
    window_before_ = std::exchange(window_, now);
  } else {
    window_->zero = std::min(window_->zero, now.zero);
  }
  return window_before_ ? std::min(window_before_->zero, window_->zero) : window_->zero;
}

Timestamp LiveTimes::estimate(const Observation& seen) {
  has_sender_time_ = false;
  if (!seen.stream_time) return seen.arrival;
  if (seen.sender_zero) {
    const Timestamp by_sender = *seen.sender_zero + *seen.stream_time + drift(seen);
    if (std::chrono::abs(by_sender - seen.arrival) <= max_difference_) {
      has_sender_time_ = true;
      return by_sender;
    }
  }
  return zero_by_arrival(seen) + *seen.stream_time;
}

Timestamp LiveTimes::capture_time(const Observation& seen) {
  const Timestamp captured = estimate(seen);
  Timestamp decoded = captured + seen.decode_offset;
  if (last_decode_ && decoded <= *last_decode_ && *last_decode_ - decoded < kMaxSmoothedStep) decoded = *last_decode_ + 1us;
  last_decode_ = decoded;
  return std::max(captured, decoded - seen.decode_offset);
}

}  // namespace eyrie::capture
