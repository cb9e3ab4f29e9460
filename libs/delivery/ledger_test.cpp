// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/ledger.hpp"

#include <gtest/gtest.h>

namespace eyrie::delivery {
namespace {

TEST(Ledger, EachNumberCountsOnce) {
  Ledger ledger;
  EXPECT_TRUE(ledger.commit(1));
  EXPECT_TRUE(ledger.commit(3));
  EXPECT_FALSE(ledger.commit(1)) << "it came before";
  EXPECT_EQ(ledger.open(), (std::vector<SeqRange>{{2, 2}}));
  EXPECT_EQ(ledger.summary(),
            (LedgerSummary{.next_seq = 4, .committed = 2, .tombstoned = 0, .open = 1, .waiting = 0, .missing = 1}));
}

TEST(Ledger, WhatTheEdgeStillHoldsWaitsAndIsNotMissing) {
  Ledger ledger;
  ledger.commit(1);
  ledger.expect(11, 7);
  EXPECT_EQ(ledger.summary(),
            (LedgerSummary{.next_seq = 11, .committed = 1, .tombstoned = 0, .open = 9, .waiting = 7, .missing = 2}));
  for (std::uint64_t seq = 2; seq <= 10; ++seq) ledger.commit(seq);
  EXPECT_EQ(ledger.summary().waiting, 0U) << "an old status does not make anything wait that has come";
  EXPECT_EQ(ledger.summary().missing, 0U);
}

TEST(Ledger, WhatIsBuriedWithItsTombstoneOnTheWayIsNotMissing) {
  Ledger ledger;
  ledger.expect(11, 4, 6);
  EXPECT_EQ(ledger.summary().missing, 0U);
  ledger.bury({1, 6});
  EXPECT_EQ(ledger.summary().waiting, 4U);
  EXPECT_EQ(ledger.summary().missing, 0U);
}

TEST(Ledger, TombstonesNameTheGapAndWhatDidComeStaysCommitted) {
  Ledger ledger;
  ledger.commit(5);
  ledger.bury({3, 8});
  EXPECT_EQ(ledger.tombstoned().to_text(), "3-4,6-8");
  EXPECT_EQ(ledger.settled().to_text(), "3-8") << "what the edge may forget";
  EXPECT_TRUE(ledger.commit(6)) << "it was on its way when it was buried";
  EXPECT_EQ(ledger.tombstoned().to_text(), "3-4,7-8");
  EXPECT_EQ(ledger.open(), (std::vector<SeqRange>{{1, 2}}));
}

TEST(Ledger, IsTheSameAfterItWasStored) {
  Ledger ledger;
  ledger.commit(1);
  ledger.bury({3, 4});
  ledger.expect(10, 5);
  const Ledger stored(*RangeSet::from_text(ledger.committed().to_text()),
                      *RangeSet::from_text(ledger.tombstoned().to_text()), ledger.next_seq());
  EXPECT_EQ(stored.open(), ledger.open());
  EXPECT_EQ(stored.summary().open, ledger.summary().open);
}

}  // namespace
}  // namespace eyrie::delivery
