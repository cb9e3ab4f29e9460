// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "world/telemetry/autopilot.hpp"

namespace eyrie::world {

/// A recording as `telemetry.replay` of the edge reads it: one telemetry message of docs/design/messages.md a line.
[[nodiscard]] std::string to_jsonl(std::span<const AutopilotSample> rows);

/// A recording as ground stations keep it (MAVLink telemetry log): before each MAVLink 2 frame its time in microseconds,
/// big-endian. A row is ATTITUDE, MOUNT_ORIENTATION, VFR_HUD, SYS_STATUS and GLOBAL_POSITION_INT, which closes it; once a
/// second a HEARTBEAT. Places are kept to 1e-7 degrees, heights to millimetres, the heading to 0.01 degrees.
[[nodiscard]] std::string to_tlog(std::span<const AutopilotSample> rows);

}  // namespace eyrie::world
