// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "delivery/outbox.hpp"
#include "tests/support/journal_compliance.hpp"
#include "tests/support/memory_journal.hpp"
#include "tests/support/receiver.hpp"

namespace eyrie::delivery {
namespace {

using namespace std::chrono_literals;

constexpr OutboxOptions kOptions{
    .max_in_flight = 8, .resend_after = 10ms, .resend_max = 40ms, .max_waiting = 1_KiB, .ask_again_after = 30ms};

/// An edge and a gateway with a bad link between them, and what has become of every number as an observer sees it who
/// forgets nothing. Steps come in any order; after each of them all accounts have to agree.
class World {
 public:
  explicit World(std::uint32_t seed) : random_(seed) {}

  void step() {
    now_ += std::chrono::milliseconds(pick(8));
    switch (pick(10)) {
      case 0:
      case 1: append(); break;
      case 2: tell(); break;
      case 3:
      case 4: send(); break;
      case 5: answer(pick(answers_.size() + 1)); break;
      case 6: forget(); break;
      case 7: bury({1 + pick(300)}); break;
      case 8: outbox_.set_link(pick(4) != 0); break;
      default:
        if (pick(20) == 0) restart();
        break;
    }
    check();
  }

  /// From here on nothing is lost and no clock is wrong.
  void drain() {
    is_fair_ = true;
    while (!untold_.empty()) tell();
    outbox_.set_link(false);
    outbox_.set_link(true);
    for (int round = 0; round < 2'000 && outbox_.waiting() > 0; ++round) {
      now_ += 50ms;
      send();
      while (!answers_.empty()) answer(0);
      check();
    }
    forget();
    EXPECT_EQ(outbox_.waiting(), 0U);
    EXPECT_EQ(outbox_.waiting_bytes(), 0_B);
    EXPECT_EQ(outbox_.put_off(), 0U);
    EXPECT_EQ(journal_.stats().entries, 0U);
    EXPECT_TRUE(gateway_.open().empty()) << "a gap that nobody named";
    EXPECT_EQ(gateway_.next_seq(), journal_.stats().next_seq);
    for (const auto& [seq, fate] : fates_) {
      ASSERT_NE(fate, Fate::kLive);
      ASSERT_TRUE(fate != Fate::kAcknowledged || gateway_.has(seq)) << seq << " was acknowledged and never came";
    }
  }

 private:
  enum class Fate { kLive, kAcknowledged, kTombstoned };
  struct Answer {
    SeqRange range;
    bool is_put_off = false;
  };

  std::uint64_t pick(std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random_); }

  /// Two threads may store, and the one that stored first tell the outbox last.
  void append() {
    const auto urgency = static_cast<Urgency>(pick(kUrgencyCount));
    const auto range = test::append(journal_, test::entry(std::string(20 + pick(80), 'x'), urgency));
    untold_.insert(untold_.begin() + static_cast<std::ptrdiff_t>(pick(untold_.size() + 1)), range.first);
    fates_[range.first] = Fate::kLive;
    if (pick(3) != 0) tell();
  }
  void tell() {
    if (untold_.empty()) return;
    const auto stored = journal_.read(std::span(&untold_.back(), 1)).value();
    outbox_.add(stored.front().info);
    untold_.pop_back();
  }

  void send() {
    const auto due = outbox_.take_due(SteadyTime{now_});
    for (const std::uint64_t seq : due) {
      const auto stored = journal_.read(std::span(&seq, 1)).value();
      ASSERT_FALSE(stored.empty()) << seq << " is offered, and is in no journal";
      if (!is_fair_ && pick(8) == 0) {
        outbox_.give_back(seq);
      } else if (is_fair_ || pick(4) != 0) {
        arrive(stored.front().info);
      }
    }
    ASSERT_LE(outbox_.in_flight(), kOptions.max_in_flight);
  }
  void arrive(const EntryInfo& message) {
    const bool is_put_off = !is_fair_ && !message.is_tombstone && pick(5) == 0;
    if (message.is_tombstone) {
      gateway_.bury(message.range);
    } else if (!is_put_off) {
      gateway_.commit(message.seq());
    }
    if (is_fair_ || pick(5) != 0) answers_.push_back({.range = message.range, .is_put_off = is_put_off});
  }
  void answer(std::size_t index) {
    if (index >= answers_.size()) return;
    const Answer given = answers_[index];
    answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(index));
    if (given.is_put_off) return outbox_.put_off({given.range}, SteadyTime{now_});
    const RangeSet news = outbox_.acknowledge({given.range});
    to_forget_.insert(news);
    for (const SeqRange& range : news.ranges()) {
      for (std::uint64_t seq = range.first; seq <= range.last; ++seq) {
        if (fates_.at(seq) == Fate::kLive) fates_[seq] = Fate::kAcknowledged;
      }
    }
  }

