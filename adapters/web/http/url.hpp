// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "web/http/message.hpp"

namespace eyrie::web {

/// A request target in origin form, taken apart.
struct Target {
  std::vector<std::string> segments;  ///< percent-decoded parts between the slashes; a slash may be inside of one as %2F
  std::string path;                   ///< percent-decoded, whole
  Parameters query;
};

/// `kInvalidArgument` for a target that does not begin with a slash, a broken %-escape, a NUL or bytes that are no UTF-8.
[[nodiscard]] Result<Target> parse_target(std::string_view target);

/// `%41` -> `A`. A `+` stays one, but for queries, where it is a space.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text, bool is_query = false);
/// Everything but `A-Z a-z 0-9 - . _ ~` as %XX; `keep` names characters that stay.
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view keep = {});

}  // namespace eyrie::web
