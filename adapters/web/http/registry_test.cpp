// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/detail/registry.hpp"

#include <string>

#include <gtest/gtest.h>

namespace eyrie::web::detail {
namespace {

using namespace std::chrono_literals;

class TickingClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return {}; }
  [[nodiscard]] SteadyTime steady_now() const override { return now_ += 1s; }

 private:
  mutable SteadyTime now_{};
};

class RegistryTest : public testing::Test {
 protected:
  std::uint64_t add(char name) {
    return registry_.add({.ask = [] {}, .cut = [this, name] { cut_ += name; }});
  }
  TickingClock clock_;
  Registry registry_{clock_};
  std::string cut_;
};

TEST_F(RegistryTest, LongestWaitMakesRoomFirst) {
  const auto a = add('a');
  add('b');
  add('c');
  registry_.wait_for_peer(a);
  while (registry_.make_room()) {
  }
  EXPECT_EQ(cut_, "bca");
}

TEST_F(RegistryTest, WhoeverIsServedIsNotCut) {
  const auto a = add('a');
  registry_.work(a);
  EXPECT_FALSE(registry_.make_room());
  registry_.wait_for_peer(a);
  EXPECT_TRUE(registry_.make_room());
}

TEST_F(RegistryTest, WhatWasCutIsCountedNoMoreButWaitedFor) {
  const auto a = add('a');
  add('b');
  ASSERT_TRUE(registry_.make_room());
  EXPECT_EQ(registry_.size(), 1U);
  registry_.remove(a);
  EXPECT_EQ(registry_.size(), 1U);
  EXPECT_FALSE(registry_.wait_until_empty(system_clock().steady_now()));
}

}  // namespace
}  // namespace eyrie::web::detail
