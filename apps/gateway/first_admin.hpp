// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "fleet/store.hpp"
#include "observe/log.hpp"

namespace eyrie::gateway {

/// Where there is no user at all: makes `admin` with a random password, writes it to `password_file`, which only its owner
/// can read, and logs where. Otherwise does nothing.
[[nodiscard]] Status ensure_admin(fleet::FleetStore& store, const std::filesystem::path& password_file, observe::Log& log);

}  // namespace eyrie::gateway
