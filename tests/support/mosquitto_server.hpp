// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "tests/support/child_process.hpp"
#include "tests/support/temp_folder.hpp"

namespace eyrie::test {

/// A real mosquitto with a configuration of its own, on a free port of the loopback, in a temporary folder.
///
/// It keeps nothing when it is stopped or killed, as the product expects of a broker. Throws when it does not come up.
class MosquittoServer {
 public:
  struct Options {
    /// Further lines of its configuration: `allow_anonymous false`, `cafile ...`; `{folder}` stands for `folder()`.
    std::string configuration;
    bool is_anonymous_allowed = true;
    /// Files to lie in its folder before it starts: `{{"passwords", "..."}}`.
    std::vector<std::pair<std::string, std::string>> files;
  };

  MosquittoServer() : MosquittoServer(Options{}) {}
  explicit MosquittoServer(Options options);

  /// `mqtt://127.0.0.1:port`
  [[nodiscard]] std::string url() const { return "mqtt://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_.path(); }

  /// SIGTERM: clients are told.
  void stop();
  /// kill -9: clients see the connection drop.
  void kill();
  /// The network to it stands still without anything being closed (SIGSTOP), and goes on.
  void freeze() { process_->send_signal(SIGSTOP); }
  void thaw() { process_->send_signal(SIGCONT); }
  /// Comes up again on the same port, after `stop` or `kill`; returns when it accepts connections.
  void start();
  /// What it has printed so far.
  [[nodiscard]] std::string log() const;

 private:
  TempFolder folder_;
  int port_ = 0;
  std::optional<ChildProcess> process_;
};

}  // namespace eyrie::test
