// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "settings/value.hpp"

namespace eyrie::settings {

/// One value of a TOML document with its full key and the line it stands on.
struct TomlEntry {
  std::string key;  ///< `broker.url`; in an array of tables `drone[0].id`
  Raw value;
  std::uint32_t line = 0;
};

/// The document's values in the order of their lines. `kInvalidArgument` names `file_name`, line and column of what is no
/// TOML.
[[nodiscard]] Result<std::vector<TomlEntry>> parse_toml(std::string_view text, std::string_view file_name);

}  // namespace eyrie::settings
