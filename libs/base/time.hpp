// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie {

/// A moment in UTC with nanosecond resolution; the only kind of wall-clock time in the product.
using Timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

/// A moment on the monotonic clock; intervals, deadlines and time-outs are measured with this one.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// Where time comes from, so that a test can decide what time it is. Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
  [[nodiscard]] virtual SteadyTime steady_now() const = 0;
};

/// The machine's own clocks. Lives for ever.
[[nodiscard]] const Clock& system_clock() noexcept;

/// `2025-09-24T09:10:15.120Z`: RFC 3339 in UTC with milliseconds, rounded down.
[[nodiscard]] std::string to_rfc3339(Timestamp time);

/// Reads an RFC 3339 time with any offset and up to nine fractional digits.
/// `Error::kInvalidArgument` for anything else, also for days that do not exist; a leap second counts as second 59.
[[nodiscard]] Result<Timestamp> parse_rfc3339(std::string_view text);

[[nodiscard]] constexpr std::int64_t to_nanoseconds(Timestamp time) noexcept { return time.time_since_epoch().count(); }
[[nodiscard]] constexpr Timestamp from_nanoseconds(std::int64_t ns) noexcept {
  return Timestamp{std::chrono::nanoseconds{ns}};
}

}  // namespace eyrie
