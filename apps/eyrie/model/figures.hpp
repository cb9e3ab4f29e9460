// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "registry/manifest.hpp"

namespace eyrie::model {

/// The figures for a manifest out of a document of `eyrie eval detect --json`. `kConflict` where they are of another network
/// than the one with this hash, of its int8 sibling for one; `kNotFound` or `kCorrupt` where there is no such document.
[[nodiscard]] Result<registry::Figures> read_figures(const std::filesystem::path& path, const std::string& network_sha256);

}  // namespace eyrie::model
