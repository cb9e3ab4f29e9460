// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace eyrie::gateway {

/// Lets each key act `burst` times at once and then once every `interval`; whoever tries on learns how long to wait.
/// Remembers at most `max_keys`; past that all newcomers share one bucket, so that many made-up names buy nothing.
/// Thread-safe.
class RateLimiter {
 public:
  struct Options {
    int burst = 5;
    std::chrono::milliseconds interval{10'000};
    std::size_t max_keys = 10'000;
  };
  RateLimiter(Options options, const Clock& clock) : options_(options), clock_(clock) {}

  /// Nothing when the key may act now, and it is counted; otherwise how long it has to wait.
  [[nodiscard]] std::optional<std::chrono::milliseconds> try_act(const std::string& key);
  /// Forgets what the key did: it has proved to be the one it says it is.
  void forgive(const std::string& key);

 private:
  const Options options_;
  const Clock& clock_;
  std::mutex mutex_;
  /// When each key's bucket will be full again (the generic cell rate algorithm, ITU-T I.371).
  std::map<std::string, SteadyTime> full_at_;
};

}  // namespace eyrie::gateway
