// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "perception/detection.hpp"

namespace eyrie::perception {

/// A box that is really there.
struct TrueBox {
  Box box;
  int class_id = 0;
  /// Not sure enough to be asked for: finding it is no merit and no mistake (PASCAL VOC's `difficult`).
  bool is_difficult = false;
};

/// What is in one picture, and what was found in it.
struct JudgedPicture {
  std::vector<TrueBox> truth;
  std::vector<Detection> detections;
};

struct AveragePrecision {
  std::size_t boxes = 0;  ///< that were to be found
  double value = 0;       ///< 0..1; 0 without boxes
};

/// AP50 (PASCAL VOC 2010 and later): the area under the curve of precision over recall, precision made monotonous, where a
/// detection is right when it overlaps a box of its class that no stronger one has taken by IoU >= 0.5. Of one class, or of
/// all of them as if they were one, each detection still needing a box of its own class.
[[nodiscard]] AveragePrecision average_precision_50(std::span<const JudgedPicture> pictures,
                                                    std::optional<int> class_id = std::nullopt);

}  // namespace eyrie::perception
