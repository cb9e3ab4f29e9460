// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/users.hpp"

#include <algorithm>

namespace eyrie::fleet {

Status validate_user_name(std::string_view name) {
  const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto is_allowed = [&](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
  if (!name.empty() && name.size() <= 64 && is_alphanumeric(name.front()) && std::ranges::all_of(name, is_allowed))
    return {};
  return fail(Error::kInvalidArgument, "not a user name (1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit): \"" +
                                           std::string(name.substr(0, 80)) + "\"");
}

}  // namespace eyrie::fleet
