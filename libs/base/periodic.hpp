// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace eyrie {

/// Calls something again and again on a thread of its own, at once and then after each interval, until it is destroyed.
class Periodic {
 public:
  Periodic(std::chrono::nanoseconds interval, std::function<void()> call)
      : thread_([this, interval, call = std::move(call)](const std::stop_token& stop) {
          auto due = std::chrono::steady_clock::now();
          while (!stop.stop_requested()) {
            call();
            due += interval;
            std::unique_lock lock(mutex_);
            stopped_.wait_until(lock, stop, due, [] { return false; });
          }
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;  ///< last: ends before what it uses
};

}  // namespace eyrie
