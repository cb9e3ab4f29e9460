// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "datasets/dataset.hpp"

namespace eyrie::datasets {

/// Reads ground truth in COCO's format: `images`, `categories` and `annotations` with `bbox`. Pictures are looked for in
/// `folder`. `iscrowd` and `area` are taken where they are given, else a box is no crowd and has its own area; outlines,
/// `ignore` and whatever else there is are not looked at. Pictures and classes come in the order of their ids.
///
/// `kCorrupt` names the entry, what was found and what to do: an id twice, an annotation of a picture or a category that is
/// not there, a box outside of its picture (where the picture's size is given).
[[nodiscard]] Result<Dataset> read_coco(const std::filesystem::path& file, const std::filesystem::path& folder);

struct CocoResults {
  std::vector<evaluation::FoundBox> found;
  std::size_t left_out = 0;  ///< of classes that the data set does not have
};

/// Reads detections in COCO's results format, `[{"image_id", "category_id", "bbox", "score"}]`, in the order of the file.
/// `image_id` is a number, or a text for pictures that have names; an unknown one is refused, as by pycocotools.
[[nodiscard]] Result<CocoResults> read_coco_results(const std::filesystem::path& file, const Dataset& dataset);

/// The same format, written. Numbers come back as they are, to the last bit.
[[nodiscard]] std::string to_coco_results(std::span<const evaluation::FoundBox> found, const Dataset& dataset);

}  // namespace eyrie::datasets
