// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "base/units.hpp"
#include "delivery/journal.hpp"
#include "delivery/range_set.hpp"

namespace eyrie::delivery {

using namespace eyrie::literals;

struct OutboxOptions {
  /// Sent and not yet acknowledged by the gateway, at most.
  std::size_t max_in_flight = 256;
  /// Without an acknowledgement a message is sent again after this; each further time the wait doubles.
  std::chrono::milliseconds resend_after{5'000};
  std::chrono::milliseconds resend_max{60'000};
  /// Payload that may wait. Beyond it the least urgent and oldest is given up.
  ByteCount max_waiting = 512_MiB;
  /// How often the gateway is asked again for what it has put off.
  std::chrono::milliseconds ask_again_after{30'000};
};

/// Decides what goes out next; holds numbers and sizes, no payload, and does nothing itself.
///
/// Order: what came while the link was up (live) before what waited for it (backlog), in each the more urgent first, and
/// the older first. Every fourth message is one of the backlog while there is one, so that a busy drone on a thin link
/// still catches up. Nothing goes out while the link is down; when it comes up again, everything that was not
/// acknowledged is backlog and goes out again.
///
/// What the gateway puts off, because it cannot take it yet, leaves the window for a lane of its own, so that it holds up
/// nothing behind it. From time to time the oldest of the lane is sent again; when it is taken then two follow, then four,
/// and so on until the lane is empty or one is put off once more.
///
/// Costs 8 bytes for each number from the oldest that waits to the newest, and 8 in a queue. Not thread-safe; time is
/// given.
class Outbox {
 public:
  explicit Outbox(OutboxOptions options) : options_(options) {}

  /// What the journal held when the program began, once and before all else. Numbers below `next_seq` that it does not hold
  /// were settled long ago.
  void restore(std::span<const EntryInfo> index, std::uint64_t next_seq);
  /// Takes over an entry that the journal holds; each number once. It is live when the link is up.
  void add(const EntryInfo& entry);
  /// The messages to send now, each of them in flight from here on. Empty while the link is down.
  [[nodiscard]] std::vector<std::uint64_t> take_due(SteadyTime now);
  /// When `take_due` should be asked again, if nothing else happens; nothing when no time-out is running.
  [[nodiscard]] std::optional<SteadyTime> next_time_out() const;

  /// What of the acknowledgement is new: the entries that the journal may forget.
  [[nodiscard]] RangeSet acknowledge(const RangeSet& ranges);
  /// The gateway has seen these and cannot take them yet.
  void put_off(const RangeSet& ranges, SteadyTime now);
  /// It could not be handed over after all, and waits again.
  void give_back(std::uint64_t seq);
  void set_link(bool is_up);
  [[nodiscard]] bool is_link_up() const noexcept { return is_link_up_; }

  /// How much must be given up because more waits than `max_waiting`; when anything, then down to nine tenths of it, so
  /// that a full outbox is not cut again for every message.
  [[nodiscard]] ByteCount excess() const noexcept;
  /// The least urgent and oldest, `to_free` bytes or all there is, but nothing more urgent than `most_urgent`: ranges to
  /// bury, ascending. They hold no entry that stays; what lies between and was acknowledged, and tombstones that they touch,
  /// they take in.
  [[nodiscard]] std::vector<SeqRange> choose_victims(ByteCount to_free, Urgency most_urgent = Urgency::kAlert) const;
  /// The journal has put this tombstone in the place of its range. The bytes that were given up.
  ByteCount bury(const EntryInfo& tombstone);

  [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_.size(); }
  /// Entries that are not acknowledged, in flight or not, and how many of them are tombstones.
  [[nodiscard]] std::uint64_t waiting() const noexcept { return waiting_; }
  [[nodiscard]] std::uint64_t tombstones() const noexcept { return tombstones_.size(); }
  /// Of `waiting`: what the gateway has put off.
  [[nodiscard]] std::uint64_t put_off() const noexcept { return put_off_.count(); }
  [[nodiscard]] ByteCount waiting_bytes() const noexcept { return {waiting_bytes_}; }
  [[nodiscard]] std::uint64_t resent() const noexcept { return resent_; }

 private:
  /// A number is unknown until `add` names it: concurrent appends may be told of out of order.
  enum class State : std::uint8_t { kUnknown, kGone, kWaiting, kInFlight, kPutOff };
  struct Item {
    std::uint32_t bytes = 0;
    Urgency urgency = Urgency::kTelemetry;
    State state = State::kUnknown;
    bool is_tombstone = false;
    [[nodiscard]] bool is_kept() const noexcept { return state != State::kUnknown && state != State::kGone; }
  };
  struct Flight {
    SteadyTime due;  ///< when it is sent again
    int attempts = 0;
  };
  using Queue = std::deque<std::uint64_t>;
  using Queues = std::array<Queue, kUrgencyCount>;

  [[nodiscard]] Item* find(std::uint64_t seq);
  Item& make_item(std::uint64_t seq);
  void launch(std::uint64_t seq, SteadyTime now, std::vector<std::uint64_t>& due);
  void ask_for_what_was_put_off(SteadyTime now, std::vector<std::uint64_t>& due);
  void settle(std::uint64_t seq, Item& item);
  void trim();
  std::optional<std::uint64_t> pop(Queues& queues);
  std::optional<std::uint64_t> pop_next();
  void move_to_backlog(std::size_t urgency, std::vector<std::uint64_t> seqs);
  [[nodiscard]] std::chrono::milliseconds patience_for(int attempts) const;
  [[nodiscard]] std::vector<std::uint64_t> pick_victims(ByteCount to_free, Urgency most_urgent) const;

  OutboxOptions options_;
  std::uint64_t base_ = 1;  ///< number of items_.front()
  std::deque<Item> items_;
  std::map<std::uint64_t, std::uint64_t> tombstones_;  ///< first -> last, of those kept
  Queues live_;
  Queues backlog_;
  std::map<std::uint64_t, Flight> in_flight_;
  RangeSet put_off_;
  RangeSet asked_;  ///< in flight, and put off before
  std::size_t ask_at_once_ = 1;
  SteadyTime ask_at_{};
  std::uint64_t waiting_ = 0;
  std::uint64_t waiting_bytes_ = 0;
  std::uint64_t resent_ = 0;
  unsigned turn_ = 0;
  bool is_link_up_ = false;
};

}  // namespace eyrie::delivery
