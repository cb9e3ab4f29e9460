// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/coco.hpp"

namespace eyrie::datasets {

struct LabelledPicture {
  std::string id;  ///< what results call it: COCO's number, or the file's name without its ending
  std::filesystem::path file;
};

/// Pictures and what is in them. The indices in `truth` are places in the other lists.
struct Dataset {
  std::vector<std::string> class_names;
  std::vector<std::int64_t> class_ids;  ///< what results call the classes
  std::vector<LabelledPicture> pictures;
  std::vector<evaluation::TrueBox> truth;
};

/// Width and height in pixels, upright.
struct PictureSize {
  double width = 0;
  double height = 0;
};

/// Why no labeller can have meant this box, or nothing: not finite, of negative size, or outside of the picture by more than
/// the pixel that rounding may cost.
[[nodiscard]] std::optional<std::string> fault_of(const evaluation::PixelBox& box, const PictureSize& size);

}  // namespace eyrie::datasets
