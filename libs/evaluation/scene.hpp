// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "evaluation/tracks.hpp"

namespace eyrie::evaluation {

/// A table of doubles, row by row.
class Table {
 public:
  Table() = default;
  Table(std::size_t rows, std::size_t columns) : columns_(columns), values_(rows * columns) {}
  [[nodiscard]] double& operator()(std::size_t row, std::size_t column) { return values_[row * columns_ + column]; }
  [[nodiscard]] double operator()(std::size_t row, std::size_t column) const { return values_[row * columns_ + column]; }
  [[nodiscard]] std::span<const double> values() const noexcept { return values_; }

 private:
  std::size_t columns_ = 0;
  std::vector<double> values_;
};

/// What one side has in a frame: tracks by index, and their boxes.
struct FrameSide {
  std::vector<std::size_t> tracks;
  std::vector<PixelBox> boxes;
};

struct SceneFrame {
  FrameSide truth;
  FrameSide found;

  /// A row a true box, a column a found one. Measured anew by each metric: kept, the tables of a crowd filmed for minutes
  /// would be gigabytes.
  [[nodiscard]] Table overlaps() const;
};

/// What the metrics of tracks have in common: ids made indices, frames in order.
struct Scene {
  std::vector<SceneFrame> frames;
  std::vector<std::size_t> true_lengths;   ///< boxes, by true track
  std::vector<std::size_t> found_lengths;  ///< boxes, by found track
  std::size_t true_boxes = 0;
  std::size_t found_boxes = 0;

  [[nodiscard]] static Scene from(std::span<const TrackPoint> truth, std::span<const TrackPoint> found);
  /// No box of one side or the other.
  [[nodiscard]] bool is_one_sided() const noexcept { return true_boxes == 0 || found_boxes == 0; }
};

[[nodiscard]] Hota hota_of(const Scene& scene);
[[nodiscard]] ClearMot clear_mot_of(const Scene& scene);
[[nodiscard]] Identity identity_of(const Scene& scene);

}  // namespace eyrie::evaluation
