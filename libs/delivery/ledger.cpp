// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/ledger.hpp"

#include <algorithm>

namespace eyrie::delivery {

Ledger::Ledger(RangeSet committed, RangeSet tombstoned, std::uint64_t next_seq)
    : committed_(std::move(committed)),
      tombstoned_(std::move(tombstoned)),
      next_seq_(std::max({next_seq, committed_.highest() + 1, tombstoned_.highest() + 1})) {}

bool Ledger::commit(std::uint64_t seq) {
  if (!committed_.insert(seq)) return false;
  if (!tombstoned_.is_empty()) tombstoned_.remove({seq, seq});
  next_seq_ = std::max(next_seq_, seq + 1);
  return true;
}

void Ledger::bury(SeqRange range) {
  for (const SeqRange& gap : committed_.gaps(range)) tombstoned_.insert(gap);
  next_seq_ = std::max(next_seq_, range.last + 1);
}

void Ledger::expect(std::uint64_t next_seq, std::uint64_t waiting, std::uint64_t tombstoned) {
  next_seq_ = std::max(next_seq_, next_seq);
  edge_waiting_ = waiting;
  edge_tombstoned_ = tombstoned;
}

std::vector<SeqRange> Ledger::open() const {
  if (next_seq_ == 1) return {};
  return settled().gaps({1, next_seq_ - 1});
}

RangeSet Ledger::settled() const {
  RangeSet settled = committed_;
  settled.insert(tombstoned_);
  return settled;
}

LedgerSummary Ledger::summary() const {
  LedgerSummary summary{.next_seq = next_seq_, .committed = committed_.count(), .tombstoned = tombstoned_.count()};
  summary.open = next_seq_ - 1 - summary.committed - summary.tombstoned;
  const std::uint64_t unknown_tombstones = edge_tombstoned_ - std::min(edge_tombstoned_, summary.tombstoned);
  summary.waiting = std::min(summary.open, edge_waiting_ + unknown_tombstones);
  summary.missing = summary.open - summary.waiting;
  return summary;
}

}  // namespace eyrie::delivery
