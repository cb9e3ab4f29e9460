// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "observe/repeated_errors.hpp"

#include <utility>

namespace eyrie::observe {

using namespace std::chrono_literals;

RepeatedErrors::RepeatedErrors(Log& log, Metrics& metrics, CounterName counter, std::string stage, const Clock& clock)
    : log_(log), metrics_(metrics), counter_(counter), stage_(std::move(stage)), clock_(clock) {
  (void)counter_of(Error::kInternal);  // so that the metric is there, at zero, before the first error
}

Counter RepeatedErrors::counter_of(Error::Code code) {
  return metrics_.counter(counter_, "Errors by the stage they came up in and their code.",
                          {{"stage", stage_}, {"code", std::string(name_of(code))}});
}

void RepeatedErrors::count(const Error& error) {
  const std::lock_guard lock(mutex_);
  auto [entry, is_new] = kinds_.try_emplace(error.code);
  auto& kind = entry->second;
  if (is_new) kind.counter = counter_of(error.code);
  kind.counter.add();
  kind.last_message = error.message;
  const auto now = clock_.steady_now();
  if (!is_new && now < kind.next_line) {
    ++kind.held_back;
    return;
  }
  kind.next_line = now + 1s;
  say(error.code, kind);
}

void RepeatedErrors::flush() {
  const std::lock_guard lock(mutex_);
  for (auto& [code, kind] : kinds_) {
    if (kind.held_back == 0) continue;
    --kind.held_back;  // the line itself tells one of them
    say(code, kind);
  }
}

void RepeatedErrors::say(Error::Code code, Kind& kind) {
  const auto held_back = std::exchange(kind.held_back, 0);
  if (held_back == 0) {
    log_.error(kind.last_message, {{"stage", stage_}, {"code", name_of(code)}});
  } else {
    log_.error(kind.last_message, {{"stage", stage_}, {"code", name_of(code)}, {"more_since_last_line", held_back}});
  }
}

}  // namespace eyrie::observe
