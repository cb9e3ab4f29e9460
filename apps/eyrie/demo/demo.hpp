// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace eyrie::demo {

struct DemoOptions {
  std::string source;           ///< empty: `mission`
  std::filesystem::path model;  ///< of `source`
  /// Folder of a rendered mission; empty: the sample mission, or the test data where it has no films.
  std::filesystem::path mission;
  int port = 8080;                              ///< of the console; a free one when it is taken
  std::optional<std::chrono::seconds> run_for;  ///< ends by itself; otherwise Ctrl-C does
  std::filesystem::path keep;                   ///< where data and logs stay; empty: a temporary folder, removed at the end
};

/// Runs the whole product on this machine: broker, gateway with console, one edge for each drone, and a screen that tells
/// how they do. Ends everything it started. With `run_for`, success means that an incident with a playable clip came of it.
[[nodiscard]] Status run_demo(const DemoOptions& options);

}  // namespace eyrie::demo
