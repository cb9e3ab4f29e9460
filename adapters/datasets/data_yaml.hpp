// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::datasets {

/// One split of a YOLO data set, as its `data.yaml` describes it.
struct YoloSplit {
  std::vector<std::string> class_names;
  /// Folders of pictures, or `.txt` files that name one picture a line.
  std::vector<std::filesystem::path> sources;
};

/// Reads `names` (a list, or a map from number to name without a gap) and the split's entry (a text, or a list of them).
/// Paths are relative to `path` of the file, and that to the file's own folder; a download script or anything else in the
/// file is not looked at. `kCorrupt` with `file:line`, `kNotFound` for a split that is not there, with those that are.
[[nodiscard]] Result<YoloSplit> read_data_yaml(const std::filesystem::path& file, std::string_view split);

/// The pictures that a `.txt` of a split names, relative to its folder.
[[nodiscard]] Result<std::vector<std::filesystem::path>> read_picture_list(const std::filesystem::path& file);

}  // namespace eyrie::datasets
