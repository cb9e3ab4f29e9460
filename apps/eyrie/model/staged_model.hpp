// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "registry/manifest.hpp"
#include "storage/files/file.hpp"

namespace eyrie::model {

/// A model on its way into a folder of models. Its files gather out of sight, beside the place they will have; then all of
/// them take that place, and the manifest tells of them last. Whatever ends the program meanwhile, a model that the manifest
/// names is whole, or its hashes show that it is not. One at a time: two would write the manifest over each other.
class StagedModel {
 public:
  enum class Leftovers : std::uint8_t {
    kKept,     ///< what an interrupted run of the program has gathered is there
    kRemoved,  ///< it is not
  };
  /// `models` is made where it is not there. `kUnavailable` or `kExhausted` where it cannot be written to,
  /// `kConflict` while another model is on its way there.
  [[nodiscard]] static Result<StagedModel> open(const std::filesystem::path& models, const std::string& name,
                                                Leftovers leftovers);

  /// A gathered file, to be written and read; made where it is not there.
  [[nodiscard]] Result<storage::files::File> file(const std::string& name) const;
  /// Where it lies meanwhile.
  [[nodiscard]] std::filesystem::path path_of(const std::string& name) const;

  /// Takes the place of an earlier model of that name, files and entry. The files of `entry` have been gathered and synced.
  [[nodiscard]] Status put_in_place(registry::ModelEntry entry) const;

 private:
  StagedModel(std::filesystem::path models, std::string name, storage::files::Folder folder)
      : models_(std::move(models)), name_(std::move(name)), folder_(std::move(folder)) {}
  /// Files that an interrupted run for another version of the model has left.
  [[nodiscard]] Status remove_strangers(const registry::ModelEntry& entry) const;
  [[nodiscard]] Status write_manifest(registry::ModelEntry entry) const;

  std::filesystem::path models_;
  std::string name_;
  storage::files::Folder folder_;  ///< `models_`
};

}  // namespace eyrie::model
