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

/// A detection of a frame, not yet of any track.
struct MotDetection {
  std::uint64_t frame = 0;
  evaluation::PixelBox box;
  double confidence = 1;
};

/// Reads detections as MOTChallenge's `det.txt` has them, `frame,-1,left,top,width,height,confidence`: the id is not looked
/// at, and without a seventh field a detection is sure. In the order of frames, within one as in the file. Refuses like
/// `read_mot`.
[[nodiscard]] Result<std::vector<MotDetection>> read_mot_detections(const std::filesystem::path& file);

}  // namespace eyrie::datasets
