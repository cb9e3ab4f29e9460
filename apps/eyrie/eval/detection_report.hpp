// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/coco.hpp"
#include "perception/detector.hpp"
#include "perception/engine.hpp"

namespace eyrie::eval {

/// What `eyrie eval detect` has to tell.
struct DetectionReport {
  std::string data;
  std::string detections;                      ///< file they were taken from; empty where a model was run
  std::optional<perception::ModelInfo> model;  ///< that was run
  std::vector<std::string> class_names;
  std::size_t pictures = 0;
  perception::StageTimes times;  ///< that the model took for all of them
  std::size_t left_out = 0;      ///< detections of classes that the data does not have
  evaluation::CocoAccuracy accuracy;
};

/// One document in one line; numbers read back as they are, to the last bit.
[[nodiscard]] std::string to_json(const DetectionReport& report);
/// For people: the figures in percent, then the classes that have something to find.
[[nodiscard]] std::string to_table(const DetectionReport& report);

}  // namespace eyrie::eval
