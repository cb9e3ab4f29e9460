// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/range_set.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <limits>
#include <optional>

namespace eyrie::delivery {
namespace {

constexpr std::uint64_t kHighest = std::numeric_limits<std::uint64_t>::max() - 1;  // so that last + 1 never wraps

/// Takes one number off the front of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value == 0 || value > kHighest) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

RangeSet::RangeSet(std::initializer_list<SeqRange> ranges) {
  for (const SeqRange& range : ranges) insert(range);
}

bool RangeSet::insert(SeqRange range) {
  assert(range.first >= 1 && range.first <= range.last && range.last <= kHighest);
  // The first range that touches or follows ours, and the first that lies wholly behind it.
  auto begin = std::lower_bound(ranges_.begin(), ranges_.end(), range.first,
                                [](const SeqRange& r, std::uint64_t first) { return r.last + 1 < first; });
  if (begin != ranges_.end() && begin->first <= range.first && begin->last >= range.last) return false;
  auto end = begin;
  while (end != ranges_.end() && end->first <= range.last + 1) {
    range.first = std::min(range.first, end->first);
    range.last = std::max(range.last, end->last);
    ++end;
  }
  if (begin == end) {
    ranges_.insert(begin, range);
  } else {
    *begin = range;
    ranges_.erase(begin + 1, end);
  }
  return true;
}

void RangeSet::insert(const RangeSet& other) {
  for (const SeqRange& range : other.ranges_) insert(range);
}

void RangeSet::remove(SeqRange range) {
  std::vector<SeqRange> kept;
  kept.reserve(ranges_.size() + 1);
  for (const SeqRange& r : ranges_) {
    if (r.last < range.first || r.first > range.last) {
      kept.push_back(r);
      continue;
    }
    if (r.first < range.first) kept.push_back({r.first, range.first - 1});
    if (r.last > range.last) kept.push_back({range.last + 1, r.last});
  }
  ranges_ = std::move(kept);
}

bool RangeSet::contains(std::uint64_t seq) const noexcept { return contains(SeqRange{seq, seq}); }

bool RangeSet::contains(SeqRange range) const noexcept {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), range.first,
                                      [](std::uint64_t first, const SeqRange& r) { return first < r.first; });
  return after != ranges_.begin() && (after - 1)->last >= range.last;
}

std::vector<SeqRange> RangeSet::gaps(SeqRange within) const {
  std::vector<SeqRange> gaps;
  std::uint64_t next = within.first;
  for (const SeqRange& range : ranges_) {
    if (range.first > within.last) break;
    if (range.first > next) gaps.push_back({next, range.first - 1});
    next = std::max(next, range.last + 1);
  }
  if (next <= within.last) gaps.push_back({next, within.last});
  return gaps;
}

std::uint64_t RangeSet::count() const noexcept {
  std::uint64_t total = 0;
  for (const SeqRange& range : ranges_) total += range.size();
  return total;
}

std::string RangeSet::to_text() const {
  std::string text;
  for (const SeqRange& range : ranges_) {
    if (!text.empty()) text += ',';
    text += std::to_string(range.first);
    if (range.last != range.first) text += '-' + std::to_string(range.last);
  }
  return text;
}

Result<RangeSet> RangeSet::from_text(std::string_view text) {
  RangeSet set;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto first = take_number(rest);
    const auto last = first && take(rest, '-') ? take_number(rest) : first;
    const bool goes_on = take(rest, ',');
    if (!first || !last || *last < *first || goes_on == rest.empty()) {
      return fail(Error::kCorrupt,
                  "not a list of sequence ranges such as 1-17,19: \"" + std::string(text.substr(0, 80)) + "\"");
    }
    set.insert({*first, *last});
  }
  return set;
}

}  // namespace eyrie::delivery
