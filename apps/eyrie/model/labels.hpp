// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "evaluation/coco.hpp"
#include "imaging/image.hpp"
#include "perception/detection.hpp"

namespace eyrie::model {

/// What is true of the pictures that a float and an int8 model are measured on.
class Labels {
 public:
  /// `path` is a folder in YOLO's text format (one `<picture>.txt` each, the model's own class numbers), a data set as
  /// `eyrie eval detect` takes it (COCO's `.json`, YOLO's `.yaml`; classes by name), or empty: then what the float model
  /// itself sees is true. Of what it is sure (confidence 0.4) every box is to be found, what it half sees (from 0.05) is
  /// held for a crowd, which counts neither way, and what it does not see at all is a false alarm.
  ///
  /// `kNotFound` where `path` is not there or has nothing on one of the `pictures` (in a folder: on all of them, for there
  /// a picture without a file has nothing in it), `kConflict` where a data set has two pictures of one name,
  /// `kInvalidArgument` where it has none of the model's classes, and what reading tells.
  [[nodiscard]] static Result<Labels> open(const std::filesystem::path& path, std::span<const std::string> class_names,
                                           std::span<const std::filesystem::path> pictures);

  /// Of one of the pictures, which becomes number `index`. `seen` is what the float model answered.
  [[nodiscard]] Result<std::vector<evaluation::TrueBox>> of(const std::filesystem::path& picture, std::uint32_t index,
                                                            const imaging::ImageView& image,
                                                            std::span<const perception::Detection> seen) const;

 private:
  using ByName = std::unordered_map<std::string, std::vector<evaluation::TrueBox>>;

  Labels(std::filesystem::path path, std::size_t classes) : path_(std::move(path)), classes_(classes) {}
  Status look_for_files(std::span<const std::filesystem::path> pictures) const;
  Status read_data_set(std::span<const std::string> class_names, std::span<const std::filesystem::path> pictures);

  std::filesystem::path path_;
  std::size_t classes_;
  std::optional<ByName> data_set_;  ///< by the picture's file name
};

}  // namespace eyrie::model
