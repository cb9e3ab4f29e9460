// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "eyrie/eval/data.hpp"
#include "model_loading/model_loading.hpp"
#include "perception/detector.hpp"

namespace eyrie::eval {

struct DetectEvalOptions {
  DataOptions data;
  std::filesystem::path model;       ///< is run over the pictures; empty: `detections` are taken
  std::filesystem::path detections;  ///< in COCO's results format
  model_loading::Backend backend = model_loading::Backend::kAuto;
  perception::Precision precision = perception::Precision::kAuto;
  int threads = 0;  ///< 0: as many as the machine has cores
  /// As the field measures: the curve of precision over recall needs the weak ones too.
  perception::DetectorOptions detector{.confidence = 0.001F, .max_detections = 300};
  std::vector<std::string> class_pairs = {};  ///< see `ClassMap`
  std::filesystem::path save = {};            ///< what the model found, in COCO's results format; empty: nowhere
  bool is_json = false;
};

/// Judges a model, or detections, by the rules of COCO (libs/evaluation/coco.hpp) and tells `out`, as one JSON document or
/// as a table. Blocks for a run a picture. Nothing is told where it fails.
[[nodiscard]] Status run_detect_eval(const DetectEvalOptions& options, std::FILE* out);

}  // namespace eyrie::eval
