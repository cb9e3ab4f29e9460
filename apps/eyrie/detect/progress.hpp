// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace eyrie::detect {

/// One line on standard error that says what is being done and how far it is; gone when this is destroyed. Nothing when
/// standard error is no terminal, and no count of frames either where the frames themselves are told on the same terminal.
/// Used by one thread.
class Progress {
 public:
  explicit Progress(const Clock& clock = system_clock());
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// What is being done until the first frame.
  void tell(std::string_view step);
  /// A line that stays.
  void note(std::string_view line);
  /// Frames follow: `total` of them, where that is known.
  void begin(std::optional<std::size_t> total);
  /// Ten times a second at most the line is drawn anew.
  void count_frame();

 private:
  void clear();

  const Clock& clock_;
  const bool is_terminal_;
  const bool is_counting_;
  bool has_line_ = false;
  std::optional<std::size_t> total_;
  SteadyTime started_{};
  SteadyTime next_line_{};
  std::size_t frames_ = 0;
};

}  // namespace eyrie::detect
