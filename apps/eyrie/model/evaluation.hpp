// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "perception/average_precision.hpp"
#include "perception/engine.hpp"
#include "perception/quantization.hpp"

namespace eyrie::model {

struct Accuracies {
  perception::QuantizedAccuracy all;
  std::vector<perception::QuantizedAccuracy> classes;  ///< those with boxes, by class id
};

/// How well an int8 model does beside the float one, on pictures, by our own letterbox, decoder and NMS.
///
/// What is true is in `labels` (YOLO's text format, one `<picture>.txt` each; adapters/datasets/yolo_labels.hpp) or, where
/// that is empty, what the float model itself sees: of what it is sure (confidence 0.4) every box is to be found, what it
/// half sees (from 0.05) counts neither way, and what it does not see at all is a false alarm. Blocks for two runs a
/// picture.
[[nodiscard]] Result<Accuracies> evaluate(std::shared_ptr<perception::InferenceEngine> exact,
                                          std::shared_ptr<perception::InferenceEngine> quantized,
                                          std::span<const std::filesystem::path> pictures,
                                          const std::filesystem::path& labels);

}  // namespace eyrie::model
