// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox.hpp"

#include <algorithm>
#include <cassert>

namespace eyrie::delivery {
namespace {

/// Every so many messages one is of the backlog, whatever is live; of the window no more is for what was put off.
constexpr unsigned kBacklogShare = 4;

}  // namespace

Outbox::Item* Outbox::find(std::uint64_t seq) {
  return seq < base_ || seq - base_ >= items_.size() ? nullptr : &items_[seq - base_];
}

Outbox::Item& Outbox::make_item(std::uint64_t seq) {
  for (; seq < base_; --base_) items_.push_front({.state = State::kGone});  // or it would still be there
  while (seq - base_ >= items_.size()) items_.emplace_back();
  return items_[seq - base_];
}

void Outbox::restore(std::span<const EntryInfo> index, std::uint64_t next_seq) {
  assert(items_.empty());
  base_ = index.empty() ? next_seq : index.front().seq();
  items_.assign(next_seq - base_, {.state = State::kGone});
  for (const EntryInfo& entry : index) add(entry);
}

void Outbox::add(const EntryInfo& entry) {
  Item& item = make_item(entry.seq());
  assert(!item.is_kept());
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
  ask_for_what_was_put_off(now, due);
  while (in_flight_.size() < options_.max_in_flight) {
    const auto seq = pop_next();
    if (!seq) break;
    launch(*seq, now, due);
  }
  return due;
}

void Outbox::launch(std::uint64_t seq, SteadyTime now, std::vector<std::uint64_t>& due) {
  find(seq)->state = State::kInFlight;
  in_flight_[seq] = {.due = now + patience_for(1), .attempts = 1};
  due.push_back(seq);
}

void Outbox::ask_for_what_was_put_off(SteadyTime now, std::vector<std::uint64_t>& due) {
  if (!asked_.is_empty() || now < ask_at_) return;
  for (std::size_t i = 0; i < ask_at_once_ && in_flight_.size() < options_.max_in_flight && !put_off_.is_empty(); ++i) {
    const std::uint64_t oldest = put_off_.ranges().front().first;
    put_off_.remove({oldest, oldest});
    asked_.insert(oldest);
    launch(oldest, now, due);
    ++resent_;
  }
}

std::optional<SteadyTime> Outbox::next_time_out() const {
  if (!is_link_up_) return std::nullopt;
  std::optional<SteadyTime> next;
  // While the window is full nothing can be asked: what makes room in it is news, and no time-out.
  const bool has_room = in_flight_.size() < options_.max_in_flight;
  if (has_room && !put_off_.is_empty() && asked_.is_empty()) next = ask_at_;
  for (const auto& [seq, flight] : in_flight_) next = std::min(next.value_or(flight.due), flight.due);
  return next;
}

RangeSet Outbox::acknowledge(const RangeSet& ranges) {
  RangeSet news;
  const bool was_asking = !asked_.is_empty();
  for (const SeqRange& range : ranges.ranges()) {
    const std::uint64_t end = std::min(range.last + 1, base_ + items_.size());
    for (std::uint64_t seq = std::max(range.first, base_); seq < end; ++seq) {
      Item& item = items_[seq - base_];
      if (!item.is_kept()) continue;
      const SeqRange stands_for{seq, item.is_tombstone ? tombstones_.at(seq) : seq};
      if (stands_for.last > range.last) continue;  // it is for the message that stood here before
      settle(seq, item);
      news.insert(stands_for);
    }
  }
  if (was_asking && asked_.is_empty()) {  // all were taken: on with it, and faster
    ask_at_once_ = std::min(ask_at_once_ * 2, options_.max_in_flight / kBacklogShare + 1);
    ask_at_ = {};
  }
  trim();
  return news;
}

void Outbox::put_off(const RangeSet& ranges, SteadyTime now) {
  for (const SeqRange& range : ranges.ranges()) {
    for (auto flight = in_flight_.lower_bound(range.first); flight != in_flight_.end() && flight->first <= range.last;) {
      const std::uint64_t seq = flight->first;
      flight = in_flight_.erase(flight);
      // What is new in the lane must not delay the question after what is oldest in it.
      if (put_off_.is_empty() || asked_.contains(seq)) ask_at_ = now + options_.ask_again_after;
      if (asked_.contains(seq)) {
        asked_ = {};
        ask_at_once_ = 1;
      }
      find(seq)->state = State::kPutOff;
      put_off_.insert(seq);
    }
  }
}

void Outbox::give_back(std::uint64_t seq) {
  Item* const item = find(seq);
  if (item == nullptr || item->state != State::kInFlight) return;
  in_flight_.erase(seq);
  asked_.remove({seq, seq});
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
  for (const SeqRange& range : put_off_.ranges()) {
    for (std::uint64_t seq = range.first; seq <= range.last; ++seq) {
      Item& item = *find(seq);
      item.state = State::kWaiting;
      moved[static_cast<std::size_t>(item.urgency)].push_back(seq);
    }
  }
  put_off_ = {};
  asked_ = {};
  ask_at_once_ = 1;
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

std::vector<std::uint64_t> Outbox::pick_victims(ByteCount to_free, Urgency most_urgent) const {
  std::vector<std::uint64_t> victims;
  std::uint64_t freed = 0;
  // What is in flight goes last: it is about to be acknowledged.
  for (const bool is_in_flight : {false, true}) {
    for (std::size_t urgency = kUrgencyCount; urgency-- > static_cast<std::size_t>(most_urgent);) {
      for (std::size_t i = 0; i < items_.size() && freed < to_free.value; ++i) {
        const Item& item = items_[i];
        if (!item.is_kept() || item.is_tombstone || static_cast<std::size_t>(item.urgency) != urgency) continue;
        if ((item.state == State::kInFlight) != is_in_flight) continue;
        victims.push_back(base_ + i);
        freed += item.bytes;
      }
    }
  }
  std::sort(victims.begin(), victims.end());
  return victims;
}

std::vector<SeqRange> Outbox::choose_victims(ByteCount to_free, Urgency most_urgent) const {
  std::vector<SeqRange> ranges;
  const auto absorbs = [this](std::uint64_t seq) {
    const Item& item = items_[seq - base_];
    return item.state == State::kGone || item.is_tombstone;
  };
  for (const std::uint64_t victim : pick_victims(to_free, most_urgent)) {
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

ByteCount Outbox::bury(const EntryInfo& tombstone) {
  const std::uint64_t before = waiting_bytes_;
  for (std::uint64_t seq = tombstone.range.first; seq <= tombstone.range.last; ++seq) {
    Item& item = make_item(seq);
    if (item.is_kept()) settle(seq, item);
    item.state = State::kGone;
  }
  const std::uint64_t given_up = before - waiting_bytes_;
  add(tombstone);
  return {given_up};
}

void Outbox::settle(std::uint64_t seq, Item& item) {
  if (item.state == State::kInFlight) in_flight_.erase(seq);
  if (item.state == State::kPutOff) put_off_.remove({seq, seq});
  if (!asked_.is_empty()) asked_.remove({seq, seq});
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
