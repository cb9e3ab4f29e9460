// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/outbox.hpp"

#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace eyrie::delivery {
namespace {

using namespace std::chrono_literals;
using Seqs = std::vector<std::uint64_t>;

EntryInfo entry(std::uint64_t seq, Urgency urgency = Urgency::kTelemetry, std::uint32_t bytes = 100) {
  return {.range = {seq, seq}, .urgency = urgency, .bytes = bytes};
}

SteadyTime at(std::chrono::milliseconds time) { return SteadyTime{time}; }

/// An outbox of telemetry 1..count whose link is up.
Outbox outbox_with(std::uint64_t count, OutboxOptions options = {}) {
  Outbox outbox(options);
  outbox.set_link(true);
  for (std::uint64_t seq = 1; seq <= count; ++seq) outbox.add(entry(seq));
  return outbox;
}

TEST(Outbox, NothingGoesOutWhileTheLinkIsDown) {
  Outbox outbox({});
  outbox.add(entry(1));
  EXPECT_TRUE(outbox.take_due(at(0ms)).empty());
  outbox.set_link(true);
  EXPECT_EQ(outbox.take_due(at(0ms)), (Seqs{1}));
  EXPECT_TRUE(outbox.take_due(at(0ms)).empty()) << "it is in flight";
}

TEST(Outbox, TheMoreUrgentGoesFirstAndTheOlderFirst) {
  Outbox outbox({});
  outbox.set_link(true);
  outbox.add(entry(1, Urgency::kTelemetry));
  outbox.add(entry(2, Urgency::kClip));
  outbox.add(entry(3, Urgency::kAlert));
  outbox.add(entry(4, Urgency::kKeyFrame));
  outbox.add(entry(5, Urgency::kAlert));
  EXPECT_EQ(outbox.take_due(at(0ms)), (Seqs{3, 5, 4, 2, 1}));
}

TEST(Outbox, LiveGoesBeforeBacklogAndTheBacklogKeepsItsShare) {
  Outbox outbox({});
  for (std::uint64_t seq = 1; seq <= 4; ++seq) outbox.add(entry(seq, Urgency::kAlert));
  outbox.set_link(true);
  for (std::uint64_t seq = 5; seq <= 12; ++seq) outbox.add(entry(seq));
  EXPECT_EQ(outbox.take_due(at(0ms)), (Seqs{5, 6, 7, 1, 8, 9, 10, 2, 11, 12, 3, 4}));
}

TEST(Outbox, AtMostSoManyAreInFlight) {
  Outbox outbox = outbox_with(10, {.max_in_flight = 4});
  EXPECT_EQ(outbox.take_due(at(0ms)), (Seqs{1, 2, 3, 4}));
  EXPECT_EQ(outbox.acknowledge({{1, 2}}).to_text(), "1-2");
  EXPECT_EQ(outbox.take_due(at(0ms)), (Seqs{5, 6}));
  EXPECT_EQ(outbox.in_flight(), 4U);
  EXPECT_EQ(outbox.waiting(), 8U);
}

TEST(Outbox, WithoutAnAcknowledgementItIsSentAgainAfterEverLongerWaits) {
  Outbox outbox = outbox_with(1, {.resend_after = 1s, .resend_max = 3s});
  EXPECT_EQ(outbox.take_due(at(0ms)), (Seqs{1}));
  EXPECT_EQ(outbox.next_time_out(), at(1s));
  EXPECT_TRUE(outbox.take_due(at(999ms)).empty());
  EXPECT_EQ(outbox.take_due(at(1s)), (Seqs{1}));
  EXPECT_EQ(outbox.next_time_out(), at(3s));
  EXPECT_EQ(outbox.take_due(at(3s)), (Seqs{1}));
  EXPECT_EQ(outbox.next_time_out(), at(6s)) << "no longer than the longest wait";
  EXPECT_EQ(outbox.resent(), 2U);
  EXPECT_EQ(outbox.acknowledge({{1, 1}}).to_text(), "1");
  EXPECT_EQ(outbox.next_time_out(), std::nullopt);
}

TEST(Outbox, AfterAReconnectEverythingUnacknowledgedGoesOutAgainInOrder) {
  Outbox outbox = outbox_with(6, {.max_in_flight = 4});
  (void)outbox.take_due(at(0ms));
  (void)outbox.acknowledge({{2, 2}});
  outbox.set_link(false);
  EXPECT_EQ(outbox.in_flight(), 0U);
  outbox.set_link(true);
  EXPECT_EQ(outbox.take_due(at(10ms)), (Seqs{1, 3, 4, 5}));
}

TEST(Outbox, WhatTheUplinkHadNoRoomForIsFirstAgain) {
  Outbox outbox = outbox_with(3, {.max_in_flight = 2});
  EXPECT_EQ(outbox.take_due(at(0ms)), (Seqs{1, 2}));
  outbox.give_back(2);
  EXPECT_EQ(outbox.in_flight(), 1U);
  (void)outbox.acknowledge({{1, 1}});
  const auto due = outbox.take_due(at(0ms));
  EXPECT_EQ(std::set<std::uint64_t>(due.begin(), due.end()), (std::set<std::uint64_t>{2, 3}));
}

TEST(Outbox, AcknowledgementsOfWhatIsNotThereAreNoNews) {
  Outbox outbox = outbox_with(3);
  EXPECT_EQ(outbox.acknowledge({{2, 1'000'000'000'000ULL}}).to_text(), "2-3");
  EXPECT_TRUE(outbox.acknowledge({{1, 3}}).to_text() == "1");
  EXPECT_TRUE(outbox.acknowledge({{1, 3}}).is_empty());
}

TEST(Outbox, TheLeastUrgentAndOldestIsGivenUp) {
  Outbox outbox({.max_waiting = 1000_B});
  for (std::uint64_t seq = 1; seq <= 12; ++seq) outbox.add(entry(seq, seq % 2 == 0 ? Urgency::kTelemetry : Urgency::kAlert));
  EXPECT_EQ(outbox.excess(), 300_B) << "down to nine tenths";
  EXPECT_EQ(outbox.choose_victims(300_B), (std::vector<SeqRange>{{2, 2}, {4, 4}, {6, 6}}));
  EXPECT_EQ(outbox.choose_victims(700_B).front(), (SeqRange{1, 2})) << "when no telemetry is left, alerts go too";
}

TEST(Outbox, NeighboursAndEarlierTombstonesBecomeOneTombstone) {
  Outbox outbox({});
  for (std::uint64_t seq = 1; seq <= 8; ++seq) outbox.add(entry(seq));
  outbox.bury({.range = {1, 2}, .urgency = Urgency::kAlert, .bytes = 80, .is_tombstone = true});
  EXPECT_TRUE(outbox.acknowledge({{4, 4}}).contains(4));
  EXPECT_EQ(outbox.choose_victims(300_B), (std::vector<SeqRange>{{1, 6}}));
  outbox.bury({.range = {1, 6}, .urgency = Urgency::kAlert, .bytes = 80, .is_tombstone = true});
  EXPECT_EQ(outbox.waiting(), 3U);
  EXPECT_EQ(outbox.waiting_bytes(), 280_B);
}

TEST(Outbox, TombstoneIsSettledOnlyByItsWholeRange) {
  Outbox outbox({});
  for (std::uint64_t seq = 1; seq <= 3; ++seq) outbox.add(entry(seq));
  outbox.bury({.range = {1, 2}, .urgency = Urgency::kAlert, .bytes = 80, .is_tombstone = true});
  EXPECT_TRUE(outbox.acknowledge({{1, 1}}).is_empty()) << "that was for the message that is buried now";
  EXPECT_EQ(outbox.acknowledge({{1, 2}}).to_text(), "1-2");
}

TEST(Outbox, EntriesMayBeToldOfOutOfOrder) {
  Outbox outbox({});
  outbox.set_link(true);
  for (const std::uint64_t seq : {6, 5, 8, 7}) outbox.add(entry(seq));
  EXPECT_EQ(outbox.take_due(at(0ms)).size(), 4U);
  EXPECT_EQ(outbox.acknowledge({{5, 8}}).to_text(), "5-8");
  outbox.add(entry(3));
  EXPECT_EQ(outbox.take_due(at(0ms)), (Seqs{3}));
}

TEST(Outbox, NumberNotYetToldOfIsNeverBuriedWithItsNeighbours) {
  Outbox outbox({});
  outbox.add(entry(1));
  outbox.add(entry(3));
  EXPECT_EQ(outbox.choose_victims(200_B), (std::vector<SeqRange>{{1, 1}, {3, 3}}));
}

TEST(Outbox, WhatWasSettledBeforeARestartIsNoHole) {
  Outbox outbox({});
  const std::vector<EntryInfo> index{
      {.range = {2, 4}, .urgency = Urgency::kAlert, .bytes = 80, .is_tombstone = true}, entry(6), entry(9)};
  outbox.restore(index, 12);
  EXPECT_EQ(outbox.waiting(), 3U);
  EXPECT_EQ(outbox.choose_victims(200_B), (std::vector<SeqRange>{{2, 9}})) << "5, 7 and 8 had been acknowledged";
  outbox.add(entry(12));
  EXPECT_EQ(outbox.choose_victims(300_B), (std::vector<SeqRange>{{2, 12}}));
  EXPECT_EQ(outbox.acknowledge({{2, 12}}).to_text(), "2-4,6,9,12");
}

TEST(Outbox, BurialOfWhatWasSettledMeanwhileLeavesNoHole) {
  Outbox outbox = outbox_with(9);
  ASSERT_EQ(outbox.choose_victims(300_B), (std::vector<SeqRange>{{1, 3}}));
  EXPECT_EQ(outbox.acknowledge({{1, 5}}).to_text(), "1-5");
  outbox.bury({.range = {1, 3}, .urgency = Urgency::kAlert, .bytes = 80, .is_tombstone = true});
  EXPECT_EQ(outbox.waiting(), 5U);
  EXPECT_EQ(outbox.choose_victims(100_B), (std::vector<SeqRange>{{1, 6}})) << "4 and 5 are known to be gone";
}

TEST(Outbox, NothingMoreUrgentThanWhatIsNewIsGivenUpForIt) {
  Outbox outbox({});
  outbox.add(entry(1, Urgency::kAlert));
  outbox.add(entry(2, Urgency::kClip));
  outbox.add(entry(3, Urgency::kTelemetry));
  EXPECT_EQ(outbox.choose_victims(1000_B, Urgency::kTelemetry), (std::vector<SeqRange>{{3, 3}}));
  EXPECT_EQ(outbox.choose_victims(1000_B, Urgency::kClip), (std::vector<SeqRange>{{2, 3}}));
  EXPECT_EQ(outbox.choose_victims(1000_B), (std::vector<SeqRange>{{1, 3}}));
}

TEST(Outbox, WhatWasPutOffLeavesTheWindowToWhatIsBehindIt) {
  Outbox outbox = outbox_with(12, {.max_in_flight = 8, .ask_again_after = 30s});
  EXPECT_EQ(outbox.take_due(at(0s)).size(), 8U);
  outbox.put_off({{1, 8}}, at(0s));
  EXPECT_EQ(outbox.put_off(), 8U);
  EXPECT_EQ(outbox.take_due(at(0s)), (Seqs{9, 10, 11, 12}));
  EXPECT_EQ(outbox.acknowledge({{9, 12}}).count(), 4U);
  EXPECT_EQ(outbox.next_time_out(), at(30s));
  EXPECT_TRUE(outbox.take_due(at(29s)).empty());
  EXPECT_EQ(outbox.take_due(at(30s)), (Seqs{1})) << "one is enough to ask";
  outbox.put_off({{1, 1}}, at(31s));
  EXPECT_EQ(outbox.next_time_out(), at(61s));
  EXPECT_EQ(outbox.take_due(at(61s)), (Seqs{1}));
  (void)outbox.acknowledge({{1, 1}});
  EXPECT_EQ(outbox.take_due(at(61s)), (Seqs{2, 3})) << "it was taken: more follows, faster";
  (void)outbox.acknowledge({{2, 3}});
  EXPECT_EQ(outbox.take_due(at(61s)), (Seqs{4, 5, 6})) << "but never more than its share of the window";
  outbox.put_off({{5, 5}}, at(62s));
  (void)outbox.acknowledge({{4, 4}, {6, 6}});
  EXPECT_EQ(outbox.take_due(at(92s)), (Seqs{5})) << "one again, and the oldest first";
  EXPECT_EQ(outbox.waiting(), 3U);
}

TEST(Outbox, NewOnesThatArePutOffDoNotDelayTheQuestionAfterTheOldest) {
  Outbox outbox({.ask_again_after = 30s});
  outbox.set_link(true);
  for (std::uint64_t seq = 1; seq <= 100; ++seq) {
    outbox.add(entry(seq));
    const SteadyTime now = at(seq * 1s);
    const auto due = outbox.take_due(now);
    EXPECT_EQ(due.back(), seq);
    EXPECT_EQ(due.size(), seq == 31 || seq == 61 || seq == 91 ? 2U : 1U) << seq;
    for (const std::uint64_t sent : due) outbox.put_off({{sent, sent}}, now);
  }
}

TEST(Outbox, QuestionThatIsDueWaitsForRoomInTheWindowAndNotForATime) {
  Outbox outbox = outbox_with(4, {.max_in_flight = 2, .resend_after = 50s, .resend_max = 50s, .ask_again_after = 30s});
  EXPECT_EQ(outbox.take_due(at(0s)), (Seqs{1, 2}));
  outbox.put_off({{1, 2}}, at(0s));
  EXPECT_EQ(outbox.take_due(at(0s)), (Seqs{3, 4}));
  EXPECT_TRUE(outbox.take_due(at(40s)).empty()) << "the window is full";
  EXPECT_EQ(outbox.next_time_out(), at(50s)) << "whoever waited for the question would never sleep";
  (void)outbox.acknowledge({{3, 3}});
  EXPECT_EQ(outbox.next_time_out(), at(30s));
  EXPECT_EQ(outbox.take_due(at(41s)), (Seqs{1}));
}

TEST(Outbox, AnotherConnectionBringsBackWhatWasPutOff) {
  Outbox outbox = outbox_with(3);
  (void)outbox.take_due(at(0s));
  outbox.put_off({{1, 2}}, at(0s));
  outbox.set_link(false);
  EXPECT_EQ(outbox.put_off(), 0U);
  outbox.set_link(true);
  EXPECT_EQ(outbox.take_due(at(1s)), (Seqs{1, 2, 3}));
}

/// Whatever happens, in any order: everything added is in the end acknowledged, buried or still offered, and never more
/// than allowed is in flight.
TEST(Outbox, NothingIsForgottenWhateverHappens) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const auto pick = [&](std::uint64_t n) { return std::uniform_int_distribution<std::uint64_t>(0, n - 1)(random); };
    Outbox outbox({.max_in_flight = 8, .resend_after = 10ms, .resend_max = 40ms});
    std::map<std::uint64_t, std::uint64_t> open;  // first -> last of what must still be offered
    std::chrono::milliseconds now{0};
    std::uint64_t next = 1;
    for (int step = 0; step < 600; ++step) {
      now += std::chrono::milliseconds(pick(8));
      switch (pick(7)) {
        case 0:
        case 1:
          outbox.add(entry(next, static_cast<Urgency>(pick(4))));
          open[next] = next;
          ++next;
          break;
        case 2: outbox.set_link(pick(3) != 0); break;
        case 3: {
          const std::uint64_t first = 1 + pick(next);
          const RangeSet ranges{{first, first + pick(6)}};
          (void)outbox.acknowledge(ranges);
          std::erase_if(open, [&](const auto& item) { return ranges.contains(SeqRange{item.first, item.second}); });
          break;
        }
        case 4:
          for (const std::uint64_t seq : outbox.take_due(at(now))) {
            ASSERT_TRUE(open.contains(seq)) << seq << " was settled and is sent again";
            if (pick(5) == 0) outbox.give_back(seq);
          }
          break;
        case 5:
          for (const SeqRange& range : outbox.choose_victims({1 + pick(400)})) {
            outbox.bury({.range = range, .urgency = Urgency::kAlert, .bytes = 50, .is_tombstone = true});
            open.erase(open.lower_bound(range.first), open.upper_bound(range.last));
            open[range.first] = range.last;
          }
          break;
        default: break;
      }
      ASSERT_LE(outbox.in_flight(), 8U);
      ASSERT_EQ(outbox.waiting(), open.size());
    }
    // Now the link stays up and everything sent is acknowledged: all that is open comes.
    outbox.set_link(true);
    for (int round = 0; round < 500 && !open.empty(); ++round) {
      now += 50ms;
      for (const std::uint64_t seq : outbox.take_due(at(now))) {
        ASSERT_TRUE(open.contains(seq));
        ASSERT_FALSE(outbox.acknowledge({{seq, open[seq]}}).is_empty());
        open.erase(seq);
      }
    }
    EXPECT_TRUE(open.empty()) << open.size() << " of seed " << seed << " were never offered";
    EXPECT_EQ(outbox.waiting(), 0U);
    EXPECT_EQ(outbox.waiting_bytes(), 0_B);
  }
}

}  // namespace
}  // namespace eyrie::delivery
