// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <string>

#include "base/result.hpp"

namespace eyrie::world {

struct MissionOptions {
  std::filesystem::path mission;
  std::string drone;  ///< its id; all where it is empty
  double from_s = 0;  ///< of the story; a piece is the same as that piece of the whole
  double to_s = std::numeric_limits<double>::infinity();
  int threads = 2;
  std::filesystem::path out;
};

/// Writes `zones.geojson`, and a folder for each drone (`FlightOutput`). `on_progress` hears how many pictures are done, of
/// how many. `kInvalidArgument` for a mission that cannot be flown, before anything is written.
[[nodiscard]] Status write_mission(const MissionOptions& options, const std::function<void(int, int)>& on_progress);

}  // namespace eyrie::world
