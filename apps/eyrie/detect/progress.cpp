// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/progress.hpp"

#include <cstdio>
#include <unistd.h>

namespace eyrie::detect {

using namespace std::chrono_literals;

Progress::Progress(std::optional<std::size_t> total, const Clock& clock)
    : clock_(clock),
      total_(total),
      is_shown_(::isatty(STDERR_FILENO) == 1),
      started_(clock.steady_now()),
      next_line_(started_) {}

Progress::~Progress() {
  if (is_shown_) std::fputs("\r\033[K", stderr);
}

void Progress::count_frame() {
  ++frames_;
  const auto now = clock_.steady_now();
  if (!is_shown_ || now < next_line_) return;
  next_line_ = now + 100ms;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const double rate_hz = seconds > 0 ? static_cast<double>(frames_) / seconds : 0;
  if (total_) {
    std::fprintf(stderr, "\r\033[K%zu of %zu frames, %.1f/s", frames_, *total_, rate_hz);
  } else {
    std::fprintf(stderr, "\r\033[K%zu frames, %.1f/s", frames_, rate_hz);
  }
  std::fflush(stderr);
}

}  // namespace eyrie::detect
