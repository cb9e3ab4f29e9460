// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace eyrie::fleet {

enum class AttachmentKind : std::uint8_t { kFrame, kClip };

/// A flagged frame or a clip whose bytes lie in the object store, uploaded and confirmed by hash.
struct Attachment {
  /// Longer evidence is nobody's: what it shows is looked for in every frame of its span, in one transaction.
  static constexpr std::chrono::hours kMaxSpan{1};

  DroneId drone{};
  MessageId message{};
  AttachmentKind kind = AttachmentKind::kFrame;
  std::string key{};     ///< in the object store: `drone-01/2025/09/24/clip_1758705015120.mp4`
  std::string sha256{};  ///< of the bytes, 64 lower-case hex digits
  ByteCount size{};
  std::string media_type{};  ///< `image/jpeg`, `video/mp4`
  Timestamp from{};          ///< first and last moment that the bytes show; both equal `captured_at` for a frame
  Timestamp to{};
  std::vector<std::string> track_ids{};
  std::string frame_id{};   ///< the frame that asked for it
  Timestamp captured_at{};  ///< of that frame
  friend bool operator==(const Attachment&, const Attachment&) = default;
};

/// A stretch of time in which the drone did not look: a camera that was lost, a pipeline that stood still.
struct CaptureGap {
  DroneId drone{};
  MessageId message{};
  Timestamp from{};
  Timestamp to{};
  std::string what{};    ///< what stood still: `capture`; or was lost as a whole: `journal`
  std::string reason{};  ///< for a person
  friend bool operator==(const CaptureGap&, const CaptureGap&) = default;
};

/// Stands in the place of messages that the edge had to delete before anyone acknowledged them. `message.seq` is `first`.
struct Tombstone {
  DroneId drone{};
  MessageId message{};
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string reason{};
  friend bool operator==(const Tombstone&, const Tombstone&) = default;
};

/// What travels on `drone/<id>/events`: everything but detections and telemetry that must not be lost.
using Event = std::variant<Attachment, CaptureGap, Tombstone>;

}  // namespace eyrie::fleet