  void forget() {
    ASSERT_TRUE(journal_.forget(to_forget_));
    to_forget_ = {};
  }
  void bury(ByteCount to_free) {
    forget();
    const auto victims = outbox_.choose_victims(to_free, static_cast<Urgency>(pick(kUrgencyCount)));
    if (victims.empty()) return;
    const auto tombstones = journal_.bury(victims, test::tombstone_text).value();
    for (const EntryInfo& tombstone : tombstones) {
      for (std::uint64_t seq = tombstone.range.first; seq <= tombstone.range.last; ++seq) {
        ASSERT_EQ(std::count(untold_.begin(), untold_.end(), seq), 0) << seq << " is buried before it was told of";
        if (fates_.at(seq) == Fate::kLive) fates_[seq] = Fate::kTombstoned;
      }
      outbox_.bury(tombstone);
    }
  }

  /// What was on its way is lost; what was acknowledged and not yet forgotten waits once more.
  void restart() {
    answers_.clear();
    untold_.clear();
    to_forget_ = {};
    outbox_ = Outbox(kOptions);
    const auto index = journal_.index().value();
    outbox_.restore(index, journal_.stats().next_seq);
    for (const EntryInfo& entry : index) {
      if (!entry.is_tombstone) fates_[entry.seq()] = Fate::kLive;
    }
  }

  /// Every number has one fate, and outbox, journal and observer agree on which.
  void check() const {
    std::map<std::uint64_t, Fate> kept;
    std::uint64_t tombstones = 0;
    const auto index = journal_.index().value();
    for (const EntryInfo& entry : index) {
      if (to_forget_.contains(entry.range)) continue;
      tombstones += entry.is_tombstone ? 1 : 0;
      for (std::uint64_t seq = entry.range.first; seq <= entry.range.last; ++seq) {
        const Fate fate = entry.is_tombstone ? Fate::kTombstoned : Fate::kLive;
        ASSERT_TRUE(kept.emplace(seq, fate).second) << seq << " is kept twice";
      }
    }
    std::uint64_t live = 0;
    for (std::uint64_t seq = 1; seq < journal_.stats().next_seq; ++seq) {
      const auto found = kept.find(seq);
      const bool is_live = fates_.at(seq) == Fate::kLive;
      ASSERT_EQ(is_live, found != kept.end() && found->second == Fate::kLive) << seq << " is lost, or has two fates";
      live += is_live ? 1 : 0;
    }
    ASSERT_EQ(outbox_.tombstones(), tombstones);
    ASSERT_EQ(outbox_.waiting(), live + tombstones - untold_.size());
  }

  std::mt19937 random_;
  std::chrono::milliseconds now_{0};
  bool is_fair_ = false;
  test::MemoryJournal journal_;
  Outbox outbox_{kOptions};
  RangeSet to_forget_;
  std::vector<std::uint64_t> untold_;  ///< stored, and the outbox does not know yet
  std::map<std::uint64_t, Fate> fates_;
  test::Receiver gateway_;
  std::vector<Answer> answers_;  ///< on their way to the edge
};

TEST(OutboxModel, EveryNumberIsLiveAcknowledgedOrTombstonedWhateverHappens) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    World world(seed);
    for (int step = 0; step < 600; ++step) {
      world.step();
      ASSERT_FALSE(testing::Test::HasFatalFailure()) << "seed " << seed << ", step " << step;
    }
    world.drain();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace eyrie::delivery
