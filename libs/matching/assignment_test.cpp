// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "matching/assignment.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::matching {
namespace {

using testing::ElementsAre;

constexpr int kNone = Assignment::kNone;

/// The largest total gain over every way to pair, by trying them all.
double best_by_trial(std::span<const float> costs, std::size_t rows, std::size_t columns, float limit, std::size_t row,
                     std::vector<char>& is_taken) {
  if (row == rows) return 0;
  double best = best_by_trial(costs, rows, columns, limit, row + 1, is_taken);
  for (std::size_t column = 0; column < columns; ++column) {
    const float cost = costs[row * columns + column];
    if (is_taken[column] != 0 || cost >= limit) continue;
    is_taken[column] = 1;
    best = std::max(best, static_cast<double>(limit - cost) + best_by_trial(costs, rows, columns, limit, row + 1, is_taken));
    is_taken[column] = 0;
  }
  return best;
}

TEST(Assignment, PrefersTheBestSumToTheBestPair) {
  Assignment assignment;
  const std::vector<float> costs{0.1F, 0.2F,   //
                                 0.2F, 0.9F};  // taking the cheapest pair first would cost 1.0, this costs 0.4
  EXPECT_THAT(assignment.solve(costs, 2, 2, 1.0F), ElementsAre(1, 0));
}

TEST(Assignment, NothingIsPairedAtOrPastTheLimit) {
  Assignment assignment;
  EXPECT_THAT(assignment.solve(std::vector{0.8F, 0.9F, 0.7999F, 0.95F}, 2, 2, 0.8F), ElementsAre(kNone, 0));
}

TEST(Assignment, HandlesNoRowsAndNoColumns) {
  Assignment assignment;
  EXPECT_TRUE(assignment.solve({}, 0, 5, 1.0F).empty());
  EXPECT_THAT(assignment.solve({}, 3, 0, 1.0F), ElementsAre(kNone, kNone, kNone));
}

TEST(Assignment, IsAsGoodAsTryingEverything) {
  std::mt19937 random(4);
  std::uniform_real_distribution<float> cost(0, 1);
  std::uniform_int_distribution<std::size_t> side(1, 6);
  Assignment assignment;
  for (int round = 0; round < 2000; ++round) {
    const std::size_t rows = side(random);
    const std::size_t columns = side(random);
    std::vector<float> costs(rows * columns);
    for (auto& one : costs) one = round % 3 == 0 ? static_cast<float>(random() % 4) / 4 : cost(random);  // also many ties
    const float limit = round % 2 == 0 ? 0.8F : 0.45F;

    const auto column_of_row = assignment.solve(costs, rows, columns, limit);
    ASSERT_EQ(column_of_row.size(), rows);
    double gain = 0;
    std::set<int> taken;
    for (std::size_t row = 0; row < rows; ++row) {
      if (column_of_row[row] == kNone) continue;
      ASSERT_TRUE(taken.insert(column_of_row[row]).second);
      const float paid = costs[row * columns + static_cast<std::size_t>(column_of_row[row])];
      ASSERT_LT(paid, limit);
      gain += static_cast<double>(limit - paid);
    }
    std::vector<char> is_taken(columns);
    ASSERT_NEAR(gain, best_by_trial(costs, rows, columns, limit, 0, is_taken), 1e-5) << round;
  }
}

TEST(Assignment, DoublesKeepWhatFloatsCannotTellApart) {
  Assignment assignment;
  const std::vector<double> costs{-1, -1 - 1e-12,  //
                                  -1, -1};
  EXPECT_THAT(assignment.solve(costs, 2, 2, 0.0), ElementsAre(1, 0));
}

}  // namespace
}  // namespace eyrie::matching
