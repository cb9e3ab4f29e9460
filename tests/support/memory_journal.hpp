// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "delivery/journal.hpp"

namespace eyrie::test {

/// A journal in memory: as the real one, but for what survives. It can be told to be full.
class MemoryJournal final : public delivery::Journal {
 public:
  [[nodiscard]] const std::string& epoch() const noexcept override { return epoch_; }

  [[nodiscard]] Result<delivery::SeqRange> append(std::span<const delivery::NewEntry> entries) override {
    const std::lock_guard lock(mutex_);
    if (is_full_) return fail_for_now(Error::kExhausted, "told to be full");
    const std::uint64_t first = next_seq_;
    for (const auto& entry : entries) {
      const std::uint64_t seq = next_seq_++;
      store({seq, seq}, entry.urgency, entry.stream, entry.compose({epoch_, seq}), false);
    }
    return delivery::SeqRange{first, next_seq_ - 1};
  }

  [[nodiscard]] Result<std::vector<delivery::StoredEntry>> read(std::span<const std::uint64_t> seqs) const override {
    const std::lock_guard lock(mutex_);
    std::map<std::uint64_t, delivery::StoredEntry> found;
    for (const std::uint64_t seq : seqs) {
      if (const auto entry = entries_.find(seq); entry != entries_.end()) found.insert(*entry);
    }
    std::vector<delivery::StoredEntry> result;
    for (auto& [seq, entry] : found) result.push_back(std::move(entry));
    return result;
  }

  [[nodiscard]] Result<std::vector<delivery::EntryInfo>> index() const override {
    const std::lock_guard lock(mutex_);
    std::vector<delivery::EntryInfo> index;
    for (const auto& [seq, entry] : entries_) index.push_back(entry.info);
    return index;
  }

  [[nodiscard]] Status forget(const delivery::RangeSet& acknowledged) override {
    const std::lock_guard lock(mutex_);
    std::erase_if(entries_, [&](const auto& item) { return acknowledged.contains(item.second.info.range); });
    return {};
  }

  [[nodiscard]] Result<std::vector<delivery::EntryInfo>> bury(std::span<const delivery::SeqRange> ranges,
                                                              const delivery::ComposeTombstone& compose) override {
    const std::lock_guard lock(mutex_);
    std::vector<delivery::EntryInfo> tombstones;
    for (const delivery::SeqRange& range : ranges) {
      for (auto entry = entries_.lower_bound(range.first); entry != entries_.end() && entry->first <= range.last;) {
        tombstoned_ += entry->second.info.is_tombstone ? 0 : 1;
        entry = entries_.erase(entry);
      }
      tombstones.push_back(
          store(range, delivery::Urgency::kAlert, delivery::Stream::kEvents, compose({epoch_, range.first}, range), true));
    }
    ++burials_;
    is_full_ = false;
    return tombstones;
  }

  [[nodiscard]] delivery::JournalStats stats() const override {
    const std::lock_guard lock(mutex_);
    delivery::JournalStats stats{.next_seq = next_seq_, .entries = entries_.size(), .tombstoned = tombstoned_};
    for (const auto& [seq, entry] : entries_) stats.payload.value += entry.payload.size();
    stats.file = stats.payload;
    return stats;
  }

  /// How often `bury` was called: each time is a transaction of a real journal.
  [[nodiscard]] std::uint64_t burials() const {
    const std::lock_guard lock(mutex_);
    return burials_;
  }

  /// Until the next burial makes room.
  void fill() {
    const std::lock_guard lock(mutex_);
    is_full_ = true;
  }

 private:
  delivery::EntryInfo store(delivery::SeqRange range, delivery::Urgency urgency, delivery::Stream stream,
                            std::string payload, bool is_tombstone) {
    const delivery::EntryInfo info{.range = range,
                                   .urgency = urgency,
                                   .bytes = static_cast<std::uint32_t>(payload.size()),
                                   .is_tombstone = is_tombstone};
    entries_[range.first] = {.info = info, .stream = stream, .payload = std::move(payload)};
    return info;
  }

  mutable std::mutex mutex_;
  const std::string epoch_ = "memory-epoch";
  std::map<std::uint64_t, delivery::StoredEntry> entries_;
  std::uint64_t next_seq_ = 1;
  std::uint64_t tombstoned_ = 0;
  std::uint64_t burials_ = 0;
  bool is_full_ = false;
};

}  // namespace eyrie::test
