// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "crypto/sha256.hpp"
#include "fleet/principal.hpp"

namespace eyrie::fleet {

/// The name of one object: a drone's id, then 1 to 7 parts of `a-z A-Z 0-9 . _ -` that do not begin with a point, joined by
/// `/`, at most 256 bytes. `drone-01/2025/09/24/clip_1758705015120.mp4` is the seed's form. Nothing that parses can leave a
/// folder.
class BlobKey {
 public:
  BlobKey() = default;

  [[nodiscard]] static Result<BlobKey> parse(std::string_view text);
  /// `drone_id/YYYY/MM/DD/<stem>_<milliseconds since 1970>.<extension>`
  [[nodiscard]] static Result<BlobKey> dated(const DroneId& drone, Timestamp at, std::string_view stem,
                                             std::string_view extension);

  [[nodiscard]] const std::string& str() const noexcept { return text_; }
  [[nodiscard]] const DroneId& drone() const noexcept { return drone_; }
  friend auto operator<=>(const BlobKey&, const BlobKey&) = default;

 private:
  BlobKey(std::string text, DroneId drone) : text_(std::move(text)), drone_(std::move(drone)) {}
  std::string text_;
  DroneId drone_;
};

/// `video/mp4`, `image/jpeg`, `image/png`, by the key's ending; `application/octet-stream` otherwise.
[[nodiscard]] std::string_view media_type_of(const BlobKey& key) noexcept;

struct BlobInfo {
  ByteCount size;
  crypto::Digest sha256{};
  Timestamp stored_at;
};

struct UploadRequest {
  BlobKey key;
  ByteCount size;
  crypto::Digest sha256{};
  friend bool operator==(const UploadRequest&, const UploadRequest&) = default;
};

/// How far an upload has come.
struct UploadState {
  std::string id;  ///< 1 to 64 of `A-Z a-z 0-9 _ -`
  UploadRequest request;
  std::uint64_t offset = 0;  ///< bytes that are here for good: where to go on
  bool is_finished = false;  ///< checked by its hash and readable under its key
};

/// Uploads older than this are forgotten. A finished one is remembered only for a client that missed the answer.
struct UploadExpiry {
  Timestamp unfinished_since;  ///< of the last byte
  Timestamp finished_since;
};

/// Whole objects by name: flagged pictures, clips. An object appears under its key at once and complete, with the bytes its
/// hash tells, or not at all; after that it never changes.
///
/// Reading is `Action::kView`, or the drone's own. Writing is `kReport`; a drone writes under its own id only.
/// Putting the same bytes under a key that exists succeeds; other bytes are `kConflict`.
/// `kExhausted` when there is no room; nothing is left half-written then.
///
/// Thread-safe. Calls block for I/O. What returned success survives a kill and a power cut.
class BlobStore {
 public:
  virtual ~BlobStore() = default;

  /// `kCorrupt` when the bytes do not have this hash, `kTooLarge` past the store's limit.
  [[nodiscard]] virtual Result<BlobInfo> put(const Principal& principal, const BlobKey& key,
                                             std::span<const std::uint8_t> bytes, const crypto::Digest& sha256) = 0;
  /// `kNotFound` when there is none.
  [[nodiscard]] virtual Result<BlobInfo> stat(const Principal& principal, const BlobKey& key) = 0;
  /// `length` bytes from `offset`, fewer at the end of the object. `kOutOfRange` when it ends before `offset`; at most 64
  /// MiB a call.
  [[nodiscard]] virtual Result<std::vector<std::uint8_t>> read(const Principal& principal, const BlobKey& key,
                                                               std::uint64_t offset, std::uint64_t length) = 0;
  /// Succeeds also when there is none. `kManageUsers` or a service.
  [[nodiscard]] virtual Status remove(const Principal& principal, const BlobKey& key) = 0;

  // Uploads in pieces, which go on where they stopped: create, append until `offset` is the size, finish.

  /// An upload of the same request that stopped half-way is gone on with, and one whose object is there is finished.
  /// `kConflict` when there are other bytes under the key, retryable `kExhausted` when this drone has begun as many uploads
  /// as it may, `kTooLarge` past the store's limit.
  [[nodiscard]] virtual Result<UploadState> create_upload(const Principal& principal, const UploadRequest& request) = 0;
  [[nodiscard]] virtual Result<UploadState> upload(const Principal& principal, std::string_view id) = 0;
  /// The new state. `kConflict` with the right offset in the message when `offset` is not where the upload stands,
  /// `kTooLarge` past its announced size.
  [[nodiscard]] virtual Result<UploadState> append(const Principal& principal, std::string_view id, std::uint64_t offset,
                                                   std::span<const std::uint8_t> bytes) = 0;
  /// Checks the hash and makes the object readable. Calling it again gives the same answer. `kConflict` before the last byte
  /// came, or when there are other bytes under the key by now; `kCorrupt` when the hash is another. But for the first, the
  /// upload is gone then.
  [[nodiscard]] virtual Result<BlobInfo> finish(const Principal& principal, std::string_view id) = 0;
  /// Forgets uploads that nobody went on with. How many. Services only.
  [[nodiscard]] virtual Result<std::uint64_t> expire_uploads(const Principal& principal, const UploadExpiry& expiry) = 0;
};

}  // namespace eyrie::fleet
