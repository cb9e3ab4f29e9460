// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "world/mission/mission.hpp"

namespace eyrie::world {

/// `kNotFound` when the file cannot be read; else what `parse_mission` says of it.
[[nodiscard]] Result<Mission> read_mission(const std::filesystem::path& path);

/// The site of the mission that was read from `path`. An error says in which file it is.
[[nodiscard]] Result<Site> make_site_of(const Mission& mission, const std::filesystem::path& path);

}  // namespace eyrie::world
