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

namespace eyrie::model_loading {

/// What runs the network.
enum class Backend : std::uint8_t {
  kAuto,  ///< measured once for each network and machine
  kOpenVino,
  kOnnxRuntime,
};

struct ModelOptions {
  std::filesystem::path path;
  Backend backend = Backend::kAuto;
  perception::Precision precision = perception::Precision::kAuto;
  int threads = 0;   ///< 0: all cores
  int requests = 1;  ///< that run side by side
  /// Where decisions and compiled networks are kept between runs; empty: nowhere.
  std::filesystem::path cache_folder;
};

struct LoadedModel {
  std::shared_ptr<perception::InferenceEngine> engine;
  std::string tag;                              ///< `yolov8n@1a2b3c4d`: file name without extension, begin of its hash
  std::vector<perception::EngineTrial> trials;  ///< of `kAuto`, when it was measured now
};

/// Loads a YOLO network the way all programs do: the contract is checked, and the golden file beside the model when there is
/// one. With `kAuto` each way to run it that this machine has is tried, those whose answers differ from the exact one are
/// out, and the fastest stays; the decision is remembered in `cache_folder`.
[[nodiscard]] Result<LoadedModel> load_model(const ModelOptions& options);

/// `$XDG_CACHE_HOME/eyrie`, or `~/.cache/eyrie`; empty where there is no home.
[[nodiscard]] std::filesystem::path default_cache_folder();

}  // namespace eyrie::model_loading
