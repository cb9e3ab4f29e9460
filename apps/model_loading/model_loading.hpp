// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
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
  std::filesystem::path path;  ///< a file, or the name of a model (`find_network`)
  Backend backend = Backend::kAuto;
  perception::Precision precision = perception::Precision::kAuto;
  int threads = 0;   ///< 0: all cores
  int requests = 1;  ///< that run side by side
  /// Where decisions and compiled networks are kept between runs; empty: nowhere.
  std::filesystem::path cache_folder;
  const Clock* clock = nullptr;  ///< that runs are timed with; the machine's own when null; not owned
};

struct LoadedModel {
  std::shared_ptr<perception::InferenceEngine> engine;
  std::string tag;                              ///< `yolov8n@1a2b3c4d`: what is run: file name, begin of its hash
  std::vector<perception::EngineTrial> trials;  ///< of `kAuto`, when it was measured now
  /// What a person should know although it goes on without: an int8 sibling that must not be used, with the reason.
  std::vector<std::string> remarks;
};

/// Loads a YOLO network the way all programs do: the contract is checked, and the golden file beside the model; without one
/// the network must at least answer a pattern with numbers. With `kAuto` each way to run it that this machine has is tried,
/// the int8 sibling beside the model among them (libs/perception/quantization.hpp), those whose answers differ from the
/// exact one are out, and the fastest stays. The decision is remembered in `cache_folder`, for this model and sibling, these
/// versions of the libraries, this processor and number of threads.
[[nodiscard]] Result<LoadedModel> load_model(const ModelOptions& options);

/// `$XDG_CACHE_HOME/eyrie`, or `~/.cache/eyrie`; empty where there is no home.
[[nodiscard]] std::filesystem::path default_cache_folder();

}  // namespace eyrie::model_loading
