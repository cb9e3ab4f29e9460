// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie::model {

/// Runs a script with one argument to its end and gives the last line it wrote; all it writes goes to `log`. It finds
/// modules that are installed, and none of the working folder. `kUnavailable` when there is no such Python or it lacks a
/// module, with what to install, and when Ctrl-C ended it; `kInternal` with the last line when the script fails.
[[nodiscard]] Result<std::string> run_python(const std::string& python, std::string_view script,
                                             const std::filesystem::path& argument, const std::filesystem::path& log);

}  // namespace eyrie::model
