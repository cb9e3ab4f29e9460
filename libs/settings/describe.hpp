// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "settings/setting.hpp"

namespace eyrie::settings {

// Everything a person reads about settings, derived from their declarations.

/// For a terminal of 100 columns.
[[nodiscard]] std::string help_text(const Root& root);
/// `eyrie-edge 0.1.0`
[[nodiscard]] std::string version_text(const Root& root);
/// The values in force, as TOML, each with where it came from. Secrets show as `"***"`.
[[nodiscard]] std::string effective_toml(const Root& root);
/// A file to start from: every setting with its help and default, commented out.
[[nodiscard]] std::string sample_toml(const Root& root);
/// JSON Schema (2020-12) of the settings file, for editors and for checks of deployments.
[[nodiscard]] std::string json_schema(const Root& root);
/// The reference page of the documentation.
[[nodiscard]] std::string reference_markdown(const Root& root);

}  // namespace eyrie::settings
