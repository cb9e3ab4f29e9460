// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/result.hpp"
#include "world/site/site.hpp"

namespace eyrie::world {

/// One view of one site.
struct SingleViewOptions {
  std::uint64_t seed = 1;
  float time_s = 10;
  std::optional<Weather> weather = {};
  double east_m = 0;
  double north_m = -18;
  double height_m = 12;  ///< above the site's plane
  double yaw_deg = 0;    ///< clockwise from north
  double pitch_deg = -35;
  double fov_deg = 55;
  int width_px = 960;
  int height_px = 540;
  int samples = 4;
  int threads = 2;
  std::filesystem::path out;
};

/// Writes `picture.png`, `truth.json` and `depth.npy` into the folder. `Error::kInvalidArgument` for a camera that is under
/// the ground.
[[nodiscard]] Status write_single_view(const SingleViewOptions& options);

}  // namespace eyrie::world
