// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
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
  std::vector<std::string>
      troubles;  ///< what a person should know: a camera without pictures, a gateway that does not answer
};

/// The screen as text of at most 80 columns, but for troubles and the folder's name; lines end in `\n`. ANSI colours only
/// when `has_colour`.
[[nodiscard]] std::string render(const ScreenState& state, bool has_colour);

/// One line for a log, where there is no terminal to draw on.
[[nodiscard]] std::string summary(const ScreenState& state);

/// Standard output as the demo uses it: one picture that is drawn anew in place on a terminal, and elsewhere the picture
/// once and then a line every ten seconds. The terminal is as it was when this is destroyed. Used by one thread.
class Screen {
 public:
  Screen();
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  /// What is being done before there is anything to draw; only on a terminal.
  void tell(std::string_view step) const;
  void show(const ScreenState& state);

 private:
  const bool is_terminal_;
  bool has_drawn_ = false;
  std::chrono::seconds next_summary_{10};
};

}  // namespace eyrie::demo
