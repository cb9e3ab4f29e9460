// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace eyrie::edge {

/// Decides which decoded frames the network looks at. The one place where frames are skipped on purpose.
///
/// Three limits, all of which must agree: every n-th frame, no more than `max_fps`, and, when adaptive, no more than the
/// network has lately managed, so that what is seen is spread evenly instead of in bursts. Used by one thread, but for
/// `took`, which the network's thread calls.
class FrameSchedule {
 public:
  struct Options {
    int every = 1;
    double max_fps = 0;  ///< 0: no limit
    bool is_adaptive = true;
  };
  explicit FrameSchedule(Options options) : options_(options) {}

  /// Whether the frame captured then is to be looked at; call once for each frame in order.
  [[nodiscard]] bool is_due(Timestamp captured_at);

  /// How long the network was busy with one frame.
  void took(std::chrono::nanoseconds busy) noexcept;

  [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }

 private:
  [[nodiscard]] std::chrono::nanoseconds shortest_interval() const noexcept;

  Options options_;
  std::uint64_t seen_ = 0;
  std::uint64_t skipped_ = 0;
  std::optional<Timestamp> next_due_;
  std::atomic<std::int64_t> busy_ns_{0};  ///< moving average
};

}  // namespace eyrie::edge
