// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox.hpp"

#include <algorithm>
#include <cassert>

namespace eyrie::delivery {
namespace {

/// Every so many messages one is of the backlog, whatever is live.
constexpr unsigned kBacklogShare = 4;

}  // namespace

Outbox::Item* Outbox::find(std::uint64_t seq) {
  return seq < base_ || seq - base_ >= items_.size() ? nullptr : &items_[seq - base_];
}

Outbox::Item& Outbox::make_item(std::uint64_t seq) {
  if (items_.empty()) base_ = seq;
  for (; seq < base_; --base_) items_.emplace_front();
  while (seq - base_ >= items_.size()) items_.emplace_back();
  return items_[seq - base_];
}

void Outbox::add(const EntryInfo& entry) {
  Item& item = make_item(entry.seq());
  assert(item.state == State::kUnknown || item.state == State::kGone);
  item = {.bytes = entry.bytes, .urgency = entry.urgency, .state = State::kWaiting, .is_tombstone = entry.is_tombstone};
  if (entry.is_tombstone) tombstones_[entry.range.first] = entry.range.last;
  ++waiting_;
  waiting_bytes_ += entry.bytes;
  (is_link_up_ ? live_ : backlog_)[static_cast<std::size_t>(entry.urgency)].push_back(entry.seq());
}

std::vector<std::uint64_t> Outbox::take_due(SteadyTime now) {
  std::vector<std::uint64_t> due;
  if (!is_link_up_) return due;
  for (auto& [seq, flight] : in_flight_) {
    if (flight.due > now) continue;
    due.push_back(seq);
    flight.due = now + patience_for(++flight.attempts);
    ++resent_;
  }
  while (in_flight_.size() < options_.max_in_flight) {
    const auto seq = pop_next();
    if (!seq) break;
    find(*seq)->state = State::kInFlight;
    in_flight_[*seq] = {.due = now + patience_for(1), .attempts = 1};
    due.push_back(*seq);
  }
  return due;
}

std::optional<SteadyTime> Outbox::next_time_out() const {
  if (!is_link_up_ || in_flight_.empty()) return std::nullopt;
  return std::min_element(in_flight_.begin(), in_flight_.end(),
                          [](const auto& a, const auto& b) { return a.second.due < b.second.due; })
      ->second.due;
}

RangeSet Outbox::acknowledge(const RangeSet& ranges) {
  RangeSet news;
  for (const SeqRange& range : ranges.ranges()) {
    const std::uint64_t end = std::min(range.last + 1, base_ + items_.size());
    for (std::uint64_t seq = std::max(range.first, base_); seq < end; ++seq) {
      Item& item = items_[seq - base_];
      if (item.state != State::kWaiting && item.state != State::kInFlight) continue;
      const SeqRange stands_for{seq, item.is_tombstone ? tombstones_.at(seq) : seq};
      if (stands_for.last > range.last) continue;  // it is for the message that stood here before
      settle(seq, item);
      news.insert(stands_for);
    }
  }
  trim();
  return news;
}

void Outbox::give_back(std::uint64_t seq) {
  Item* const item = find(seq);
  if (item == nullptr || item->state != State::kInFlight) return;
  in_flight_.erase(seq);
  item->state = State::kWaiting;
  backlog_[static_cast<std::size_t>(item->urgency)].push_front(seq);
}

void Outbox::set_link(bool is_up) {
  if (is_up == is_link_up_) return;
  is_link_up_ = is_up;
  if (is_up) return;
  std::array<std::vector<std::uint64_t>, kUrgencyCount> moved;
  for (const auto& [seq, flight] : in_flight_) {
    Item& item = *find(seq);
    item.state = State::kWaiting;
    moved[static_cast<std::size_t>(item.urgency)].push_back(seq);
    ++resent_;
  }
  in_flight_.clear();
  for (std::size_t urgency = 0; urgency < kUrgencyCount; ++urgency) {
    moved[urgency].insert(moved[urgency].end(), live_[urgency].begin(), live_[urgency].end());
    live_[urgency].clear();
    move_to_backlog(urgency, std::move(moved[urgency]));
  }
}

void Outbox::move_to_backlog(std::size_t urgency, std::vector<std::uint64_t> seqs) {
  std::sort(seqs.begin(), seqs.end());
  Queue& queue = backlog_[urgency];
  const auto middle = static_cast<std::ptrdiff_t>(queue.size());
  queue.insert(queue.end(), seqs.begin(), seqs.end());
  // Nearly always what comes is younger than all that waits, and there is nothing to merge.
  if (middle > 0 && !seqs.empty() && seqs.front() < queue[static_cast<std::size_t>(middle) - 1]) {
    std::inplace_merge(queue.begin(), queue.begin() + middle, queue.end());
  }
}

ByteCount Outbox::excess() const noexcept {
  if (waiting_bytes_ <= options_.max_waiting.value) return {};
  return {waiting_bytes_ - options_.max_waiting.value / 10 * 9};
}

std::vector<std::uint64_t> Outbox::pick_victims(ByteCount to_free) const {
  std::vector<std::uint64_t> victims;
  std::uint64_t freed = 0;
  // What is in flight goes last: it is about to be acknowledged.
  for (const State state : {State::kWaiting, State::kInFlight}) {
    for (std::size_t urgency = kUrgencyCount; urgency-- > 0;) {
      for (std::size_t i = 0; i < items_.size() && freed < to_free.value; ++i) {
        const Item& item = items_[i];
        if (item.state != state || item.is_tombstone || static_cast<std::size_t>(item.urgency) != urgency) continue;
        victims.push_back(base_ + i);
        freed += item.bytes;
      }
    }
  }
  std::sort(victims.begin(), victims.end());
  return victims;
}

std::vector<SeqRange> Outbox::choose_victims(ByteCount to_free) const {
  std::vector<SeqRange> ranges;
  const auto absorbs = [this](std::uint64_t seq) {
    const Item& item = items_[seq - base_];
    return item.state == State::kGone || item.is_tombstone;
  };
  for (const std::uint64_t victim : pick_victims(to_free)) {
    std::uint64_t first = victim;
    const std::uint64_t floor = ranges.empty() ? base_ : ranges.back().last + 1;
    while (first > floor && absorbs(first - 1)) --first;
    if (!ranges.empty() && first == ranges.back().last + 1) {
      ranges.back().last = victim;
      continue;
    }
    // In front of it only a tombstone is worth taking in; what was acknowledged needs no second account.
    while (first < victim && !items_[first - base_].is_tombstone) ++first;
    ranges.push_back({first, victim});
  }
  return ranges;
}

void Outbox::bury(const EntryInfo& tombstone) {
  for (std::uint64_t seq = tombstone.range.first; seq <= tombstone.range.last; ++seq) {
    Item& item = make_item(seq);
    if (item.state == State::kWaiting || item.state == State::kInFlight) settle(seq, item);
    item.state = State::kGone;
  }
  add(tombstone);
}

void Outbox::settle(std::uint64_t seq, Item& item) {
  if (item.state == State::kInFlight) in_flight_.erase(seq);
  if (item.is_tombstone) tombstones_.erase(seq);
  item.state = State::kGone;
  item.is_tombstone = false;
  --waiting_;
  waiting_bytes_ -= item.bytes;
}

void Outbox::trim() {
  while (!items_.empty() && items_.front().state == State::kGone) {
    items_.pop_front();
    ++base_;
  }
}

std::optional<std::uint64_t> Outbox::pop(Queues& queues) {
  for (Queue& queue : queues) {
    while (!queue.empty()) {
      const std::uint64_t seq = queue.front();
      queue.pop_front();
      const Item* const item = find(seq);
      if (item != nullptr && item->state == State::kWaiting) return seq;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> Outbox::pop_next() {
  const bool is_backlogs_turn = ++turn_ % kBacklogShare == 0;
  if (const auto seq = pop(is_backlogs_turn ? backlog_ : live_)) return seq;
  return pop(is_backlogs_turn ? live_ : backlog_);
}

std::chrono::milliseconds Outbox::patience_for(int attempts) const {
  std::chrono::milliseconds patience = options_.resend_after;
  for (int i = 1; i < attempts && patience < options_.resend_max; ++i) patience *= 2;
  return std::min(patience, options_.resend_max);
}

}  // namespace eyrie::delivery
