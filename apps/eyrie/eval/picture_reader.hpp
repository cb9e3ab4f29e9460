// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "datasets/dataset.hpp"
#include "imaging/image.hpp"

namespace eyrie::eval {

/// Pixels of a data set's pictures, in its order: each from its file, or all from one film.
class PictureReader {
 public:
  virtual ~PictureReader() = default;
  /// Errors name the picture.
  [[nodiscard]] virtual Result<imaging::Picture> read(const datasets::LabelledPicture& picture) = 0;
};

/// `images` is what the user named for pictures: where it is a film, a picture is the frame of its number (`000012.png` is
/// the twelfth), numbers rise from picture to picture, and frames between them are passed over. Else pictures are files.
[[nodiscard]] Result<std::unique_ptr<PictureReader>> open_pictures(const std::filesystem::path& images);

}  // namespace eyrie::eval
