// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "settings/setting.hpp"

namespace eyrie::settings {

/// Fills `root` from, in rising order: the defaults, the TOML file of `--config FILE` (or `EYRIE_CONFIG`), the environment
/// (`EYRIE_BROKER_URL`), the flags (`--broker.url X`, `--broker.url=X`; a flag alone is true; `-` and `_` are one).
///
/// Returns nothing when the program should run, or the text somebody asked for with `--help`, `--version`,
/// `--print-settings`, `--print-sample`, `--print-schema` or `--print-reference`, to be written to standard output.
///
/// `kInvalidArgument` tells every problem at once, one a line, each with its key and place (file and line, variable or
/// flag); what is not known is refused, with the nearest known name. `EYRIE_TEST_*` variables belong to tests and are left
/// alone, as are `EYRIE_ONNXRUNTIME` and `EYRIE_MODELS`, which are read where that library is opened and where models are
/// looked up. `argv` counts the program's name as its first entry; `environment` is shaped as `environ` and may be null.
[[nodiscard]] Result<std::optional<std::string>> load(Root& root, int argc, const char* const* argv,
                                                      const char* const* environment);

/// Fills `root` from TOML text; `file_name` is how messages call it.
[[nodiscard]] Status load_toml(Root& root, std::string_view text, std::string_view file_name);

}  // namespace eyrie::settings
