// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "crypto/sha256.hpp"

namespace eyrie::fleet {

/// One thing somebody did, chained to the one before it: changing, removing or reordering any entry changes every digest
/// after it. What the chain cannot show by itself is a cut at its end; compare the head with one that was written down
/// elsewhere.
struct AuditEntry {
  std::uint64_t index = 0;  ///< counts from 1 without holes
  Timestamp at;
  std::string actor;          ///< `Principal::actor()`
  std::string action;         ///< `incident.resolve`, `drone.enrol`, ...
  std::string subject;        ///< `incident:17`, `user:ada`, ...
  std::string detail;         ///< for a person; empty when the rest says it all
  crypto::Digest previous{};  ///< all zero for the first
  crypto::Digest digest{};    ///< sha256(previous || canonical bytes)
};

/// The bytes that are hashed: index and time as 8 bytes big-endian, then each text as its length in 8 bytes big-endian and
/// its UTF-8. Fixed for ever: chains that exist were made with it.
[[nodiscard]] std::vector<std::uint8_t> canonical_bytes(const AuditEntry& entry);

/// The digest `entry` must have, given its own `previous`.
[[nodiscard]] crypto::Digest digest_of(const AuditEntry& entry);

/// Where a chain broke, and how.
struct ChainBreak {
  std::uint64_t index = 0;
  std::string reason;
};

/// Checks a chain of any length piece by piece, beginning with its first entry.
class ChainVerifier {
 public:
  /// The first break in `entries`, which follow those of the call before. Nothing more is checked after a break.
  [[nodiscard]] std::optional<ChainBreak> check(std::span<const AuditEntry> entries);
  /// Index and digest of the last entry that was good: what to write down elsewhere.
  [[nodiscard]] std::uint64_t index() const noexcept { return index_; }
  [[nodiscard]] const crypto::Digest& head() const noexcept { return head_; }

 private:
  std::uint64_t index_ = 0;
  crypto::Digest head_{};
};

}  // namespace eyrie::fleet
