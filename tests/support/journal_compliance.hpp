// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "delivery/journal.hpp"

namespace eyrie::test {

using delivery::EntryInfo;
using delivery::Journal;
using delivery::NewEntry;
using delivery::RangeSet;
using delivery::SeqRange;
using delivery::Stream;
using delivery::Urgency;

/// An entry whose bytes tell its id and `text`.
inline NewEntry entry(std::string text, Urgency urgency = Urgency::kTelemetry, Stream stream = Stream::kTelemetry) {
  return {urgency, stream,
          [text = std::move(text)](const MessageId& id) { return id.epoch + ':' + std::to_string(id.seq) + ':' + text; }};
}

/// A tombstone whose bytes tell its range.
inline std::string tombstone_text(const MessageId& id, SeqRange range) {
  return id.epoch + ':' + std::to_string(id.seq) + ":tombstone to " + std::to_string(range.last);
}

inline Result<EntryInfo> bury(Journal& journal, SeqRange range) {
  auto tombstones = journal.bury(std::span(&range, 1), tombstone_text);
  if (!tombstones) return fail(std::move(tombstones).error());
  return tombstones->front();
}

inline SeqRange append(Journal& journal, const NewEntry& new_entry) {
  const auto range = journal.append(std::span(&new_entry, 1));
  EXPECT_TRUE(range) << range.error().message;
  return range.value_or(SeqRange{});
}

inline std::vector<std::uint64_t> seqs_of(const Journal& journal) {
  std::vector<std::uint64_t> seqs;
  const auto index = journal.index().value();
  for (const EntryInfo& info : index) seqs.push_back(info.seq());
  return seqs;
}

/// What every `delivery::Journal` does. `Traits::make()` gives a new, empty one.
template <typename Traits>
class JournalCompliance : public testing::Test {
 protected:
  std::unique_ptr<Journal> journal_ = Traits::make();
  Journal& journal() { return *journal_; }
};
TYPED_TEST_SUITE_P(JournalCompliance);

TYPED_TEST_P(JournalCompliance, NumbersStartAtOneAndHaveNoHoles) {
  auto& journal = this->journal();
  EXPECT_FALSE(journal.epoch().empty());
  EXPECT_EQ(journal.stats().next_seq, 1U);
  EXPECT_EQ(append(journal, entry("a")), (SeqRange{1, 1}));
  const std::vector<NewEntry> batch{entry("b"), entry("c"), entry("d")};
  EXPECT_EQ(journal.append(batch), (SeqRange{2, 4}));
  EXPECT_EQ(append(journal, entry("e")), (SeqRange{5, 5}));
  EXPECT_EQ(journal.stats().next_seq, 6U);
}

TYPED_TEST_P(JournalCompliance, EntriesAreReadAsTheyWereComposed) {
  auto& journal = this->journal();
  append(journal, entry("alert", Urgency::kAlert, Stream::kDetections));
  append(journal, entry(std::string("\0binary\xFF", 8), Urgency::kClip, Stream::kEvents));
  const std::vector<std::uint64_t> wanted{2, 1, 99};
  const auto entries = journal.read(wanted);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[0].payload, journal.epoch() + ":1:alert");
  EXPECT_EQ((*entries)[0].stream, Stream::kDetections);
  EXPECT_EQ((*entries)[0].info.urgency, Urgency::kAlert);
  EXPECT_EQ((*entries)[1].payload, journal.epoch() + ":2:" + std::string("\0binary\xFF", 8));
  EXPECT_EQ((*entries)[1].info.bytes, (*entries)[1].payload.size());
}

TYPED_TEST_P(JournalCompliance, ForgetsWhatIsAcknowledgedAndNothingElse) {
  auto& journal = this->journal();
  for (int i = 0; i < 10; ++i) append(journal, entry("x"));
  ASSERT_TRUE(journal.forget({{1, 3}, {5, 5}, {9, 100}}));
  EXPECT_EQ(seqs_of(journal), (std::vector<std::uint64_t>{4, 6, 7, 8}));
  EXPECT_EQ(append(journal, entry("y")).first, 11U) << "numbers are never given out twice";
  EXPECT_EQ(journal.stats().entries, 5U);
}

