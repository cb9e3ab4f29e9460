// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "web/http/message.hpp"

namespace eyrie::web::detail {

/// False where HTTP forbids a body, whatever the response holds (RFC 9110, section 6.4.1).
[[nodiscard]] constexpr bool may_have_body(int status) noexcept { return status >= 200 && status != 204 && status != 304; }
[[nodiscard]] std::uint64_t body_size(const Response& response);

/// Status line and header as they go out, the server's own fields among them.
[[nodiscard]] std::string response_head(const Response& response, bool keeps_alive, bool is_encrypted);

}  // namespace eyrie::web::detail
