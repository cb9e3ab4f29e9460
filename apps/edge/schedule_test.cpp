// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/schedule.hpp"

#include <gtest/gtest.h>

namespace eyrie::edge {
namespace {

using namespace std::chrono_literals;

int due_of(FrameSchedule& schedule, int frames, double fps) {
  int due = 0;
  for (int i = 0; i < frames; ++i) {
    due += schedule.is_due(Timestamp{std::chrono::nanoseconds{static_cast<std::int64_t>(1e9 + i * 1e9 / fps)}}) ? 1 : 0;
  }
  return due;
}

TEST(FrameSchedule, EveryFrameIsDueWithoutLimits) {
  FrameSchedule schedule({.every = 1, .max_fps = 0, .is_adaptive = false});
  EXPECT_EQ(due_of(schedule, 300, 30), 300);
}

TEST(FrameSchedule, EveryThirdFrame) {
  FrameSchedule schedule({.every = 3, .max_fps = 0, .is_adaptive = false});
  EXPECT_EQ(due_of(schedule, 300, 30), 100);
  EXPECT_EQ(schedule.skipped(), 200U);
}

TEST(FrameSchedule, ReachesARateThatIsNoDivisorOfTheCameras) {
  FrameSchedule schedule({.every = 1, .max_fps = 20, .is_adaptive = false});
  EXPECT_NEAR(due_of(schedule, 300, 30), 200, 2);
}

TEST(FrameSchedule, AdaptsToWhatTheNetworkManages) {
  FrameSchedule schedule({.every = 1, .max_fps = 0, .is_adaptive = true});
  for (int i = 0; i < 100; ++i) schedule.took(100ms);
  EXPECT_NEAR(due_of(schedule, 300, 30), 100, 3);
}

TEST(FrameSchedule, ClockThatJumpsBackDoesNotSilenceTheNetwork) {
  FrameSchedule schedule({.every = 1, .max_fps = 10, .is_adaptive = false});
  EXPECT_TRUE(schedule.is_due(Timestamp{1000h}));
  EXPECT_TRUE(schedule.is_due(Timestamp{1h}));
}

}  // namespace
}  // namespace eyrie::edge
