// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/staged_model.hpp"

#include <span>
#include <system_error>
#include <utility>

#include "model_loading/model_folders.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using storage::files::File;
using storage::files::Folder;
using storage::files::OpenFor;

constexpr const char* kDraftManifest = ".manifest.json";

/// No model has a name with a dot in front.
std::string staging_name(const std::string& name) { return ".new-" + name; }

std::unexpected<Error> at(const fs::path& models, const Error& error) {
  return fail(error.code, models.string() + ": " + error.message + ". Another folder can be named in EYRIE_MODELS.");
}

}  // namespace

Result<StagedModel> StagedModel::open(const fs::path& models, const std::string& name, Leftovers leftovers) {
  if (models.empty()) {
    return fail(Error::kInvalidArgument, "there is no home to keep models in. Name a folder in EYRIE_MODELS.");
  }
  std::error_code problem;
  fs::create_directories(models, problem);
  auto folder = Folder::open(models.string());
  if (!folder) return at(models, folder.error());
  if (const auto alone = folder->lock(); !alone) {
    if (alone.error().code != Error::kConflict) return at(models, alone.error());
    return fail_for_now(Error::kConflict, models.string() + ": another `eyrie model add` or `pull` is at work there. " +
                                              "Try again once it is done.");
  }
  if (leftovers == Leftovers::kRemoved) {
    if (const auto removed = folder->remove_folder(staging_name(name)); !removed) return at(models, removed.error());
  }
  return StagedModel(models, name, *std::move(folder));
}

Result<File> StagedModel::file(const std::string& name) const {
  auto file = folder_.file(staging_name(name_) + "/" + name, OpenFor::kCreating);
  if (!file) return at(models_, file.error());
  return file;
}

fs::path StagedModel::path_of(const std::string& name) const { return models_ / staging_name(name_) / name; }

Status StagedModel::remove_strangers(const registry::ModelEntry& entry) const {
  const auto staging = folder_.folder(staging_name(name_), true);
  if (!staging) return at(models_, staging.error());
  for (const auto& name : staging->names()) {
    if (entry.file(name) != nullptr) continue;
    if (const auto removed = staging->remove(name); !removed) return at(models_, removed.error());
  }
  return {};
}

Status StagedModel::put_in_place(registry::ModelEntry entry) const {
  if (const auto alone = remove_strangers(entry); !alone) return alone;
  if (const auto removed = folder_.remove_folder(name_); !removed) return at(models_, removed.error());
  if (const auto taken = folder_.take(folder_, staging_name(name_), name_); !taken) return at(models_, taken.error());
  return write_manifest(std::move(entry));
}

Status StagedModel::write_manifest(registry::ModelEntry entry) const {
  auto folder = model_loading::read_model_folder(models_);
  if (!folder) return fail(folder.error());
  folder->manifest.put(std::move(entry));
  const std::string text = registry::to_json(folder->manifest);
  const auto draft = folder_.file(kDraftManifest, OpenFor::kCreating);
  if (!draft) return at(models_, draft.error());
  Status written = draft->truncate(0);
  if (written) written = draft->write(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), 0);
  if (written) written = draft->sync();
  if (written) written = folder_.take(folder_, kDraftManifest, model_loading::kManifestName);
  if (!written) return at(models_, written.error());
  return {};
}

}  // namespace eyrie::model
