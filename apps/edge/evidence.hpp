// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "fleet/events.hpp"

namespace eyrie::edge {

/// A picture or clip with what there is to say about it. The attachment's size and hash are filled in by the folder.
struct Evidence {
  fleet::Attachment attachment;
  std::vector<std::uint8_t> bytes;
  std::string sidecar;  ///< of a clip: its frames as JSON, kept under `<key>.json`; empty for a picture
};

/// Evidence on disk, waiting for upload.
struct WaitingEvidence {
  fleet::Attachment attachment;
  std::filesystem::path file;
  std::filesystem::path sidecar;  ///< empty when there is none
  std::filesystem::path record;   ///< written last, removed last: with it the evidence exists
};

/// Pictures and clips on their way to the gateway, as files, so that they survive whatever happens to this program. Used by
/// one thread.
///
/// A record file (the attachment as JSON) is renamed into place after the bytes are on disk; what has no record at start is
/// the rest of a write that was cut off, and is removed. The oldest clips give way when `max_bytes` would be passed.
class EvidenceFolder {
 public:
  [[nodiscard]] static Result<EvidenceFolder> open(std::filesystem::path folder, ByteCount max_bytes);

  /// `kExhausted` when there is no room for it even after clearing.
  [[nodiscard]] Status add(Evidence evidence);
  /// Pictures before clips, each oldest first.
  [[nodiscard]] std::vector<WaitingEvidence> waiting() const;
  void remove(const WaitingEvidence& evidence);
  /// What gave way for lack of room since the last call, for the log.
  [[nodiscard]] std::vector<std::string> take_given_up();

 private:
  EvidenceFolder(std::filesystem::path folder, ByteCount max_bytes) : folder_(std::move(folder)), max_bytes_(max_bytes) {}
  Status load();
  [[nodiscard]] bool make_room(std::uint64_t bytes);

  std::filesystem::path folder_;
  ByteCount max_bytes_;
  std::vector<WaitingEvidence> waiting_;
  std::vector<std::string> given_up_;
};

}  // namespace eyrie::edge
