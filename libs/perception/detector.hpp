// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "perception/detection.hpp"
#include "perception/tiling.hpp"

namespace eyrie::perception {

/// Where the time of one frame went; of a frame in tiles, of all of them together.
struct StageTimes {
  std::chrono::nanoseconds preprocess{};
  std::chrono::nanoseconds infer{};
  std::chrono::nanoseconds postprocess{};
};

struct DetectorOptions {
  float confidence = 0.25F;  ///< detections below are not reported
  /// Class-aware NMS drops the weaker of two boxes that overlap more; nothing: as the model's maker has it.
  std::optional<float> iou = {};
  int max_detections = 300;  ///< the strongest are kept
  TileOptions tiles = {};    ///< the picture as a whole where nothing else is asked for
};

/// Finds things in a picture. One detector is used by one thread at a time.
class Detector {
 public:
  virtual ~Detector() = default;
  /// Boxes in pixels of `view`, strongest first. The vector belongs to the detector and is valid until the next call.
  [[nodiscard]] virtual Result<std::span<const Detection>> detect(const imaging::ImageView& view) = 0;
  [[nodiscard]] virtual const std::vector<std::string>& class_names() const noexcept = 0;
  /// Of the last `detect`.
  [[nodiscard]] virtual StageTimes last_times() const noexcept = 0;
};

}  // namespace eyrie::perception
