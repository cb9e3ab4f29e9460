// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "evaluation/tracks.hpp"

namespace eyrie::datasets {

enum class MotRole : std::uint8_t {
  kTruth,   ///< a seventh field of 0 means that the box is not to be looked at (MOTChallenge's `gt.txt`)
  kTracks,  ///< a seventh field is a confidence, and not looked at
};

/// Reads MOTChallenge text: `frame,id,left,top,width,height,...` in pixels, frames from 1, a line each box, in any order.
/// Classes are not looked at. `kCorrupt` with `file:line` for anything else, and for an id that comes twice in a frame.
[[nodiscard]] Result<std::vector<evaluation::TrackPoint>> read_mot(const std::filesystem::path& file, MotRole role);

}  // namespace eyrie::datasets
