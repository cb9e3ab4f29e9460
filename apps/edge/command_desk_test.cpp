// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/command_desk.hpp"

#include <gtest/gtest.h>

namespace eyrie::edge {
namespace {

using namespace std::chrono_literals;

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_nanoseconds(1'000'000'000'000); }
  [[nodiscard]] SteadyTime steady_now() const override { return SteadyTime{}; }
};

class CommandDeskTest : public testing::Test {
 protected:
  FixedClock clock_;
  int snapshots_ = 0;
  std::chrono::seconds leased_{0};
  CommandDesk desk_{{.lease_video = [this](auto length) { leased_ = length; },
                     .take_snapshot = [this] { ++snapshots_; },
                     .cut_clip = [](Timestamp, Timestamp) -> Status { return fail(Error::kOutOfRange, "too long ago"); }},
                    clock_};
};

TEST_F(CommandDeskTest, ActsOnceHoweverOftenACommandComes) {
  const wire::Command command{.id = "a", .expires_at = clock_.now() + 10s, .action = wire::Snapshot{}};
  EXPECT_EQ(desk_.obey(command).outcome, wire::CommandOutcome::kDone);
  EXPECT_EQ(desk_.obey(command).outcome, wire::CommandOutcome::kDone);
  EXPECT_EQ(snapshots_, 1);
}

TEST_F(CommandDeskTest, WhatCameTooLateIsNotDone) {
  EXPECT_EQ(desk_.obey({.id = "a", .expires_at = clock_.now(), .action = wire::Snapshot{}}).outcome,
            wire::CommandOutcome::kExpired);
  EXPECT_EQ(snapshots_, 0);
}

TEST_F(CommandDeskTest, RefusalsSayWhy) {
  const auto clip = desk_.obey({.id = "a", .expires_at = clock_.now() + 1s, .action = wire::ClipRequest{}});
  EXPECT_EQ(clip.outcome, wire::CommandOutcome::kRefused);
  EXPECT_EQ(clip.message, "too long ago");
  const auto unknown =
      desk_.obey({.id = "b", .expires_at = clock_.now() + 1s, .action = wire::UnknownCommand{.name = "land"}});
  EXPECT_EQ(unknown.outcome, wire::CommandOutcome::kRefused);
}

TEST_F(CommandDeskTest, VideoIsLeased) {
  EXPECT_EQ(desk_.obey({.id = "a", .expires_at = clock_.now() + 1s, .action = wire::VideoLease{.length = 10s}}).outcome,
            wire::CommandOutcome::kDone);
  EXPECT_EQ(leased_, 10s);
}

}  // namespace
}  // namespace eyrie::edge
