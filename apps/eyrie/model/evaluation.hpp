// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "eyrie/model/labels.hpp"
#include "perception/engine.hpp"
#include "perception/quantization.hpp"

namespace eyrie::model {

struct Accuracies {
  perception::QuantizedAccuracy all;                   ///< all classes as if they were one
  std::vector<perception::QuantizedAccuracy> classes;  ///< those with boxes, by class id
};

/// How well an int8 model does beside the float one, on pictures, by our own letterbox, decoder, NMS and the rules of COCO
/// (libs/evaluation/coco.hpp). Blocks for two runs a picture.
[[nodiscard]] Result<Accuracies> evaluate(std::shared_ptr<perception::InferenceEngine> exact,
                                          std::shared_ptr<perception::InferenceEngine> quantized,
                                          std::span<const std::filesystem::path> pictures, const Labels& labels);

}  // namespace eyrie::model
