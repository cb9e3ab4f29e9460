// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "datasets/dataset.hpp"

namespace eyrie::datasets {

struct YoloLabel {
  std::size_t class_index = 0;
  evaluation::PixelBox box;
};

/// Labels in YOLO's text format: a line each, `class centre_x centre_y width height` in shares of the picture, or
/// `class x y x y ...`, a polygon, of which the bounding box is taken. `kCorrupt` with `file:line`, what was found and what
/// to do for anything else: also for a class from `classes` on, and for a box outside of the picture. `file` is for
/// messages.
[[nodiscard]] Result<std::vector<YoloLabel>> parse_yolo_labels(std::string_view text, const std::filesystem::path& file,
                                                               const PictureSize& size, std::size_t classes);

/// The same from a file. Without one there is nothing in the picture, as YOLO's data sets have it.
[[nodiscard]] Result<std::vector<YoloLabel>> read_yolo_labels(const std::filesystem::path& file, const PictureSize& size,
                                                              std::size_t classes);

/// Where the labels of a picture lie: `labels` in place of the last folder `images`, `.txt` in place of the ending.
[[nodiscard]] std::filesystem::path yolo_labels_of(const std::filesystem::path& picture);

}  // namespace eyrie::datasets
