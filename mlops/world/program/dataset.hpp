// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/result.hpp"

namespace eyrie::world {

enum class LabelFormat : std::uint8_t { kYolo, kCoco };

/// A training set: views of many sites, each from another place, height, light and lens.
struct DatasetOptions {
  int scenes = 1;
  int views = 10;  ///< of each site
  std::uint64_t seed = 1;
  int width_px = 960;
  int height_px = 540;
  LabelFormat format = LabelFormat::kYolo;
  bool with_depth = false;
  int threads = 2;
  bool resumes = false;  ///< pictures that are there are not rendered again
  std::filesystem::path out;
};

/// Every eighth site is for validation: what is judged was never seen, not its ground, not its people.
[[nodiscard]] constexpr bool is_for_validation(int scene) noexcept { return scene % 8 == 7; }

/// The name of its half of the set.
[[nodiscard]] constexpr const char* split_of(bool is_validation) noexcept { return is_validation ? "val" : "train"; }

/// Writes `images/{train,val}/SCENE_VIEW.png`, and YOLO's `labels/` and `data.yaml` or COCO's
/// `annotations/instances_{train,val}.json`; depth to `depth/`. `on_progress` hears how many pictures are done, of how many,
/// from one of the threads at a time: each renders sites of its own.
/// `dataset.json` remembers what the set is made of: `Error::kConflict` where a set of something else is to be resumed.
[[nodiscard]] Status write_dataset(const DatasetOptions& options, const std::function<void(int, int)>& on_progress);

}  // namespace eyrie::world
