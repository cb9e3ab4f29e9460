// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "eyrie/demo/inputs.hpp"

namespace eyrie::demo {

/// The drones of a rendered mission, each in a loop with its own telemetry, as `demo.json` in its folder tells: which model,
/// which drones with which settings of their edges, and the rules. A rule's `area_of` names a polygon of `zones.geojson`.
/// `kNotFound` when a file is not there, `kCorrupt` with file and key for one that is not what it should be.
[[nodiscard]] Result<DemoInputs> inputs_from_mission(const std::filesystem::path& folder);

}  // namespace eyrie::demo
