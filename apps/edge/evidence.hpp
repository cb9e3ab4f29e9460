// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "edge/durable_file.hpp"
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
  std::string sidecar_sha256;
  std::filesystem::path record;  ///< written last, removed first: with it the evidence exists
  ByteCount on_disk;             ///< of all three
};

/// Evidence that nobody will see, and why, for a person.
struct LostEvidence {
  std::string key;
  std::string reason;
};

/// Pictures and clips on their way to the gateway, as files, so that they survive whatever happens to this program. Used by
/// one thread.
///
/// The record (the attachment as JSON) is written when everything else is on disk; what has no record at start is the rest
/// of a write that was cut off, and is removed. When `max_bytes` would be passed or the disk is full, clips give way before
/// pictures, the oldest first, and never a picture for a clip.
class EvidenceFolder {
 public:
  using WriteFile = std::function<Status(const std::filesystem::path&, std::span<const std::uint8_t>)>;

  [[nodiscard]] static Result<EvidenceFolder> open(std::filesystem::path folder, ByteCount max_bytes,
                                                   WriteFile write = write_durably);

  /// Adding the same again changes nothing. `kConflict` when other bytes wait under its key, `kExhausted` when there is no
  /// room for it; what waits is untouched then, and nothing of the new is left.
  [[nodiscard]] Status add(Evidence evidence);
  /// Pictures before clips, each oldest first.
  [[nodiscard]] const std::vector<WaitingEvidence>& waiting() const noexcept { return waiting_; }
  void remove(WaitingEvidence evidence);
  /// What gave way or was found damaged since the last call.
  [[nodiscard]] std::vector<LostEvidence> take_lost();

 private:
  EvidenceFolder(std::filesystem::path folder, ByteCount max_bytes, WriteFile write)
      : folder_(std::move(folder)), max_bytes_(max_bytes), write_(std::move(write)) {}
  Status load();
  void load(const std::filesystem::path& record);
  [[nodiscard]] Status write(const WaitingEvidence& waiting, const Evidence& evidence, const std::string& record) const;
  [[nodiscard]] const WaitingEvidence* next_to_give_way(fleet::AttachmentKind kind) const;
  [[nodiscard]] bool can_make_room(ByteCount bytes, fleet::AttachmentKind kind) const;
  void make_room(ByteCount bytes, fleet::AttachmentKind kind);
  ByteCount give_way(const WaitingEvidence& victim, std::string reason);
  [[nodiscard]] ByteCount used() const;

  std::filesystem::path folder_;
  ByteCount max_bytes_;
  WriteFile write_;
  std::vector<WaitingEvidence> waiting_;
  std::vector<LostEvidence> lost_;
};

}  // namespace eyrie::edge
