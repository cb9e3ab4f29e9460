// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace eyrie {

/// Length of the well-formed UTF-8 sequence at the front of `text`, 0 when there is none (RFC 3629, section 4).
[[nodiscard]] std::size_t utf8_sequence(std::string_view text) noexcept;
/// Whether every sequence is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
/// Text for a person out of any bytes: what is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

}  // namespace eyrie
