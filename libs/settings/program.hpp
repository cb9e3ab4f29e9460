// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <optional>

#include "base/result.hpp"
#include "settings/setting.hpp"

namespace eyrie::settings {

/// Exit codes of every program.
inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

/// Loads `root` from the command line and the process environment. An exit code when the program has nothing left to do:
/// the asked text was written to standard output (0) or the problems to standard error (2).
[[nodiscard]] std::optional<int> prepare(Root& root, int argc, const char* const* argv);

/// Writes `error` to standard error behind the program's name.
void report_failure(const Root& root, const Error& error);

/// The whole of a `main`:
///
///     int main(int argc, char** argv) { return eyrie::settings::run_program<EdgeSettings>(argc, argv, eyrie::edge::run); }
///
/// `run` is called with the loaded settings and returns when the program is over.
template <std::derived_from<Root> Settings>
[[nodiscard]] int run_program(int argc, const char* const* argv, Status (*run)(const Settings&)) {
  Settings settings;
  if (const auto exit_code = prepare(settings, argc, argv)) return *exit_code;
  const auto status = run(settings);
  if (status) return kExitDone;
  report_failure(settings, status.error());
  // What can never work as it was given is a matter of the settings, whether they alone could tell or not.
  return status.error().code == Error::kInvalidArgument ? kExitUsage : kExitFailed;
}

}  // namespace eyrie::settings
