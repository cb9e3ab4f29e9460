// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "gateway/settings.hpp"
#include "observe/log.hpp"
#include "observe/metrics.hpp"

namespace eyrie::gateway {

/// The whole gateway, wired: the only place here that names concrete stores, brokers and engines.
class App {
 public:
  /// Opens the stores, makes the first admin when there is no user, begins to serve and to listen to the broker. A broker
  /// that cannot be reached yet is no failure; `/readyz` tells.
  [[nodiscard]] static Result<std::unique_ptr<App>> start(const GatewaySettings& settings, observe::Log& log);
  ~App();  ///< stops
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// `http://127.0.0.1:8080`
  [[nodiscard]] std::string url() const;
  /// Everything the gateway counts and measures, as on `/metrics`.
  [[nodiscard]] const observe::Metrics& metrics() const;
  /// Ends in order, within about ten seconds: says goodbye to drones, answers what is under way, commits what has come.
  void stop();

 private:
  struct Parts;
  explicit App(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Runs the gateway until SIGINT or SIGTERM.
[[nodiscard]] Status run(const GatewaySettings& settings);

}  // namespace eyrie::gateway
