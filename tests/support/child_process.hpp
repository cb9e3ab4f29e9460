// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace eyrie::test {

/// A program that a test has started. It dies with this object, and with the thread that started it, so that a test that
/// crashes leaves nothing behind.
class ChildProcess {
 public:
  /// Starts `command[0]`, looked for in PATH and in the sbin folders; what it prints goes to `log`.
  /// Throws when there is no such program.
  ChildProcess(std::vector<std::string> command, const std::filesystem::path& log);
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ChildProcess& operator=(ChildProcess&&) = delete;

  void send_signal(int signal) const;
  /// kill -9, and waits until it is gone.
  void kill();
  /// SIGTERM, then SIGKILL after `patience`. The exit code, or minus the signal it died of.
  int stop(std::chrono::milliseconds patience = std::chrono::seconds(5));
  /// Waits for it to end by itself; nothing when it still runs at the end of `patience`.
  [[nodiscard]] std::optional<int> wait(std::chrono::milliseconds patience);
  [[nodiscard]] bool is_running();
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }

 private:
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
};

/// Asks `condition` again and again until it holds or `patience` ends; what it was at the end.
[[nodiscard]] bool eventually(const std::function<bool()>& condition,
                              std::chrono::milliseconds patience = std::chrono::seconds(10));

/// A TCP port of the loopback that nobody listens on now.
[[nodiscard]] int free_port();
/// True when something accepts connections on that port of the loopback.
[[nodiscard]] bool is_listening(int port);

}  // namespace eyrie::test
