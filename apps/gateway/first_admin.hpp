// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "fleet/store.hpp"
#include "observe/log.hpp"

namespace eyrie::gateway {

struct FirstAdmin {
  std::string password;  ///< of at least `fleet::kMinPasswordLength`; empty makes a one-time password
  std::filesystem::path password_file;
};

/// Where there is no user at all: makes `admin`, otherwise does nothing. A one-time password is random, written to
/// `password_file`, which only its owner can read, and has to be changed at the first sign-in.
[[nodiscard]] Status ensure_admin(fleet::FleetStore& store, const FirstAdmin& admin, observe::Log& log);

}  // namespace eyrie::gateway
