// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "delivery/range_set.hpp"

namespace eyrie::test {

/// What a gateway that does everything right holds of one epoch: the account that an edge's journal is compared with.
class Receiver {
 public:
  /// A message that does come after its tombstone counts as committed.
  void commit(std::uint64_t seq) {
    committed_.insert(seq);
    lost_.remove({seq, seq});
  }
  /// Numbers that did come stay committed.
  void bury(delivery::SeqRange range) {
    for (const delivery::SeqRange& gap : committed_.gaps(range)) lost_.insert(gap);
  }

  [[nodiscard]] bool has(std::uint64_t seq) const { return committed_.contains(seq); }
  [[nodiscard]] std::uint64_t committed() const { return committed_.count(); }
  [[nodiscard]] std::uint64_t lost() const { return lost_.count(); }
  /// One past the highest number that was heard of.
  [[nodiscard]] std::uint64_t next_seq() const { return std::max(committed_.highest(), lost_.highest()) + 1; }
  /// Below `next_seq`, and neither here nor named as lost.
  [[nodiscard]] std::vector<delivery::SeqRange> open() const {
    delivery::RangeSet settled = committed_;
    settled.insert(lost_);
    return next_seq() == 1 ? std::vector<delivery::SeqRange>{} : settled.gaps({1, next_seq() - 1});
  }

 private:
  delivery::RangeSet committed_;
  delivery::RangeSet lost_;
};

}  // namespace eyrie::test
