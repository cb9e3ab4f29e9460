// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/principal.hpp"

namespace eyrie::fleet {

/// Characters a password has at least (NIST SP 800-63B asks for 8).
inline constexpr std::size_t kMinPasswordLength = 10;

/// A person who can sign in.
struct User {
  std::string name;          ///< 1 to 64 of `a-z 0-9 . _ -`, beginning with a letter or digit
  std::string display_name;  ///< for people; may be empty
  Role role = Role::kViewer;
  std::string site{kHomeSite};
  bool is_enabled = true;
  bool must_change_password = false;  ///< it is a one-time password: whoever signs in with it may only choose their own
  Timestamp created_at;

  [[nodiscard]] Principal principal() const { return Principal::user(name, role, site); }
};

/// `kInvalidArgument` unless `name` may be a user's.
[[nodiscard]] Status validate_user_name(std::string_view name);

}  // namespace eyrie::fleet
