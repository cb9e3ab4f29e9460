// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "perception/average_precision.hpp"
#include "perception/detection.hpp"

namespace eyrie::model {

/// What is true of pictures that a float and an int8 model are measured on.
class Labels {
 public:
  /// `path` is a folder in YOLO's text format (one `<picture>.txt` each, the model's own class numbers), a COCO file
  /// (`.json`; classes by name, those that the model does not know left out, crowds count neither way), or empty: then what
  /// the float model itself sees is true. Of what it is sure (confidence 0.4) every box is to be found, what it half sees
  /// (from 0.05) counts neither way, and what it does not see at all is a false alarm.
  ///
  /// `kInvalidArgument` where a COCO file has none of the model's classes, and what `datasets::read_coco` tells.
  [[nodiscard]] static Result<Labels> open(const std::filesystem::path& path, std::span<const std::string> class_names);

  /// `seen` is what the float model answered. `kNotFound` for a picture that a COCO file does not list.
  [[nodiscard]] Result<std::vector<perception::TrueBox>> of(const std::filesystem::path& picture,
                                                            const imaging::Image& image,
                                                            std::span<const perception::Detection> seen) const;

 private:
  explicit Labels(std::filesystem::path path, std::size_t classes) : path_(std::move(path)), classes_(classes) {}
  Status read_coco(std::span<const std::string> class_names);
  [[nodiscard]] bool is_coco() const { return path_.extension() == ".json"; }

  std::filesystem::path path_;
  std::size_t classes_;
  std::map<std::string, std::vector<perception::TrueBox>> coco_;  ///< by the picture's file name
};

}  // namespace eyrie::model
