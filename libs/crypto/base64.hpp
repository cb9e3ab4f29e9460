// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::crypto {

/// RFC 4648 base64 with padding.
[[nodiscard]] std::string base64_encode(std::span<const std::uint8_t> bytes);

/// Strict RFC 4648: padding required, no white space, no character of another alphabet, unused bits zero, so that one value
/// has one text. `kInvalidArgument` names the place of the first bad character. Table-driven, four characters a step; not
/// constant-time, so not for secrets.
[[nodiscard]] Result<std::vector<std::uint8_t>> base64_decode(std::string_view text);

/// RFC 4648 section 5 without padding: safe in URLs, file names and headers.
[[nodiscard]] std::string base64url_encode(std::span<const std::uint8_t> bytes);

}  // namespace eyrie::crypto
