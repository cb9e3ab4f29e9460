// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "world/program/dataset.hpp"
#include "world/truth/truth.hpp"

namespace eyrie::world {

/// What is labelled: at least this many pixels wide and high, and this share of it seen. Less, and nobody could tell what it
/// is.
inline constexpr int kLeastSide_px = 3;
inline constexpr float kLeastVisibility = 0.15F;
[[nodiscard]] bool is_labelled(const ObjectTruth& object) noexcept;

/// Of what is labelled, what has to be found: the rest is marked `ignore`, and finding it or not counts for nothing. A head of
/// 8 pixels has 5 in a network that takes 640 across, and less tells no helmet from a cap.
inline constexpr int kClearSide_px = 8;
inline constexpr float kClearVisibility = 0.35F;
[[nodiscard]] bool is_clear(const ObjectTruth& object) noexcept;

/// Lines `class cx cy w h` of one picture, boxes as shares of its size, modal.
[[nodiscard]] std::string yolo_lines(std::span<const ObjectTruth> objects, int width_px, int height_px);

/// Gathers labels of a data set and writes them where their form wants them.
class LabelWriter {
 public:
  virtual ~LabelWriter() = default;
  /// One picture; `name` without its suffix.
  [[nodiscard]] virtual Status add(const std::string& name, bool is_validation, std::span<const ObjectTruth> objects) = 0;
  /// What is written at the end.
  [[nodiscard]] virtual Status finish() = 0;
};
[[nodiscard]] std::unique_ptr<LabelWriter> make_label_writer(const DatasetOptions& options);

}  // namespace eyrie::world
