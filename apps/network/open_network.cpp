// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "network/open_network.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "inference/model_file.hpp"
#include "inference/onnxruntime/engine.hpp"
#include "inference/openvino/engine.hpp"
#include "network/decision_file.hpp"
#include "perception/golden.hpp"
#include "perception/yolo.hpp"

namespace eyrie::network {
namespace {

using perception::EngineCandidate;
using perception::InferenceEngine;
using perception::Precision;
using EngineResult = Result<std::shared_ptr<InferenceEngine>>;

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

/// Passes an engine on if it is a detector and computes what its golden file says.
EngineResult checked(EngineResult engine, const std::filesystem::path& model) {
  if (!engine) return engine;
  if (const auto contract = perception::YoloContract::from((*engine)->model()); !contract) return fail(contract.error());
  const std::filesystem::path golden = perception::golden_path(model.string());
  std::error_code error;
  if (!std::filesystem::exists(golden, error)) return engine;
  if (const auto agrees = perception::check_golden(**engine, read_text(golden)); !agrees) return fail(agrees.error());
  return engine;
}

EngineCandidate openvino_candidate(const NetworkOptions& options, Precision precision) {
  const perception::EngineOptions engine = {.precision = precision,
                                            .threads = options.threads,
                                            .requests = options.requests,
                                            .cache_folder = options.cache_folder.string()};
  return {.name = precision == Precision::kBf16 ? "openvino/bf16" : "openvino/f32", .load = [model = options.model, engine] {
            return checked(inference::openvino::load(model.string(), engine), model);
          }};
}

EngineCandidate onnxruntime_candidate(const NetworkOptions& options) {
  // Bf16 is handed on so that asking for it is refused by the one who knows why.
  const auto precision = options.precision == Precision::kBf16 ? Precision::kBf16 : Precision::kF32;
  const inference::onnxruntime::Options engine = {
      .engine = {.precision = precision, .threads = options.threads, .requests = options.requests}};
  return {.name = "onnxruntime/f32", .load = [model = options.model, engine] {
            return checked(inference::onnxruntime::load(model.string(), engine), model);
          }};
}

/// Everything the options allow, the exact ones first: the first that loads is what the others are compared with.
std::vector<EngineCandidate> candidates_for(const NetworkOptions& options) {
  const bool may_be_openvino = options.backend != Backend::kOnnxRuntime;
  const bool may_be_onnxruntime = options.backend == Backend::kOnnxRuntime ||
                                  (options.backend == Backend::kAuto && options.precision != Precision::kBf16);
  const bool may_be_bf16 = options.precision == Precision::kBf16 ||
                           (options.precision == Precision::kAuto && inference::openvino::has_native_bf16());
  std::vector<EngineCandidate> candidates;
  if (may_be_openvino && options.precision != Precision::kBf16) {
    candidates.push_back(openvino_candidate(options, Precision::kF32));
  }
  if (may_be_onnxruntime) candidates.push_back(onnxruntime_candidate(options));
  if (may_be_openvino && may_be_bf16) candidates.push_back(openvino_candidate(options, Precision::kBf16));
  return candidates;
}

/// What the machine is, and which libraries would compete on it: another version may be faster.
std::string fingerprint() {
  const auto library = inference::onnxruntime::find_library();
  return perception::machine_fingerprint(read_text("/proc/cpuinfo"), std::thread::hardware_concurrency(),
                                         library ? library->version : "without onnxruntime");
}

}  // namespace

Result<Network> open_network(const NetworkOptions& options) {
  const auto candidates = candidates_for(options);
  if (candidates.size() == 1) {
    auto engine = candidates.front().load();
    if (!engine) return fail(engine.error());
    return Network{.engine = std::move(*engine), .choice = candidates.front().name, .trials = {}};
  }

  const auto file = inference::read_model_file(options.model.string());
  if (!file) return fail(file.error());
  std::optional<DecisionFile> decisions;
  if (!options.cache_folder.empty()) decisions.emplace(options.cache_folder / "engine_choices");
  // Another question has another answer: the fastest of all may be bf16 where f32 was asked for.
  std::string asked;
  for (const auto& candidate : candidates) asked += "+" + candidate.name;
  auto choice =
      perception::choose_engine(candidates, {.model_sha256 = file->info.sha256,
                                             .machine = fingerprint() + asked + "/" + std::to_string(options.threads),
                                             .store = decisions ? &*decisions : nullptr});
  if (!choice) return fail(choice.error());
  return Network{
      .engine = std::move(choice->engine), .choice = std::move(choice->name), .trials = std::move(choice->trials)};
}

std::filesystem::path default_cache_folder() {
  if (const char* folder = std::getenv("XDG_CACHE_HOME"); folder != nullptr && *folder != '\0') {
    return std::filesystem::path(folder) / "eyrie";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
    return std::filesystem::path(home) / ".cache" / "eyrie";
  }
  return {};
}

}  // namespace eyrie::network
