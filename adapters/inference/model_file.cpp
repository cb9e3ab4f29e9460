// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "inference/model_file.hpp"

#include <cstdint>
#include <fstream>
#include <span>
#include <utility>

#include "crypto/sha256.hpp"

namespace eyrie::inference {
namespace {

constexpr std::uintmax_t kMaxModelBytes = std::uintmax_t{2} << 30U;

Result<std::vector<std::byte>> read_bytes(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return fail(Error::kNotFound, path.string() + ": cannot read the model: " + error.message());
  if (size > kMaxModelBytes) return fail(Error::kTooLarge, path.string() + ": a model file is at most 2 GiB");
  std::vector<std::byte> bytes(size);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size))) {
    return fail(Error::kUnavailable, path.string() + ": cannot read the model. May this user read the file?");
  }
  return bytes;
}

std::span<const std::uint8_t> octets(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<ModelFile> read_model_file(const std::string& path) {
  ModelFile file;
  file.info.path = path;
  const auto bytes = read_bytes(path);
  if (!bytes) return fail(bytes.error());
  crypto::Sha256 hash;
  hash.update(octets(*bytes));
  if (std::filesystem::path(path).extension() == ".xml") {
    const auto weights = read_bytes(std::filesystem::path(path).replace_extension(".bin"));
    if (!weights) return fail(weights.error());
    hash.update(octets(*weights));
  } else {
    auto onnx = perception::read_onnx(*bytes);
    if (!onnx) return fail(onnx.error().code, path + ": " + onnx.error().message);
    file.onnx = *std::move(onnx);
    file.info.metadata = file.onnx.metadata;
  }
  file.info.sha256 = crypto::to_hex(hash.finish());
  return file;
}

std::string foreign_operators_of(const perception::OnnxFile& file) {
  constexpr std::size_t kMaxNamed = 8;
  if (file.foreign_operators.empty()) return {};
  std::string names;
  std::size_t named = 0;
  for (const auto& name : file.foreign_operators) {
    names += ' ' + (named < kMaxNamed ? name.substr(0, 80) : "...");
    if (named++ == kMaxNamed) break;
  }
  return "; the file needs operators that are no part of ONNX:" + names +
         ". Needed: a network of ONNX's own operators, exported without the reading and drawing of pictures";
}

}  // namespace eyrie::inference
