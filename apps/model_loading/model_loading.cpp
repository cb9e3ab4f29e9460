// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "model_loading/model_loading.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <malloc.h>
#include <thread>
#include <unistd.h>

#include "crypto/sha256.hpp"
#include "inference/model_file.hpp"
#include "inference/onnxruntime/engine.hpp"
#include "inference/openvino/engine.hpp"
#include "perception/golden.hpp"
#include "perception/yolo.hpp"

namespace eyrie::model_loading {
namespace {

namespace fs = std::filesystem;
using perception::EngineCandidate;
using perception::EngineOptions;
using perception::InferenceEngine;
using perception::Precision;
using EngineResult = Result<std::shared_ptr<InferenceEngine>>;

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Decisions as one small file each.
class FolderDecisions final : public perception::DecisionStore {
 public:
  explicit FolderDecisions(fs::path folder) : folder_(std::move(folder)) {}

  std::optional<std::string> get(const std::string& key) override {
    const fs::path file = file_of(key);
    std::error_code problem;
    if (!fs::exists(file, problem)) return std::nullopt;
    return read_text(file);
  }

  void put(const std::string& key, const std::string& value) override {
    std::error_code problem;
    fs::create_directories(folder_, problem);
    const fs::path file = file_of(key);
    const fs::path draft = file.string() + "." + std::to_string(getpid());  // two programs may decide at once
    std::ofstream(draft, std::ios::binary | std::ios::trunc) << value;
    fs::rename(draft, file, problem);
  }

 private:
  [[nodiscard]] fs::path file_of(const std::string& key) const {
    return folder_ / ("engine-" + crypto::to_hex(crypto::sha256(std::string_view(key))).substr(0, 32));
  }
  fs::path folder_;
};

/// What loads but is no detector, or answers something else than it should, is no engine of ours.
EngineResult checked(EngineResult engine, const fs::path& path) {
  if (!engine) return engine;
  const auto& info = (*engine)->model();
  if (const auto contract = perception::YoloContract::from(info); !contract) return fail(contract.error());
  const fs::path golden = perception::golden_path(path.string());
  std::error_code problem;
  if (!fs::exists(golden, problem)) return engine;
  if (const auto same = perception::check_golden(**engine, read_text(golden)); !same) return fail(same.error());
  return engine;
}

EngineOptions engine_options(const ModelOptions& options, Precision precision) {
  EngineOptions engine;
  engine.precision = precision;
  engine.threads = options.threads;
  engine.requests = options.requests;
  engine.cache_folder = options.cache_folder.string();
  return engine;
}

EngineCandidate openvino_candidate(const ModelOptions& options, Precision precision) {
  return {.name = precision == Precision::kBf16 ? "openvino/bf16" : "openvino/f32", .load = [options, precision] {
            return checked(inference::openvino::load(options.path.string(), engine_options(options, precision)),
                           options.path);
          }};
}

EngineCandidate onnxruntime_candidate(const ModelOptions& options) {
  const auto precision = options.precision == Precision::kBf16 ? Precision::kBf16 : Precision::kF32;
  return {.name = "onnxruntime/f32", .load = [options, precision] {
            return checked(
                inference::onnxruntime::load(options.path.string(), {.engine = engine_options(options, precision)}),
                options.path);
          }};
}

/// The exact one first: it is what the others are held against.
std::vector<EngineCandidate> candidates_for(const ModelOptions& options) {
  const bool takes_openvino = options.backend != Backend::kOnnxRuntime;
  const bool takes_onnxruntime = options.backend == Backend::kOnnxRuntime ||
                                 (options.backend == Backend::kAuto && inference::onnxruntime::find_library().has_value());
  std::vector<EngineCandidate> candidates;
  if (options.precision != Precision::kBf16) {
    if (takes_openvino) candidates.push_back(openvino_candidate(options, Precision::kF32));
    if (takes_onnxruntime) candidates.push_back(onnxruntime_candidate(options));
  }
  const bool wants_bf16 = options.precision == Precision::kBf16 ||
                          (options.precision == Precision::kAuto && inference::openvino::has_native_bf16());
  if (wants_bf16 && takes_openvino) candidates.push_back(openvino_candidate(options, Precision::kBf16));
  if (candidates.empty()) candidates.push_back(onnxruntime_candidate(options));  // asked for bf16: its refusal says why not
  return candidates;
}

std::string tag_of(const fs::path& path, const std::string& sha256) {
  return path.stem().string() + "@" + sha256.substr(0, 8);
}

Result<LoadedModel> load(const ModelOptions& options) {
  if (options.path.empty()) return fail(Error::kInvalidArgument, "no network given (setting: model.path)");
  const auto file = inference::read_model_file(options.path.string());
  if (!file) return fail(file.error());
  const std::string tag = tag_of(options.path, file->info.sha256);
  const auto candidates = candidates_for(options);
  if (candidates.size() == 1) {
    auto engine = candidates.front().load();
    if (!engine) return fail(engine.error());
    return LoadedModel{.engine = std::move(*engine), .tag = tag, .trials = {}};
  }

  FolderDecisions decisions(options.cache_folder);
  perception::EngineChoiceOptions choice;
  choice.model_sha256 = file->info.sha256;
  std::string names = "requests=" + std::to_string(options.requests) + " threads=" + std::to_string(options.threads);
  for (const auto& candidate : candidates) names += " " + candidate.name;
  choice.machine = perception::machine_fingerprint(read_text("/proc/cpuinfo"), std::thread::hardware_concurrency(), names);
  if (!options.cache_folder.empty()) choice.store = &decisions;
  auto chosen = perception::choose_engine(candidates, choice);
  if (!chosen) return fail(chosen.error());
  return LoadedModel{.engine = std::move(chosen->engine), .tag = tag, .trials = std::move(chosen->trials)};
}

}  // namespace

Result<LoadedModel> load_model(const ModelOptions& options) {
  auto loaded = load(options);
  // Parsing and compiling leave some 60 MiB of freed memory with the allocator, which would keep it for good.
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
  return loaded;
}

fs::path default_cache_folder() {
  if (const char* const cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0')
    return fs::path(cache) / "eyrie";
  if (const char* const home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return fs::path(home) / ".cache" / "eyrie";
  return {};
}

}  // namespace eyrie::model_loading
