// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "eyrie/detect/report_writer.hpp"
#include "imaging/image.hpp"
#include "pictures/jpeg.hpp"

namespace eyrie::detect {

/// Writes frames as JPEG with their boxes drawn in: `bus.jpg` for `bus.jpg`, `bus.png.jpg` for `bus.png`,
/// `walk_frame-0001.jpg` for a film. Used by one thread.
class PictureSaver {
 public:
  /// Makes `folder`. `kUnavailable` where that cannot be done.
  [[nodiscard]] static Result<PictureSaver> open(const std::filesystem::path& folder, std::vector<std::string> class_names);
  [[nodiscard]] Status save(const imaging::ImageView& picture, const FrameReport& report);

 private:
  PictureSaver(std::filesystem::path folder, std::vector<std::string> class_names, pictures::JpegEncoder encoder)
      : folder_(std::move(folder)), class_names_(std::move(class_names)), encoder_(std::move(encoder)) {}
  std::filesystem::path folder_;
  std::vector<std::string> class_names_;
  pictures::JpegEncoder encoder_;
};

}  // namespace eyrie::detect