TYPED_TEST_P(JournalCompliance, TombstoneStandsInThePlaceOfItsRange) {
  auto& journal = this->journal();
  for (int i = 0; i < 10; ++i) append(journal, entry("x"));
  ASSERT_TRUE(journal.forget({{4, 4}}));
  const auto tombstone = bury(journal, {3, 6});
  ASSERT_TRUE(tombstone) << tombstone.error().message;
  EXPECT_EQ(tombstone->range, (SeqRange{3, 6}));
  EXPECT_TRUE(tombstone->is_tombstone);
  EXPECT_EQ(seqs_of(journal), (std::vector<std::uint64_t>{1, 2, 3, 7, 8, 9, 10}));
  const std::vector<std::uint64_t> wanted{3};
  const auto entries = journal.read(wanted);
  EXPECT_EQ(entries->front().payload, journal.epoch() + ":3:tombstone to 6");
  EXPECT_EQ(entries->front().stream, Stream::kEvents);
  EXPECT_EQ(entries->front().info, *tombstone);
  EXPECT_EQ(journal.stats().tombstoned, 3U) << "number 4 had been acknowledged";
}

TYPED_TEST_P(JournalCompliance, WiderTombstoneTakesTheEarlierOneIn) {
  auto& journal = this->journal();
  for (int i = 0; i < 10; ++i) append(journal, entry("x"));
  ASSERT_TRUE(bury(journal, {3, 4}));
  ASSERT_TRUE(bury(journal, {3, 6}));
  EXPECT_EQ(seqs_of(journal), (std::vector<std::uint64_t>{1, 2, 3, 7, 8, 9, 10}));
  EXPECT_EQ(journal.stats().tombstoned, 4U);
}

TYPED_TEST_P(JournalCompliance, ManyRangesAreBuriedAtOnce) {
  auto& journal = this->journal();
  for (int i = 0; i < 10; ++i) append(journal, entry("x"));
  const std::vector<SeqRange> ranges{{1, 1}, {3, 5}, {9, 10}};
  const auto tombstones = journal.bury(ranges, tombstone_text);
  ASSERT_TRUE(tombstones) << tombstones.error().message;
  ASSERT_EQ(tombstones->size(), 3U);
  for (std::size_t i = 0; i < ranges.size(); ++i) EXPECT_EQ((*tombstones)[i].range, ranges[i]);
  EXPECT_EQ(seqs_of(journal), (std::vector<std::uint64_t>{1, 2, 3, 6, 7, 8, 9}));
  EXPECT_EQ(journal.stats().tombstoned, 6U);
  EXPECT_EQ(append(journal, entry("y")).first, 11U);
}

TYPED_TEST_P(JournalCompliance, TombstoneIsForgottenOnlyWhenItsWholeRangeIsAcknowledged) {
  auto& journal = this->journal();
  for (int i = 0; i < 5; ++i) append(journal, entry("x"));
  ASSERT_TRUE(bury(journal, {2, 4}));
  ASSERT_TRUE(journal.forget({{1, 3}}));
  EXPECT_EQ(seqs_of(journal), (std::vector<std::uint64_t>{2, 5}));
  ASSERT_TRUE(journal.forget({{2, 4}}));
  EXPECT_EQ(seqs_of(journal), (std::vector<std::uint64_t>{5}));
}

TYPED_TEST_P(JournalCompliance, ManyThreadsAppendWithoutHoleOrDouble) {
  auto& journal = this->journal();
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&journal] {
        for (int i = 0; i < kEach; ++i) append(journal, entry("x"));
      });
    }
  }
  const auto seqs = seqs_of(journal);
  ASSERT_EQ(seqs.size(), std::size_t{kThreads} * kEach);
  for (std::size_t i = 0; i < seqs.size(); ++i) ASSERT_EQ(seqs[i], i + 1);
}

REGISTER_TYPED_TEST_SUITE_P(JournalCompliance, NumbersStartAtOneAndHaveNoHoles, EntriesAreReadAsTheyWereComposed,
                            ForgetsWhatIsAcknowledgedAndNothingElse, TombstoneStandsInThePlaceOfItsRange,
                            WiderTombstoneTakesTheEarlierOneIn, ManyRangesAreBuriedAtOnce,
                            TombstoneIsForgottenOnlyWhenItsWholeRangeIsAcknowledged, ManyThreadsAppendWithoutHoleOrDouble);

}  // namespace eyrie::test
