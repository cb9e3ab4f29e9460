// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "registry/manifest.hpp"

namespace eyrie::model_loading {

inline constexpr const char* kManifestName = "manifest.json";

/// A folder of models (libs/registry/manifest.hpp) as it lies on disk. A folder without a manifest has no models.
struct ModelFolder {
  std::filesystem::path path;
  bool is_shipped = false;  ///< came with the programs; else the user's own
  registry::Manifest manifest;

  [[nodiscard]] std::filesystem::path path_of(const registry::ModelEntry& entry, const std::string& file) const {
    return path / entry.name / file;
  }
};

/// `$EYRIE_MODELS`; else `$XDG_DATA_HOME/eyrie/models`, or `~/.local/share/eyrie/models`; empty where there is no home.
[[nodiscard]] std::filesystem::path own_models_folder();
/// Beside the installed programs, or in the checkout they were built in; empty where there is neither.
[[nodiscard]] std::filesystem::path shipped_models_folder();

/// `kCorrupt` or `kTooLarge`, with the path of the manifest and the place in it, where that is not readable.
[[nodiscard]] Result<ModelFolder> read_model_folder(const std::filesystem::path& path);
/// The user's own, then the shipped one. Of two models of a name the first counts.
[[nodiscard]] Result<std::vector<ModelFolder>> read_model_folders();
/// What `eyrie model pull` may fetch; lies beside the shipped models. Empty where those are not there.
[[nodiscard]] Result<registry::Manifest> read_catalogue();

/// Whether a file is what the manifest says, byte for byte. Reads all of it. `kNotFound`, or `kCorrupt` with what was found
/// and what was to be found; the message begins with the path and ends without a remedy.
[[nodiscard]] Status check_file(const std::filesystem::path& path, const registry::ModelFile& file);

/// What to do about a file that `check_file` refuses.
[[nodiscard]] std::string remedy_for_files(const ModelFolder& folder, const registry::ModelEntry& entry);

/// `kNotFound` for a name that no model has: which there are, and whether `eyrie model pull` has it.
[[nodiscard]] std::unexpected<Error> fail_unknown(const std::string& name, const std::vector<ModelFolder>& folders);

/// The network that a person means: a file where there is one or where a slash says that one is meant, else a model by its
/// name, each file of which is then held against the manifest. `kNotFound` as `fail_unknown`; `kCorrupt` says which file is
/// another one, and the remedy.
[[nodiscard]] Result<std::filesystem::path> find_network(const std::filesystem::path& given);

}  // namespace eyrie::model_loading
