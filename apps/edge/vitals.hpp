// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#include "base/time.hpp"
#include "media/packet.hpp"
#include "wire/messages.hpp"

namespace eyrie::edge {

/// Events a second over the last five seconds. Not thread-safe.
class RateMeter {
 public:
  void count(SteadyTime now);
  [[nodiscard]] double per_second(SteadyTime now) const;

 private:
  std::deque<SteadyTime> events_;
};

/// Quantiles of the last 256 durations. Not thread-safe.
class DurationWindow {
 public:
  void add(std::chrono::nanoseconds duration);
  /// `share` from 0 to 1, in milliseconds; 0 while there are none.
  [[nodiscard]] double quantile_ms(double share) const;

 private:
  std::array<std::chrono::nanoseconds, 256> values_{};
  std::size_t count_ = 0;
};

/// How capture and network do, for the status message. Thread-safe.
class Vitals {
 public:
  /// `horizontal_fov_deg` of the lens.
  Vitals(std::string source, double horizontal_fov_deg, const Clock& clock) : clock_(clock) {
    capture_.source = std::move(source);
    capture_.horizontal_fov_deg = horizontal_fov_deg;
  }

  void captured(const media::StreamInfo& stream);
  void capture_is(fleet::CaptureState state);
  void network_is(std::string model, std::string backend, std::string precision);
  void inferred(std::chrono::nanoseconds duration);
  void dropped() { dropped_.fetch_add(1, std::memory_order_relaxed); }

  [[nodiscard]] fleet::CaptureStatus capture() const;
  [[nodiscard]] fleet::InferenceStatus inference() const;
  [[nodiscard]] std::uint64_t dropped_frames() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  const Clock& clock_;
  mutable std::mutex mutex_;
  fleet::CaptureStatus capture_;
  fleet::InferenceStatus inference_;
  RateMeter packets_;
  RateMeter frames_;
  DurationWindow durations_;
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace eyrie::edge
