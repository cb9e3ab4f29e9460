// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/range_set.hpp"

#include <random>
#include <set>

#include <gtest/gtest.h>

namespace eyrie::delivery {
namespace {

TEST(RangeSet, NeighboursBecomeOneRange) {
  RangeSet set;
  for (const std::uint64_t seq : {1, 3, 5, 4, 2}) EXPECT_TRUE(set.insert(seq));
  EXPECT_EQ(set.to_text(), "1-5");
  EXPECT_FALSE(set.insert({2, 4})) << "nothing of it is new";
}

TEST(RangeSet, BehavesLikeASetOfNumbers) {
  std::mt19937 random(1);
  const auto pick = [&](std::uint64_t low, std::uint64_t high) {
    return std::uniform_int_distribution<std::uint64_t>(low, high)(random);
  };
  constexpr std::uint64_t kHighest = 120;
  for (int round = 0; round < 300; ++round) {
    RangeSet set;
    std::set<std::uint64_t> model;
    for (int step = 0; step < 40; ++step) {
      const std::uint64_t first = pick(1, kHighest);
      const SeqRange range{first, std::min(kHighest, first + pick(0, 12))};
      const bool removes = pick(0, 3) == 0;
      const auto before = model.size();
      for (auto seq = range.first; seq <= range.last; ++seq) removes ? void(model.erase(seq)) : void(model.insert(seq));
      if (removes) {
        set.remove(range);
      } else {
        EXPECT_EQ(set.insert(range), model.size() != before);
      }
      ASSERT_EQ(set.count(), model.size());
      ASSERT_EQ(set.highest(), model.empty() ? 0 : *model.rbegin());
    }
    RangeSet complement;
    for (const SeqRange& gap : set.gaps({1, kHighest})) complement.insert(gap);
    for (std::uint64_t seq = 1; seq <= kHighest; ++seq) {
      ASSERT_EQ(set.contains(seq), model.contains(seq));
      ASSERT_NE(set.contains(seq), complement.contains(seq));
    }
    for (std::size_t i = 1; i < set.ranges().size(); ++i) {
      ASSERT_GT(set.ranges()[i].first, set.ranges()[i - 1].last + 1) << "ranges are as few as can be";
    }
    ASSERT_EQ(RangeSet::from_text(set.to_text()), set);
  }
}

TEST(RangeSet, MergeIsTheUnion) {
  RangeSet a{{1, 5}, {10, 12}};
  a.insert(RangeSet{{4, 9}, {20, 20}});
  EXPECT_EQ(a.to_text(), "1-12,20");
  EXPECT_TRUE(a.contains(SeqRange{2, 11}));
  EXPECT_FALSE(a.contains(SeqRange{12, 20}));
}

TEST(RangeSet, WhatIsNotAListOfRangesIsRefused) {
  EXPECT_TRUE(RangeSet::from_text("")->is_empty());
  EXPECT_EQ(RangeSet::from_text("5-7,1-5")->to_text(), "1-7");
  for (const char* text :
       {"0", "2-1", "1-", "-1", "1,", ",1", "1--2", "a", "1 2", "1;2", "18446744073709551615", "99999999999999999999"}) {
    EXPECT_FALSE(RangeSet::from_text(text)) << text;
  }
}

}  // namespace
}  // namespace eyrie::delivery
