// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "base/time.hpp"

namespace eyrie::detect {

/// One line on standard error that says how far the work is, ten times a second at most; nothing when standard error is no
/// terminal. Gone when it is destroyed. Used by one thread.
class Progress {
 public:
  /// `total` frames, where that is known.
  explicit Progress(std::optional<std::size_t> total, const Clock& clock = system_clock());
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void count_frame();

 private:
  const Clock& clock_;
  const std::optional<std::size_t> total_;
  const bool is_shown_;
  const SteadyTime started_;
  SteadyTime next_line_;
  std::size_t frames_ = 0;
};

}  // namespace eyrie::detect
