// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "datasets/dataset.hpp"

namespace eyrie::eval {

struct DataOptions {
  std::filesystem::path data;         ///< `.json` (COCO), `.yaml` (YOLO), or a folder with one `.yaml`
  std::string split = "val";          ///< of a `.yaml`
  std::filesystem::path images = {};  ///< where the pictures of a `.json` lie, or their film; empty: beside it
};

/// Reads a labelled data set. Every label is looked at, of every picture the header; the first fault ends it with its place.
/// `kNotFound` also where not one picture of a YOLO split has a file of labels: then they are somewhere else.
[[nodiscard]] Result<datasets::Dataset> open_data(const DataOptions& options);

}  // namespace eyrie::eval
