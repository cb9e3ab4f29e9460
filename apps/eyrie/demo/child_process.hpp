// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace eyrie::demo {

/// A program we started and will end: it gets a signal when we die, so nothing is left behind. Used by one thread.
class ChildProcess {
 public:
  struct Options {
    std::string name;  ///< for messages
    std::filesystem::path program;
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> environment;  ///< added to ours
    std::filesystem::path log_file;                                ///< gets standard output and error
  };
  [[nodiscard]] static Result<ChildProcess> start(Options options);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();  ///< stops it

  [[nodiscard]] const std::string& name() const noexcept { return options_.name; }
  /// The exit code, or 128 + signal, once it has ended.
  [[nodiscard]] std::optional<int> exit_code();
  /// Asks it to end with SIGTERM and, after `patience`, kills it. True when it ended by itself.
  bool stop(std::chrono::milliseconds patience);
  /// How it ended, for a person: the exit code or signal, the last line of its log, and where that is.
  [[nodiscard]] std::string obituary();

 private:
  ChildProcess(Options options, pid_t pid) : options_(std::move(options)), pid_(pid) {}
  Options options_;
  pid_t pid_ = -1;
  std::optional<int> exit_code_;
};

/// Runs a program to its end and gives its exit code. The same rules as above. Ends it early, with `kUnavailable`, when
/// `is_over` turns true.
[[nodiscard]] Result<int> run_to_end(ChildProcess::Options options, const std::atomic<bool>& is_over);

/// Finds a program by name in PATH and in the folders for administrators, which PATH often leaves out.
[[nodiscard]] Result<std::filesystem::path> find_program(const std::string& name);

/// A TCP port that was free on loopback a moment ago; `preferred` when that is.
[[nodiscard]] Result<int> free_port(int preferred = 0);

}  // namespace eyrie::demo
