// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "perception/detector.hpp"

namespace eyrie::detect {

/// Milliseconds to the microsecond: finer ones are noise.
[[nodiscard]] inline double in_ms(std::chrono::nanoseconds duration) {
  return static_cast<double>(std::chrono::round<std::chrono::microseconds>(duration).count()) / 1000;
}

[[nodiscard]] inline std::chrono::nanoseconds sum_of(const perception::StageTimes& times) {
  return times.preprocess + times.infer + times.postprocess;
}

}  // namespace eyrie::detect
