// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "eyrie/doctor/finding.hpp"
#include "registry/manifest.hpp"

namespace eyrie::model {

struct VerifyOptions {
  std::string name;  ///< empty: all models
  bool is_json = false;
};

/// Holds models against what their manifest says and tells `out` what came of it: each file, and what `look_at_network`
/// looks at. `kCorrupt` where anything does not match, `kNotFound` for a name that no model has. Blocks for seconds a model.
[[nodiscard]] Status run_verify(const VerifyOptions& options, std::FILE* out);

/// Loads a network in each way that this machine has: contract, golden file and what `entry` says of classes and input; and
/// draws the verdict on its int8 sibling where there is one.
[[nodiscard]] std::vector<doctor::Finding> look_at_network(const std::filesystem::path& network,
                                                           const registry::ModelEntry& entry);

}  // namespace eyrie::model
