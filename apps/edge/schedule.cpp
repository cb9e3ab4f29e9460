// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/schedule.hpp"

#include <algorithm>

namespace eyrie::edge {

using std::chrono::nanoseconds;

bool FrameSchedule::is_due(Timestamp captured_at) {
  const bool is_nth = seen_++ % static_cast<std::uint64_t>(std::max(1, options_.every)) == 0;
  // A capture that began again, or a clock that jumped back, must not silence the network.
  constexpr nanoseconds kLongestPause = std::chrono::seconds{60};
  if (next_due_ && *next_due_ - captured_at > kLongestPause) next_due_.reset();
  if (!is_nth || (next_due_ && captured_at < *next_due_)) {
    ++skipped_;
    return false;
  }
  const nanoseconds interval = shortest_interval();
  // Keeping the grid of due times, not the time of this frame, gives the full rate where it is no divisor of the camera's.
  const Timestamp on_grid = next_due_.value_or(captured_at) + interval;
  next_due_ = std::max(on_grid, captured_at + interval / 2);
  return true;
}

void FrameSchedule::took(nanoseconds busy) noexcept {
  constexpr std::int64_t kWeight = 8;
  const std::int64_t before = busy_ns_.load(std::memory_order_relaxed);
  const std::int64_t after = before == 0 ? busy.count() : before + (busy.count() - before) / kWeight;
  busy_ns_.store(after, std::memory_order_relaxed);
}

nanoseconds FrameSchedule::shortest_interval() const noexcept {
  nanoseconds interval{0};
  if (options_.max_fps > 0) interval = nanoseconds{static_cast<std::int64_t>(1e9 / options_.max_fps)};
  if (options_.is_adaptive) interval = std::max(interval, nanoseconds{busy_ns_.load(std::memory_order_relaxed)});
  return interval;
}

}  // namespace eyrie::edge
