// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "perception/engine.hpp"
#include "perception/engine_choice.hpp"

namespace eyrie::network {

enum class Backend : std::uint8_t { kAuto, kOpenVino, kOnnxRuntime };

struct NetworkOptions {
  std::filesystem::path model;  ///< YOLOv8-style ONNX file
  Backend backend = Backend::kAuto;
  perception::Precision precision = perception::Precision::kAuto;
  int threads = 0;   ///< 0: as many as the machine has cores
  int requests = 1;  ///< how many run side by side
  /// Where compiled models and the decisions of `auto` are kept; empty: nowhere, so that `auto` measures every time.
  std::filesystem::path cache_folder;
};

struct Network {
  std::shared_ptr<perception::InferenceEngine> engine;
  std::string choice;                           ///< `openvino/bf16`
  std::vector<perception::EngineTrial> trials;  ///< what `auto` measured just now; empty where there was nothing to measure
};

/// The way every program opens a detection model.
///
/// A model is refused with what was found and what is needed when it is no YOLO detector, and when the answer to a fixed
/// pattern is not the one in the golden file beside it (`<model>.golden.json`), where there is one. `auto` takes the fastest
/// back end and precision that still computes the same as the exact one; it measures once for each model and machine.
/// Blocks for seconds at most when it measures.
[[nodiscard]] Result<Network> open_network(const NetworkOptions& options);

/// `$XDG_CACHE_HOME/eyrie`, else `~/.cache/eyrie`; empty where neither is known.
[[nodiscard]] std::filesystem::path default_cache_folder();

}  // namespace eyrie::network
