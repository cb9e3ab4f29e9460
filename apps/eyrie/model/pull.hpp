// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "base/result.hpp"

namespace eyrie::model {

struct PullOptions {
  std::string name;              ///< in the catalogue
  std::string mirror;            ///< see `Mirror`
  std::string accepted_licence;  ///< identifier; empty: the person at the terminal is asked
};

/// Fetches a model of the catalogue into the user's own folder, after telling `out` its licence and what that means. Nothing
/// that differs from the catalogue's hashes is ever kept under its name; what is there already is not fetched again; what
/// was cut off goes on where it was with the next call.
///
/// `kPermissionDenied` where the licence was not accepted; `kCorrupt` or `kTooLarge` where the mirror has another file; else
/// what `Mirror` and `StagedModel` say.
[[nodiscard]] Status run_pull(const PullOptions& options, std::FILE* out);

}  // namespace eyrie::model
