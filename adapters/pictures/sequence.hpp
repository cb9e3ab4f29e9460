// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "imaging/frame.hpp"
#include "pictures/decode.hpp"

namespace eyrie::pictures {

/// True for a name that ends as a picture's does: .jpg, .jpeg, .png, in any case.
[[nodiscard]] bool is_picture_name(const std::filesystem::path& path);

/// The order a person expects: numbers by value, letters without case. `img2` before `img10`.
[[nodiscard]] bool is_naturally_less(std::string_view a, std::string_view b);

/// Still pictures as a sequence of frames: one file, all pictures of a directory, or a pattern (`*`, `?`, `[...]` in the
/// last part of the path), in natural order. Used by one thread.
class PictureSequence {
 public:
  struct Options {
    DecodeOptions decode{};
    Timestamp start{};                                                   ///< capture time of the first picture
    std::chrono::nanoseconds interval = std::chrono::milliseconds{500};  ///< between two pictures
  };
  /// Lists the files, and opens none of them. `kNotFound` when there is no picture.
  [[nodiscard]] static Result<PictureSequence> open(const std::filesystem::path& source, Options options);

  struct Item {
    std::filesystem::path path;
    imaging::Frame frame;  ///< BGR
  };
  /// The next picture, or nothing at the end. A picture that cannot be read is an error of that picture alone, named in the
  /// message; its frame id is used up, and the next call goes on behind it.
  [[nodiscard]] Result<std::optional<Item>> next();

  [[nodiscard]] const std::vector<std::filesystem::path>& paths() const noexcept { return paths_; }

 private:
  PictureSequence(std::vector<std::filesystem::path> paths, Options options) : paths_(std::move(paths)), options_(options) {}
  std::vector<std::filesystem::path> paths_;
  Options options_;
  std::size_t at_ = 0;
};

}  // namespace eyrie::pictures
