// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/audit.hpp"

#include <string_view>

namespace eyrie::fleet {
namespace {

void put_number(std::vector<std::uint8_t>& bytes, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put_text(std::vector<std::uint8_t>& bytes, std::string_view text) {
  put_number(bytes, text.size());
  bytes.insert(bytes.end(), text.begin(), text.end());
}

}  // namespace

std::vector<std::uint8_t> canonical_bytes(const AuditEntry& entry) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(64 + entry.actor.size() + entry.action.size() + entry.subject.size() + entry.detail.size());
  put_number(bytes, entry.index);
  put_number(bytes, static_cast<std::uint64_t>(to_nanoseconds(entry.at)));
  for (const std::string* text : {&entry.actor, &entry.action, &entry.subject, &entry.detail}) put_text(bytes, *text);
  return bytes;
}

crypto::Digest digest_of(const AuditEntry& entry) {
  crypto::Sha256 hash;
  hash.update(entry.previous);
  hash.update(canonical_bytes(entry));
  return hash.finish();
}

std::optional<ChainBreak> ChainVerifier::check(std::span<const AuditEntry> entries) {
  for (const AuditEntry& entry : entries) {
    if (entry.index != index_ + 1) {
      return ChainBreak{index_ + 1, "entry " + std::to_string(index_ + 1) + " is missing, " + std::to_string(entry.index) +
                                        " stands in its place"};
    }
    if (entry.previous != head_) return ChainBreak{entry.index, "is not chained to the entry before it"};
    if (entry.digest != digest_of(entry)) return ChainBreak{entry.index, "was changed after it was written"};
    index_ = entry.index;
    head_ = entry.digest;
  }
  return std::nullopt;
}

}  // namespace eyrie::fleet
