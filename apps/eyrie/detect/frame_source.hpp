// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "imaging/frame.hpp"

namespace eyrie::detect {

/// Frames of whatever a person names, one after the other and none left out. Used by one thread.
class FrameSource {
 public:
  struct Item {
    std::string source;  ///< the picture's path, or the video as it was named
    imaging::Frame frame;
  };

  virtual ~FrameSource() = default;
  /// The next frame, or nothing at the end.
  [[nodiscard]] virtual Result<std::optional<Item>> next() = 0;
  /// How many frames there are, where that is known beforehand.
  [[nodiscard]] virtual std::optional<std::size_t> total() const = 0;
};

/// A picture, a folder or pattern of pictures, a video file, or a stream's address.
[[nodiscard]] Result<std::unique_ptr<FrameSource>> open_frames(const std::string& source);

}  // namespace eyrie::detect
