// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <vector>

#include "base/time.hpp"
#include "capture/ffmpeg/av.hpp"

namespace eyrie::capture {

/// When a fragmented MP4 was captured, by its producer reference times (`prft`, ISO/IEC 14496-12, 8.16.5), which FFmpeg
/// writes and passes over when it reads. Immutable.
///
/// Between two of them time runs evenly, so the pictures follow the recorder's clock however its media clock drifts.
class RecordedTimes {
 public:
  /// None at all where the file says nothing, or nothing believable: a clock before the year 2000, an arbitrary one (flag
  /// 8), or one that did not run with the pictures, as when a film was rewritten faster than it plays.
  [[nodiscard]] static RecordedTimes read(const std::filesystem::path& file, const AVStream& stream);

  [[nodiscard]] bool is_empty() const noexcept { return references_.empty(); }
  /// When the picture of that container time was captured. Grows with it. Not to be asked where there is nothing.
  [[nodiscard]] Timestamp at(std::chrono::nanoseconds picture) const;

 private:
  struct Reference {
    std::chrono::nanoseconds picture{};
    Timestamp captured_at;
  };
  [[nodiscard]] bool is_believable() const;

  std::vector<Reference> references_;  ///< both grow
};

}  // namespace eyrie::capture
