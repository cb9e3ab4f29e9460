// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include <mosquitto.h>

namespace eyrie::mqtt {

/// Moves the bytes between libmosquitto and its socket, and sleeps meanwhile. `wake` and `received` may be called by any
/// thread, all else by one.
class SocketPump {
 public:
  SocketPump();
  ~SocketPump();
  SocketPump(const SocketPump&) = delete;
  SocketPump& operator=(const SocketPump&) = delete;

  /// Waits up to `patience` for something to do, and does it. One of libmosquitto's codes.
  int move(mosquitto* handle, std::chrono::milliseconds patience);
  /// Ends the wait of `move`, now or the next.
  void wake() const;
  /// Why the last `move` ended with `rc`, for a person.
  [[nodiscard]] std::string reason_of(int rc) const;

  /// A message has come; told by the callback, inside of `move`, so that a burst of them needs one wait.
  void count_message() { received_.fetch_add(1, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t received() const { return received_.load(std::memory_order_relaxed); }

 private:
  int read_some(mosquitto* handle);

  const int wake_fd_;
  int socket_error_ = 0;
  std::atomic<std::uint64_t> received_{0};
};

}  // namespace eyrie::mqtt
