// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "model_loading/candidates.hpp"

#include <memory>
#include <utility>

#include "inference/onnxruntime/engine.hpp"
#include "inference/openvino/engine.hpp"
#include "model_loading/text_file.hpp"
#include "perception/golden.hpp"
#include "perception/probe.hpp"
#include "perception/yolo.hpp"

namespace eyrie::model_loading {
namespace {

namespace fs = std::filesystem;
using perception::EngineCandidate;
using perception::EngineOptions;
using perception::InferenceEngine;
using perception::Precision;
using EngineResult = Result<std::shared_ptr<InferenceEngine>>;

/// What loads but is no detector, or answers something else than it should, is no engine of ours.
EngineResult checked(EngineResult engine, const fs::path& path) {
  if (!engine) return engine;
  const auto& info = (*engine)->model();
  if (const auto contract = perception::YoloContract::from(info); !contract) return fail(contract.error());
  const fs::path golden = perception::golden_path(path.string());
  std::error_code problem;
  if (fs::exists(golden, problem)) {
    if (const auto same = perception::check_golden(**engine, read_text(golden)); !same) return fail(same.error());
  } else if (const auto outputs = perception::probe(**engine, 1); !outputs) {
    return fail(outputs.error().code, info.path + " on " + info.backend + ": " + outputs.error().message);
  }
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

EngineCandidate openvino_candidate(std::string name, const fs::path& path, const EngineOptions& options) {
  return {.name = std::move(name),
          .load = [path, options] { return checked(inference::openvino::load(path.string(), options), path); }};
}

EngineCandidate onnxruntime_candidate(const ModelOptions& options) {
  const auto precision = options.precision == Precision::kBf16 ? Precision::kBf16 : Precision::kF32;
  return {.name = "onnxruntime/f32", .load = [options, precision] {
            return checked(
                inference::onnxruntime::load(options.path.string(), {.engine = engine_options(options, precision)}),
                options.path);
          }};
}

}  // namespace

bool takes_quantized(const ModelOptions& options) {
  return options.precision == Precision::kAuto && options.backend != Backend::kOnnxRuntime;
}

std::vector<EngineCandidate> candidates_for(const ModelOptions& options, const std::optional<QuantizedSibling>& sibling) {
  const bool takes_openvino = options.backend != Backend::kOnnxRuntime;
  const bool takes_onnxruntime = options.backend == Backend::kOnnxRuntime ||
                                 (options.backend == Backend::kAuto && inference::onnxruntime::find_library().has_value());
  const auto exact = engine_options(options, Precision::kF32);
  std::vector<EngineCandidate> candidates;
  if (options.precision != Precision::kBf16) {
    if (takes_openvino) candidates.push_back(openvino_candidate("openvino/f32", options.path, exact));
    if (takes_onnxruntime) candidates.push_back(onnxruntime_candidate(options));
  }
  const bool wants_bf16 = options.precision == Precision::kBf16 ||
                          (options.precision == Precision::kAuto && inference::openvino::has_native_bf16());
  if (wants_bf16 && takes_openvino) {
    candidates.push_back(openvino_candidate("openvino/bf16", options.path, engine_options(options, Precision::kBf16)));
  }
  // What is not quantized of it, the arithmetic behind the head, is a hundredth of the work: it may as well be exact.
  if (sibling && takes_quantized(options))
    candidates.push_back(openvino_candidate(kQuantizedCandidate, sibling->path, exact));
  if (candidates.empty()) candidates.push_back(onnxruntime_candidate(options));  // asked for bf16: its refusal says why not
  return candidates;
}

std::string library_versions() {
  const auto onnxruntime = inference::onnxruntime::find_library();
  return "openvino=" + inference::openvino::library_version() +
         " onnxruntime=" + (onnxruntime ? onnxruntime->version : std::string("none"));
}

}  // namespace eyrie::model_loading
