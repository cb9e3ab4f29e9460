// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/principal.hpp"

namespace eyrie::fleet {

/// A person who can sign in.
struct User {
  std::string name;          ///< 1 to 64 of `a-z 0-9 . _ -`, beginning with a letter or digit
  std::string display_name;  ///< for people; may be empty
  Role role = Role::kViewer;
  std::string site{kHomeSite};
  bool is_enabled = true;
  Timestamp created_at;

  [[nodiscard]] Principal principal() const { return Principal::user(name, role, site); }
};

/// `kInvalidArgument` unless `name` may be a user's.
[[nodiscard]] Status validate_user_name(std::string_view name);

}  // namespace eyrie::fleet
