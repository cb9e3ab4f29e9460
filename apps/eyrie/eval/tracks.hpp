// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>

#include "base/result.hpp"

namespace eyrie::eval {

struct TrackEvalOptions {
  std::filesystem::path truth;   ///< MOTChallenge lines
  std::filesystem::path tracks;  ///< likewise
  bool is_json = false;
};

/// Judges tracks (libs/evaluation/tracks.hpp) and tells `out`. Truth without a box is refused: there is nothing to judge by.
[[nodiscard]] Status run_track_eval(const TrackEvalOptions& options, std::FILE* out);

}  // namespace eyrie::eval
