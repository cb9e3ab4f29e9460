// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/progress.hpp"

#include <cstdio>
#include <unistd.h>

namespace eyrie::detect {

using namespace std::chrono_literals;

Progress::Progress(const Clock& clock)
    : clock_(clock),
      is_terminal_(::isatty(STDERR_FILENO) == 1),
      is_counting_(is_terminal_ && ::isatty(STDOUT_FILENO) != 1) {}

Progress::~Progress() { clear(); }

void Progress::clear() {
  if (has_line_) std::fputs("\r\033[K", stderr);
  has_line_ = false;
}

void Progress::tell(std::string_view step) {
  if (!is_terminal_) return;
  std::fprintf(stderr, "\r\033[K%.*s", static_cast<int>(step.size()), step.data());
  has_line_ = true;
}

void Progress::note(std::string_view line) {
  if (!is_terminal_) return;
  clear();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void Progress::begin(std::optional<std::size_t> total) {
  clear();
  total_ = total;
  started_ = next_line_ = clock_.steady_now();
}

void Progress::count_frame() {
  ++frames_;
  const auto now = clock_.steady_now();
  if (!is_counting_ || now < next_line_) return;
  next_line_ = now + 100ms;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const double rate_hz = seconds > 0 ? static_cast<double>(frames_) / seconds : 0;
  if (total_ && frames_ <= *total_ && rate_hz > 0) {
    std::fprintf(stderr, "\r\033[K%zu of %zu frames, %.1f/s, %.0f s left", frames_, *total_, rate_hz,
                 static_cast<double>(*total_ - frames_) / rate_hz);
  } else {
    std::fprintf(stderr, "\r\033[K%zu frames, %.1f/s", frames_, rate_hz);
  }
  has_line_ = true;
}

}  // namespace eyrie::detect
