// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "delivery/range_set.hpp"

namespace eyrie::delivery {

/// Where every number of one epoch stands. The counts add up: next_seq - 1 = committed + tombstoned + open.
struct LedgerSummary {
  std::uint64_t next_seq = 1;    ///< the first number that has not been given out, as far as is known
  std::uint64_t committed = 0;   ///< here, once
  std::uint64_t tombstoned = 0;  ///< deleted by the edge before they came; named, and never to come
  std::uint64_t open = 0;        ///< given out, and neither of the two yet
  std::uint64_t waiting = 0;     ///< of `open`: what the edge said it still holds, or holds a tombstone of
  std::uint64_t missing = 0;     ///< of `open`: what nobody holds. Anything but 0 that lasts is an alarm
  friend bool operator==(const LedgerSummary&, const LedgerSummary&) = default;
};

/// The gateway's account of one (drone, epoch): what has come, what never will, and what is missing.
///
/// A value: whoever stores it stores `committed().to_text()`, `tombstoned().to_text()` and `next_seq()` in the same
/// transaction as the rows they speak of. Not thread-safe.
class Ledger {
 public:
  Ledger() = default;
  Ledger(RangeSet committed, RangeSet tombstoned, std::uint64_t next_seq);

  /// True when `seq` is new here; false for one that came before, whose row exists already. A message that does come
  /// after its tombstone counts as committed.
  bool commit(std::uint64_t seq);
  /// Notes a tombstone; numbers that did come stay committed.
  void bury(SeqRange range);
  /// The edge's status: it has given out numbers below `next_seq`, still holds `waiting` of them, and has buried
  /// `tombstoned`, whose tombstones may be on their way.
  void expect(std::uint64_t next_seq, std::uint64_t waiting, std::uint64_t tombstoned = 0);

  [[nodiscard]] bool has(std::uint64_t seq) const noexcept { return committed_.contains(seq); }
  /// What was given out and has neither come nor been buried, ascending.
  [[nodiscard]] std::vector<SeqRange> open() const;
  /// What may be acknowledged to the edge: committed and tombstoned alike.
  [[nodiscard]] RangeSet settled() const;
  [[nodiscard]] LedgerSummary summary() const;

  [[nodiscard]] const RangeSet& committed() const noexcept { return committed_; }
  [[nodiscard]] const RangeSet& tombstoned() const noexcept { return tombstoned_; }
  [[nodiscard]] std::uint64_t next_seq() const noexcept { return next_seq_; }

 private:
  RangeSet committed_;
  RangeSet tombstoned_;
  std::uint64_t next_seq_ = 1;
  std::uint64_t edge_waiting_ = 0;
  std::uint64_t edge_tombstoned_ = 0;
};

}  // namespace eyrie::delivery
