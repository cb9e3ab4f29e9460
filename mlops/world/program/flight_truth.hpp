// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "base/result.hpp"
#include "world/truth/truth.hpp"

namespace eyrie::world {

/// What `truth.jsonl.gz` tells of one frame. Of its objects `modal_px` and `amodal_px` only tell the visibility, and `low`
/// and `high` are not read.
struct FrameTruth {
  int number = 0;  ///< from 1, as frames of a film are counted
  float time_s = 0;
  int width_px = 0;
  int height_px = 0;
  double pitch_deg = 0;  ///< of the camera, -90 straight down
  std::vector<ObjectTruth> objects;
};

/// Reads what is true of a flight, from the folder of one drone as `render --mission` leaves it. `kNotFound` when there is
/// none, `kCorrupt` with `file:line` for a truth that is not one; `take` has then seen the frames before.
[[nodiscard]] Status for_each_frame(const std::filesystem::path& flight, const std::function<void(const FrameTruth&)>& take);

}  // namespace eyrie::world
