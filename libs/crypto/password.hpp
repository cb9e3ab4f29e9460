// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie::crypto {

/// Turns a password into text that can be stored: argon2id (RFC 9106) with a random salt at libsodium's interactive limits
/// (64 MiB, 2 passes). Takes tens of milliseconds of one core on purpose: never call it on a thread that serves sockets.
///
/// `kInvalidArgument` for a password shorter than 8 or longer than 1024 bytes, `kExhausted` without the memory.
[[nodiscard]] Result<std::string> hash_password(std::string_view password);

/// Whether `password` is the one `stored_hash` was made from. False for anything that is no argon2id text, and for one that
/// asks for more than 256 MiB or 8 passes: whoever can write the table of users must not be able to stall the gateway. As
/// slow as `hash_password`.
[[nodiscard]] bool verify_password(std::string_view stored_hash, std::string_view password);

/// A hash no password verifies against. Checking a stranger's password against it takes as long as checking a real user's,
/// so that the time of an answer does not tell which names exist.
[[nodiscard]] const std::string& decoy_password_hash();

}  // namespace eyrie::crypto
