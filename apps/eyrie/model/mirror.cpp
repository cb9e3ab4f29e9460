// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/mirror.hpp"

#include <fstream>
#include <system_error>
#include <utility>

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;

Status copy(const fs::path& path, const registry::ModelFile& file, std::uint64_t begun, const web::TakePiece& take) {
  std::error_code problem;
  const auto size = fs::file_size(path, problem);
  if (problem) return fail(Error::kNotFound, path.string() + ": " + problem.message());
  if (size != file.bytes) {
    return fail(Error::kCorrupt, path.string() + " has " + std::to_string(size) + " bytes and not the " +
                                     std::to_string(file.bytes) + " of the catalogue");
  }
  std::ifstream source(path, std::ios::binary);
  source.seekg(static_cast<std::streamoff>(begun));
  std::string piece(std::size_t{1} << 20U, '\0');
  for (auto offset = begun; offset < size;) {
    source.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(source.gcount());
    if (count == 0) return fail(Error::kUnavailable, path.string() + ": cannot be read. May this user read it?");
    if (const auto taken = take(offset, std::string_view(piece.data(), count)); !taken) return taken;
    offset += count;
  }
  return {};
}

}  // namespace

Result<Mirror> Mirror::open(std::string place) {
  while (place.size() > 1 && place.ends_with('/')) place.pop_back();
  if (place.starts_with("http://") || place.starts_with("https://")) {
    web::HttpClient::Options options;
    options.timeout = {};  // a large file takes its time; what ends the call is a link on which nothing moves
    auto client = web::HttpClient::open(options);
    if (!client) return fail(client.error());
    return Mirror(std::move(place), *std::move(client));
  }
  if (place.find("://") != std::string::npos)
    return fail(Error::kInvalidArgument, place + ": a mirror is an http:// or https:// address, or a folder (--mirror)");
  std::error_code problem;
  if (!fs::is_directory(place, problem)) return fail(Error::kNotFound, place + ": there is no such folder (--mirror)");
  return Mirror(std::move(place), std::nullopt);
}

Status Mirror::fetch(const registry::ModelFile& file, std::uint64_t begun, const web::TakePiece& take) {
  if (!client_) return copy(fs::path(place_) / file.name, file, begun, take);
  return web::download(*client_, {.url = place_ + "/" + file.name, .bytes = file.bytes, .begun = begun}, take);
}

}  // namespace eyrie::model
