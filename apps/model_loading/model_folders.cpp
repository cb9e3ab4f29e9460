// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "model_loading/model_folders.hpp"

#include <cstdlib>
#include <fstream>
#include <system_error>

#include "crypto/sha256.hpp"
#include "model_loading/text_file.hpp"

namespace eyrie::model_loading {
namespace {

namespace fs = std::filesystem;
using registry::Manifest;
using registry::ModelEntry;
using registry::ModelFile;

constexpr const char* kCatalogueName = "catalogue.json";

/// A variable's path; empty where it is not set.
fs::path from_environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

Result<Manifest> read_manifest(const fs::path& path) {
  std::error_code problem;
  if (!fs::exists(path, problem)) return Manifest{};
  const auto size = fs::file_size(path, problem);
  if (problem) return fail(Error::kUnavailable, "cannot read " + path.string() + ": " + problem.message());
  if (size > registry::kMaxManifestBytes) return fail(Error::kTooLarge, path.string() + ": a manifest is at most 4 MiB");
  auto manifest = registry::parse_manifest(read_text(path));
  if (!manifest) return fail(manifest.error().code, path.string() + ": " + manifest.error().message);
  return manifest;
}

Result<std::string> sha256_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Error::kUnavailable, path.string() + ": cannot be read. May this user read it?");
  crypto::Sha256 hash;
  std::string piece(std::size_t{1} << 20U, '\0');
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hash.update(std::string_view(piece.data(), static_cast<std::size_t>(file.gcount())));
  }
  return crypto::to_hex(hash.finish());
}

Result<fs::path> checked_network(const ModelFolder& folder, const ModelEntry& entry) {
  for (const auto& file : entry.files) {
    if (const auto same = check_file(folder.path_of(entry, file.name), file); !same)
      return fail(same.error().code, same.error().message + ". " + remedy_for_files(folder, entry));
  }
  return folder.path_of(entry, entry.network);
}

std::string listed(const std::vector<ModelFolder>& folders) {
  std::string names;
  for (const auto& folder : folders) {
    for (const auto& entry : folder.manifest.models) names += (names.empty() ? "" : ", ") + entry.name;
  }
  return names.empty() ? "none" : names;
}

}  // namespace

fs::path own_models_folder() {
  if (auto models = from_environment("EYRIE_MODELS"); !models.empty()) return models;
  if (const auto data = from_environment("XDG_DATA_HOME"); !data.empty()) return data / "eyrie" / "models";
  if (const auto home = from_environment("HOME"); !home.empty()) return home / ".local" / "share" / "eyrie" / "models";
  return {};
}

fs::path shipped_models_folder() {
  std::error_code problem;
  const auto programs = fs::read_symlink("/proc/self/exe", problem).parent_path();
  for (const auto& candidate : {programs / "../share/eyrie/models", programs / "../../../models"}) {
    if (fs::exists(candidate / kManifestName, problem)) return fs::canonical(candidate, problem);
  }
  return {};
}

Result<ModelFolder> read_model_folder(const fs::path& path) {
  auto manifest = read_manifest(path / kManifestName);
  if (!manifest) return fail(manifest.error());
  return ModelFolder{.path = path, .manifest = *std::move(manifest)};
}

Result<std::vector<ModelFolder>> read_model_folders() {
  const auto own = own_models_folder();
  const auto shipped = shipped_models_folder();
  std::error_code problem;
  std::vector<fs::path> paths;
  if (!own.empty() && !fs::equivalent(own, shipped, problem)) paths.push_back(own);
  if (!shipped.empty()) paths.push_back(shipped);
  std::vector<ModelFolder> folders;
  for (const auto& path : paths) {
    auto folder = read_model_folder(path);
    if (!folder) return fail(folder.error());
    folder->is_shipped = path == shipped;
    folders.push_back(*std::move(folder));
  }
  return folders;
}

Result<Manifest> read_catalogue() {
  const auto shipped = shipped_models_folder();
  return shipped.empty() ? Manifest{} : read_manifest(shipped / kCatalogueName);
}

Status check_file(const fs::path& path, const ModelFile& file) {
  std::error_code problem;
  if (!fs::is_regular_file(path, problem)) return fail(Error::kNotFound, path.string() + " is missing");
  const auto size = fs::file_size(path, problem);
  if (problem || size != file.bytes) {
    return fail(Error::kCorrupt,
                path.string() + " has " + std::to_string(size) + " bytes and not " + std::to_string(file.bytes));
  }
  const auto sha256 = sha256_of(path);
  if (!sha256) return fail(sha256.error());
  if (*sha256 == file.sha256) return {};
  return fail(Error::kCorrupt, path.string() + " has the sha256 " + *sha256 + " and not " + file.sha256);
}

std::string remedy_for_files(const ModelFolder& folder, const ModelEntry& entry) {
  if (folder.is_shipped) return "Take it anew from the repository or package that these programs came from.";
  return "Fetch it again with `eyrie model pull " + entry.name +
         "`, or, where you changed it yourself, tell so with `eyrie model add`.";
}

std::unexpected<Error> fail_unknown(const std::string& name, const std::vector<ModelFolder>& folders) {
  std::string message = "there is no model " + name + ", and no file of that name. Models here: " + listed(folders) + ".";
  if (const auto catalogue = read_catalogue(); catalogue && catalogue->find(name) != nullptr)
    message += " `eyrie model pull " + name + "` fetches it from a mirror that you name.";
  return fail(Error::kNotFound, message);
}

Result<fs::path> find_network(const fs::path& given) {
  const std::string name = given.string();
  std::error_code problem;
  if (name.find('/') != std::string::npos || fs::is_regular_file(given, problem)) return given;
  const auto folders = read_model_folders();
  if (!folders) return fail(folders.error());
  for (const auto& folder : *folders) {
    if (const auto* entry = folder.manifest.find(name)) return checked_network(folder, *entry);
  }
  return fail_unknown(name, *folders);
}

}  // namespace eyrie::model_loading
