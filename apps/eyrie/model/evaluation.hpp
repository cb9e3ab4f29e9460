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
/// `labels` is a path for `Labels`, which says what is true. Blocks for two runs a picture.
[[nodiscard]] Result<Accuracies> evaluate(std::shared_ptr<perception::InferenceEngine> exact,
                                          std::shared_ptr<perception::InferenceEngine> quantized,
                                          std::span<const std::filesystem::path> pictures,
                                          const std::filesystem::path& labels);

}  // namespace eyrie::model
