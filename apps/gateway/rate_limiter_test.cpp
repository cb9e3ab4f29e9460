// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace eyrie::gateway {
namespace {

using namespace std::chrono_literals;

class SetClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return {}; }
  [[nodiscard]] SteadyTime steady_now() const override { return now_; }
  void pass(std::chrono::nanoseconds time) { now_ += time; }

 private:
  SteadyTime now_{1h};
};

TEST(RateLimiter, BurstThenOneAnInterval) {
  SetClock clock;
  RateLimiter limiter({.burst = 3, .interval = 10s}, clock);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.try_act("a"), std::nullopt);
  EXPECT_EQ(limiter.try_act("a"), 10s);
  EXPECT_EQ(limiter.try_act("b"), std::nullopt);
  clock.pass(4s);
  EXPECT_EQ(limiter.try_act("a"), 6s);
  clock.pass(6s);
  EXPECT_EQ(limiter.try_act("a"), std::nullopt);
  EXPECT_NE(limiter.try_act("a"), std::nullopt);
}

TEST(RateLimiter, ForgivenBeginsAnew) {
  SetClock clock;
  RateLimiter limiter({.burst = 1, .interval = 10s}, clock);
  EXPECT_EQ(limiter.try_act("a"), std::nullopt);
  limiter.forgive("a");
  EXPECT_EQ(limiter.try_act("a"), std::nullopt);
}

TEST(RateLimiter, ManyMadeUpNamesShareOneBucket) {
  SetClock clock;
  RateLimiter limiter({.burst = 1, .interval = 10s, .max_keys = 10}, clock);
  int allowed = 0;
  for (int i = 0; i < 100; ++i) allowed += limiter.try_act("name" + std::to_string(i)) == std::nullopt ? 1 : 0;
  EXPECT_LE(allowed, 11);
}

}  // namespace
}  // namespace eyrie::gateway
