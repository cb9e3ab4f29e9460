// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eyrie::perception {

/// An axis-aligned box in pixels of the source picture: edges, not centres, so width = x_max - x_min.
/// May reach outside of the picture as the network gave it; `wire` clamps.
struct Box {
  float x_min = 0;
  float y_min = 0;
  float x_max = 0;
  float y_max = 0;

  [[nodiscard]] float width() const noexcept { return x_max - x_min; }
  [[nodiscard]] float height() const noexcept { return y_max - y_min; }
  [[nodiscard]] float area() const noexcept { return width() * height(); }
};

/// Intersection over union; 0 where either box is empty.
[[nodiscard]] float iou(const Box& a, const Box& b) noexcept;

struct Detection {
  Box box;
  float confidence = 0;  ///< 0..1, the best class's score
  int class_id = 0;      ///< index into the model's class names
};

/// A detection that has been seen before: `track_id` counts from 1 within one capture and is never used twice.
struct TrackedDetection {
  Detection detection;
  std::uint64_t track_id = 0;
};

}  // namespace eyrie::perception
