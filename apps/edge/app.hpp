// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "edge/settings.hpp"

namespace eyrie::edge {

/// Runs the edge until SIGTERM or SIGINT, or until the file it watches has ended and all it had to tell is with the gateway.
[[nodiscard]] Status run(const EdgeSettings& settings);

}  // namespace eyrie::edge
