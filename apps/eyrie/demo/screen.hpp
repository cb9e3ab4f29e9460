// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "eyrie/demo/gateway_api.hpp"

namespace eyrie::demo {

/// All that the demo's one screen tells.
struct ScreenState {
  std::string console_url;
  std::string password;
  std::string log_folder;
  std::chrono::seconds running{};
  std::vector<DroneView> drones;
  std::vector<IncidentView> incidents;  ///< newest first
  std::vector<std::string> troubles;    ///< what a person should know: a program that ended, a gateway that does not answer
};

/// The screen as text, lines ending in `\n`; with ANSI colours only when `has_colour`.
[[nodiscard]] std::string render(const ScreenState& state, bool has_colour);

/// One line for a log, where there is no terminal to draw on.
[[nodiscard]] std::string summary(const ScreenState& state);

}  // namespace eyrie::demo
