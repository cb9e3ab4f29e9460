// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::perception {

/// A model may have a sibling in int8 beside it, which `auto` takes where it is faster:
///
///     yolov8n.onnx             the model
///     yolov8n.int8.xml, .bin   the same in int8, OpenVINO's format
///     yolov8n.int8.json        what it was made of and how well it does: this record
///
/// The record ties the sibling to its model by hashes and holds the figures it is judged by. The verdict is not in it: each
/// program draws it anew, so that a file cannot lower the bar.

/// Accuracy of one class, or of all together, before and after.
struct QuantizedAccuracy {
  std::string name;
  std::size_t boxes = 0;  ///< that were to be found
  double float_ap50 = 0;  ///< 0..1; 1 where the float model's own boxes are the truth
  double int8_ap50 = 0;   ///< 0..1

  [[nodiscard]] double loss() const noexcept { return float_ap50 - int8_ap50; }
};

struct QuantizationRecord {
  std::string model_sha256;                     ///< of the float model
  std::string quantized_sha256;                 ///< of `.xml` and `.bin`, as `ModelInfo::sha256` has it
  std::string made_with;                        ///< tools and their versions
  std::string truth;                            ///< `labels`, or `float model` where its own boxes were held to be true
  std::size_t calibration_pictures = 0;         ///< that the ranges of the activations were measured on
  std::size_t evaluation_pictures = 0;          ///< that the accuracy was measured on
  QuantizedAccuracy all;                        ///< all classes as one
  std::vector<QuantizedAccuracy> classes = {};  ///< those with boxes
};

/// The gate: no class with `kMinBoxes` boxes or more loses more than this of its AP50, nor do all together; fewer boxes say
/// nothing of one class, where each is worth ten points.
inline constexpr double kMaxLoss = 0.01;
inline constexpr std::size_t kMinBoxes = 10;

/// `Error::kConflict` where the figures do not pass the gate, naming the worst class and what can be done.
[[nodiscard]] Status check_accuracy(const QuantizationRecord& record);

[[nodiscard]] std::string to_json(const QuantizationRecord& record);
/// `Error::kCorrupt` for anything else than `to_json` writes, `kTooLarge` past 4 MiB.
[[nodiscard]] Result<QuantizationRecord> parse_quantization_record(std::string_view text);

/// `yolov8n.int8.xml` for `yolov8n.onnx`; empty for a model that is such a sibling itself.
[[nodiscard]] std::string quantized_path(std::string_view model_path);
/// `yolov8n.int8.json` for `yolov8n.int8.xml`.
[[nodiscard]] std::string quantization_record_path(std::string_view quantized_path);

}  // namespace eyrie::perception
