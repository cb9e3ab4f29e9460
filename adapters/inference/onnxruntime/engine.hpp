// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "perception/engine.hpp"

namespace eyrie::inference::onnxruntime {

struct Options {
  perception::EngineOptions engine = {};
  /// File of libonnxruntime. Empty: the variable `EYRIE_ONNXRUNTIME`, then next to the program and in `../lib` of it, then
  /// `.deps/onnxruntime/lib` of the folders above it, then where the system looks for libraries.
  std::string library = {};
  /// Execution providers in the order they are tried, by ONNX Runtime's names in any case (`TensorRT`, `CUDA`, `OpenVINO`,
  /// ...). The CPU comes last, always. A provider that does not start is a remark in `ModelInfo`, not an error.
  std::vector<std::string> providers = {};
};

/// Loads an ONNX file. The library is opened at run time, so a CUDA or TensorRT build of it can take its place without
/// building anything anew; any version from 1.14 on will do.
///
/// The CPU provider computes in f32 (int8 where the model is quantized); `kBf16` is refused with `Error::kUnsupported`, and
/// `kAuto` is f32. Threads do not spin while they wait: the cores belong to the capture and the other programs as well.
/// `ModelInfo::backend` is `onnxruntime`, or `onnxruntime/cuda` and the like.
///
/// The model runs once before it is handed out. `Error::kNotFound` for a missing model, `kUnavailable` where there is no
/// library, with the places that were looked at, `kUnsupported` for what the library cannot build, `kCorrupt` for no model.
[[nodiscard]] Result<std::shared_ptr<perception::InferenceEngine>> load(const std::string& path, const Options& options);

/// What `load` would use: for `eyrie doctor`.
struct LibraryInfo {
  std::string path;
  std::string version;
  std::vector<std::string> providers;  ///< built into the library; whether one starts is known when it is tried
};
[[nodiscard]] Result<LibraryInfo> find_library(const std::string& library = {});

}  // namespace eyrie::inference::onnxruntime
