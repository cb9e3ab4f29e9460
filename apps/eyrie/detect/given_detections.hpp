// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>

#include "base/result.hpp"

namespace eyrie::detect {

/// What another detector saw, in place of a model and a source.
struct GivenDetections {
  std::filesystem::path file;  ///< MOTChallenge's `det.txt`
  double frame_rate_hz = 30;
};

/// Follows given detections as `run_detect` follows those of a model, and writes MOTChallenge lines to `out`. There is no
/// picture to see the camera's own motion in: it is taken to stand still. All detections are of one class. `kOutOfRange`
/// past ten million frames.
[[nodiscard]] Status track_detections(const GivenDetections& given, float confidence, std::FILE* out);

}  // namespace eyrie::detect
