// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "world/program/dataset.hpp"
#include "world/truth/truth.hpp"

namespace eyrie::world {

/// What is labelled: at least this many pixels wide and high, and this share of it seen. Less, and nobody could tell what it
/// is.
inline constexpr int kLeastSide_px = 3;
inline constexpr float kLeastVisibility = 0.15F;
[[nodiscard]] bool is_labelled(const ObjectTruth& object) noexcept;

/// Of what is labelled, what has to be found: the rest is marked `ignore`, and `iscrowd`, which COCO's evaluation goes by,
/// so that finding it or not counts for nothing. A side of a 120th of the picture's width, 8 pixels of 960, is 5 in a
/// network that takes 640 across; less tells no helmet from a cap.
inline constexpr int kClearSidesAcross = 120;
inline constexpr float kClearVisibility = 0.35F;
[[nodiscard]] bool is_clear(const ObjectTruth& object, int width_px) noexcept;

/// Lines `class cx cy w h` of one picture, boxes as shares of its size, modal.
[[nodiscard]] std::string yolo_lines(std::span<const ObjectTruth> objects, int width_px, int height_px);

/// Pictures and their boxes in COCO's form, gathered one by one.
class CocoSet {
 public:
  CocoSet();
  ~CocoSet();
  CocoSet(CocoSet&&) noexcept;
  CocoSet& operator=(CocoSet&&) noexcept;

  /// The pitch tells a training that the picture was taken from above and may be turned.
  void add(const std::string& file_name, int width_px, int height_px, std::span<const ObjectTruth> objects,
           double pitch_deg);
  /// The whole document, a line.
  [[nodiscard]] std::string text() const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

struct LabelledPicture {
  std::string name;  ///< without its suffix
  bool is_validation = false;
  double pitch_deg = 0;  ///< of the camera, -90 straight down
  std::vector<ObjectTruth> objects;
};

/// Gathers labels of a data set and writes them where their form wants them.
class LabelWriter {
 public:
  virtual ~LabelWriter() = default;
  [[nodiscard]] virtual Status add(const LabelledPicture& picture) = 0;
  /// What is written at the end.
  [[nodiscard]] virtual Status finish() = 0;
};
[[nodiscard]] std::unique_ptr<LabelWriter> make_label_writer(const DatasetOptions& options);

}  // namespace eyrie::world
