// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "world/math/noise.hpp"
#include "world/math/portable.hpp"
#include "world/math/random.hpp"

namespace eyrie::world {
namespace {

TEST(Portable, AgreesWithTheCLibrary) {
  for (double x = -40; x < 40; x += 0.0173) {
    const auto f = static_cast<float>(x);
    const double exact = static_cast<double>(f);
    EXPECT_NEAR(static_cast<double>(portable::sin(f)), std::sin(exact), 1e-7) << x;
    EXPECT_NEAR(static_cast<double>(portable::cos(f)), std::cos(exact), 1e-7) << x;
    EXPECT_NEAR(static_cast<double>(portable::exp(f)) / std::exp(exact), 1, 1e-7) << x;
    EXPECT_NEAR(static_cast<double>(portable::atan2(f, 3)), std::atan2(exact, 3), 3e-7) << x;
    EXPECT_NEAR(static_cast<double>(portable::atan2(f, -3)), std::atan2(exact, -3), 3e-7) << x;
    if (x > 0.1) {
      EXPECT_NEAR(static_cast<double>(portable::log(f)), std::log(exact), 3e-7) << x;
      EXPECT_NEAR(static_cast<double>(portable::pow(f, 0.45F)) / std::pow(exact, static_cast<double>(0.45F)), 1, 1e-6) << x;
    }
  }
}

TEST(Random, AForkDoesNotHangOnWhatWasDrawnBefore) {
  const Random fresh(7);
  Random used(7);
  for (int i = 0; i < 100; ++i) static_cast<void>(used.bits());
  EXPECT_EQ(fresh.fork(3).bits(), used.fork(3).bits());
  EXPECT_NE(fresh.fork(3).bits(), fresh.fork(4).bits());
}

TEST(Random, UniformAndNormalHaveTheirMoments) {
  Random random(11);
  constexpr int kDraws = 20'000;
  double uniform = 0;
  double normal = 0;
  double squared = 0;
  for (int i = 0; i < kDraws; ++i) {
    const float u = random.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    uniform += static_cast<double>(u);
    const auto n = static_cast<double>(random.normal());
    normal += n;
    squared += n * n;
  }
  EXPECT_NEAR(uniform / kDraws, 0.5, 0.01);
  EXPECT_NEAR(normal / kDraws, 0, 0.03);
  EXPECT_NEAR(squared / kDraws, 1, 0.04);
}

TEST(Random, BelowReachesEveryNumberAndNoOther) {
  Random random(5);
  std::set<int> seen;
  for (int i = 0; i < 500; ++i) seen.insert(random.below(7));
  EXPECT_EQ(seen, (std::set<int>{0, 1, 2, 3, 4, 5, 6}));
}

TEST(Noise, IsContinuousAcrossCellsBelowZeroToo) {
  for (const float edge : {-3.0F, -1.0F, 0.0F, 1.0F, 4.0F}) {
    EXPECT_NEAR(value_noise(edge - 1e-4F, 0.3F, 9), value_noise(edge + 1e-4F, 0.3F, 9), 1e-3F) << edge;
  }
}

}  // namespace
}  // namespace eyrie::world
