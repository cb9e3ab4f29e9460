// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/error.hpp"
#include "base/time.hpp"
#include "observe/log.hpp"
#include "observe/metrics.hpp"

namespace eyrie::observe {

/// Answers errors on a hot path: each is counted under its code, and at most one line a second and code is logged, with how
/// many more of them there were since the line before.
///
/// Thread-safe. `log`, `metrics` and `clock` must outlive it.
class RepeatedErrors {
 public:
  /// `stage` is how the log and the label `stage` call the place: `decode`.
  RepeatedErrors(Log& log, Metrics& metrics, CounterName counter, std::string stage, const Clock& clock = system_clock());

  void count(const Error& error);
  /// Logs what was held back since the last line, at the end of a program or a stage.
  void flush();

 private:
  struct Kind {
    Counter counter;
    SteadyTime next_line{};
    std::uint64_t held_back = 0;
    std::string last_message;
  };
  [[nodiscard]] Counter counter_of(Error::Code code);
  void say(Error::Code code, Kind& kind);

  Log& log_;
  Metrics& metrics_;
  const CounterName counter_;
  const std::string stage_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<Error::Code, Kind> kinds_;
};

}  // namespace eyrie::observe
