// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace eyrie::crypto {

/// `byte_count` bytes from the operating system's generator as base64url without padding: 32 bytes are a session token
/// nobody guesses. Never fails; blocks only before the kernel's generator is seeded.
[[nodiscard]] std::string random_token(std::size_t byte_count = 32);

/// A UUID version 7 (RFC 9562 section 5.7) as text: 48 bits of milliseconds, then random bits, so that ids made later sort
/// later.
[[nodiscard]] std::string uuid_v7(Timestamp now);

/// Equality in a time that depends on the lengths alone: for tokens and digests.
[[nodiscard]] bool is_equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

}  // namespace eyrie::crypto
