// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::delivery {

/// Sequence numbers `first` to `last`, both included.
struct SeqRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  [[nodiscard]] std::uint64_t size() const noexcept { return last - first + 1; }
  friend bool operator==(const SeqRange&, const SeqRange&) = default;
};

/// A set of sequence numbers, kept as the fewest ranges in ascending order: what was acknowledged, what was committed.
///
/// Sequence numbers count from 1 and nearly everything arrives, so the set is one range almost always and a handful after
/// a loss; every call is linear in the number of ranges at worst, and logarithmic where nothing moves.
class RangeSet {
 public:
  RangeSet() = default;
  RangeSet(std::initializer_list<SeqRange> ranges);

  /// Adds a range and merges it with its neighbours. True when at least one number is new.
  /// A range that starts at 0 or runs backwards is our bug.
  bool insert(SeqRange range);
  bool insert(std::uint64_t seq) { return insert(SeqRange{seq, seq}); }
  void insert(const RangeSet& other);
  /// Takes numbers out, splitting a range where they lie in its middle.
  void remove(SeqRange range);

  [[nodiscard]] bool contains(std::uint64_t seq) const noexcept;
  /// True when every number of `range` is in the set.
  [[nodiscard]] bool contains(SeqRange range) const noexcept;
  /// What of `within` is not in the set, ascending.
  [[nodiscard]] std::vector<SeqRange> gaps(SeqRange within) const;
  /// How many numbers are in the set.
  [[nodiscard]] std::uint64_t count() const noexcept;
  /// The highest number, 0 when the set is empty.
  [[nodiscard]] std::uint64_t highest() const noexcept { return ranges_.empty() ? 0 : ranges_.back().last; }
  [[nodiscard]] bool is_empty() const noexcept { return ranges_.empty(); }
  /// Ascending, disjoint, never touching.
  [[nodiscard]] std::span<const SeqRange> ranges() const noexcept { return ranges_; }

  /// `1-17,19,21-40`: how a ledger keeps its ranges in a database column.
  [[nodiscard]] std::string to_text() const;
  /// Takes what `to_text` wrote, in any order and with overlaps. `Error::kCorrupt` for anything else.
  [[nodiscard]] static Result<RangeSet> from_text(std::string_view text);

  friend bool operator==(const RangeSet&, const RangeSet&) = default;

 private:
  std::vector<SeqRange> ranges_;
};

}  // namespace eyrie::delivery
