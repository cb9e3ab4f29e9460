// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "model_loading/quantized_sibling.hpp"

#include <utility>

#include "inference/model_file.hpp"
#include "model_loading/text_file.hpp"
#include "perception/quantization.hpp"

namespace eyrie::model_loading {
namespace {

namespace fs = std::filesystem;
using perception::QuantizationRecord;

constexpr const char* kRemedy = " Make it anew with `eyrie model quantize`, or remove it.";

Status check_hashes(const QuantizationRecord& record, const std::string& model_sha256, const std::string& sha256) {
  if (record.model_sha256 != model_sha256) {
    return fail(Error::kConflict, "it was made of another model (sha256 " + record.model_sha256.substr(0, 12) +
                                      ", this one is " + model_sha256.substr(0, 12) + ")." + kRemedy);
  }
  if (record.quantized_sha256 == sha256) return {};
  return fail(Error::kCorrupt, "its files are not those that were measured (sha256 " + sha256.substr(0, 12) +
                                   " instead of " + record.quantized_sha256.substr(0, 12) + ")." + kRemedy);
}

Result<QuantizedSibling> examine(const fs::path& path, const std::string& model_sha256) {
  const fs::path record_path = perception::quantization_record_path(path.string());
  std::error_code problem;
  if (!fs::exists(record_path, problem)) {
    return fail(Error::kNotFound, "nothing says how accurate it is: " + record_path.string() + " is missing." + kRemedy);
  }
  const auto record = perception::parse_quantization_record(read_text(record_path));
  if (!record) return fail(record.error().code, record.error().message + '.' + kRemedy);
  const auto file = inference::read_model_file(path.string());
  if (!file) return fail(file.error().code, file.error().message + '.' + kRemedy);
  if (const auto same = check_hashes(*record, model_sha256, file->info.sha256); !same) return fail(same.error());
  if (const auto accurate = perception::check_accuracy(*record); !accurate) return fail(accurate.error());
  return QuantizedSibling{.path = path, .sha256 = file->info.sha256};
}

}  // namespace

Result<std::optional<QuantizedSibling>> find_quantized_sibling(const fs::path& model, const std::string& model_sha256) {
  const fs::path path = perception::quantized_path(model.string());
  std::error_code problem;
  if (path.empty() || !fs::exists(path, problem)) return std::nullopt;
  auto sibling = examine(path, model_sha256);
  if (!sibling) return fail(sibling.error().code, path.string() + " is not used: " + sibling.error().message);
  return *std::move(sibling);
}

}  // namespace eyrie::model_loading
