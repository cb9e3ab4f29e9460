// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "perception/detection.hpp"

namespace eyrie::perception {

/// Greedy non-maximum suppression by class: from the strongest on, a box is kept unless one of its class was kept that it
/// overlaps by more than the limit. Equal scores keep the order in which they came, so the result is always the same.
///
/// Every candidate is compared with kept boxes only, so the work is at most candidates x `max_kept` overlaps. Keeps its
/// memory between calls; used by one thread at a time.
class NonMaximumSuppression {
 public:
  /// Sorts `candidates`, strongest first, and moves the kept ones to the front. Returns how many were kept.
  [[nodiscard]] std::size_t apply(std::span<Detection> candidates, float max_iou, std::size_t max_kept);

 private:
  struct KeptBoxes {
    std::vector<float> x_min, y_min, x_max, y_max, area;
    std::vector<std::int32_t> class_id;
  };
  KeptBoxes kept_;
  std::vector<std::uint64_t> order_;
  std::vector<Detection> sorted_;
};

}  // namespace eyrie::perception
