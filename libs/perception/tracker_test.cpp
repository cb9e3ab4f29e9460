// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/tracker.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace eyrie::perception {
namespace {

using std::chrono::milliseconds;

Timestamp at(milliseconds time) { return Timestamp{std::chrono::seconds(1'700'000'000) + time}; }

Detection detection_at(double x, double y, double width = 40, double height = 80, float confidence = 0.9F,
                       int class_id = 0) {
  return {.box = {.x_min = static_cast<float>(x - width / 2),
                  .y_min = static_cast<float>(y - height / 2),
                  .x_max = static_cast<float>(x + width / 2),
                  .y_max = static_cast<float>(y + height / 2)},
          .confidence = confidence,
          .class_id = class_id};
}

std::vector<TrackedDetection> copy_of(std::span<const TrackedDetection> tracked) { return {tracked.begin(), tracked.end()}; }

TEST(Tracker, ReportsFromTheFirstFrameOnWithIdsFromOne) {
  Tracker tracker;
  const std::vector<Detection> frame{detection_at(100, 100), detection_at(500, 100)};
  const auto tracked = tracker.update(frame, at(milliseconds(0)), {});
  ASSERT_EQ(tracked.size(), 2U);
  EXPECT_EQ(tracked[0].track_id, 1U);
  EXPECT_EQ(tracked[1].track_id, 2U);
  EXPECT_FLOAT_EQ(tracked[1].detection.box.x_min, 480);
}

TEST(Tracker, FlickerIsNotReportedWhereTwoHitsAreAsked) {
  Tracker tracker({.hits_before_report = 2});
  EXPECT_TRUE(tracker.update(std::vector{detection_at(100, 100)}, at(milliseconds(0)), {}).empty());
  EXPECT_TRUE(tracker.update(std::vector{detection_at(500, 100)}, at(milliseconds(33)), {}).empty());
  const auto tracked = tracker.update(std::vector{detection_at(501, 100)}, at(milliseconds(66)), {});
  ASSERT_EQ(tracked.size(), 1U);
  EXPECT_EQ(tracked[0].track_id, 1U);
}

TEST(Tracker, IdentitiesAreKeptThroughACrossing) {
  Tracker tracker;
  // Two people walk towards each other at 150 px/s and pass with their boxes on top of each other.
  for (int frame = 0; frame < 120; ++frame) {
    const double way = 5.0 * frame;
    const auto tracked = copy_of(tracker.update(std::vector{detection_at(100 + way, 300), detection_at(700 - way, 306)},
                                                at(milliseconds(33 * frame)), {}));
    ASSERT_EQ(tracked.size(), 2U);
    EXPECT_EQ(tracked[0].track_id, 1U) << frame;
    EXPECT_EQ(tracked[1].track_id, 2U) << frame;
  }
}

TEST(Tracker, IdentityIsKeptThroughAnOcclusionOfTenFrames) {
  Tracker tracker;
  for (int frame = 0; frame < 60; ++frame) {
    std::vector<Detection> seen;
    const bool is_hidden = frame >= 30 && frame < 40;
    if (!is_hidden) seen.push_back(detection_at(100 + 4.0 * frame, 200 + 1.0 * frame));
    const auto tracked = tracker.update(seen, at(milliseconds(33 * frame)), {});
    ASSERT_EQ(tracked.size(), is_hidden ? 0U : 1U);
    for (const auto& one : tracked) EXPECT_EQ(one.track_id, 1U) << frame;
  }
}

TEST(Tracker, WeakDetectionContinuesATrackButBeginsNone) {
  Tracker tracker;
  for (int frame = 0; frame < 20; ++frame) {
    const float confidence = frame >= 10 ? 0.12F : 0.9F;
    const std::vector<Detection> seen{detection_at(100 + frame, 200, 40, 80, confidence),
                                      detection_at(600, 200, 40, 80, 0.2F)};
    const auto tracked = tracker.update(seen, at(milliseconds(33 * frame)), {});
    ASSERT_EQ(tracked.size(), 1U) << frame;
    EXPECT_EQ(tracked[0].track_id, 1U);
    EXPECT_FLOAT_EQ(tracked[0].detection.confidence, confidence);
  }
}

TEST(Tracker, WhatWasReportedOnceKeepsItsIdentityThroughFlicker) {
  Tracker tracker;
  for (int frame = 0; frame < 12; ++frame) {
    std::vector<Detection> seen;
    if (frame % 3 != 1) seen.push_back(detection_at(100, 200, 40, 80, frame % 3 == 0 ? 0.26F : 0.2F));
    for (const auto& one : tracker.update(seen, at(milliseconds(33 * frame)), {})) EXPECT_EQ(one.track_id, 1U) << frame;
  }
}

TEST(Tracker, ClassesAreNotMixed) {
  Tracker tracker;
  for (int frame = 0; frame < 5; ++frame) {
    const int class_id = frame == 3 ? 1 : 0;
    const auto tracked =
        tracker.update(std::vector{detection_at(100, 100, 40, 80, 0.9F, class_id)}, at(milliseconds(33 * frame)), {});
    ASSERT_EQ(tracked.size(), 1U);
    EXPECT_EQ(tracked[0].track_id, frame == 3 ? 2U : 1U);
  }
}

TEST(Tracker, LostTracksEndByTimeAndNotByFrames) {
  for (const auto& [pause, expected] : {std::pair{milliseconds(1900), 1U}, std::pair{milliseconds(2200), 2U}}) {
    Tracker tracker({.lost_after = milliseconds(2000)});
    for (int frame = 0; frame < 5; ++frame) {
      ASSERT_FALSE(tracker.update(std::vector{detection_at(100, 100)}, at(milliseconds(100 * frame)), {}).empty());
    }
    const auto tracked = tracker.update(std::vector{detection_at(100, 100)}, at(milliseconds(400) + pause), {});
    ASSERT_EQ(tracked.size(), 1U);
    EXPECT_EQ(tracked[0].track_id, expected);
  }
}

TEST(Tracker, UnevenFrameIntervalsDoNotDisturbThePrediction) {
  Tracker tracker;
  std::mt19937 random(1);
  std::uniform_int_distribution<int> interval(10, 250);
  milliseconds time(0);
  for (int frame = 0; frame < 200; ++frame) {
    const double x = 100 + 0.12 * static_cast<double>(time.count());  // 120 px/s, three boxes a second
    const auto tracked = tracker.update(std::vector{detection_at(x, 300)}, at(time), {});
    ASSERT_EQ(tracked.size(), 1U);
    EXPECT_EQ(tracked[0].track_id, 1U) << time.count();
    time += milliseconds(interval(random));
  }
}

TEST(Tracker, ClockThatStepsBackEndsNothing) {
  Tracker tracker;
  const std::vector<Detection> seen{detection_at(100, 100)};
  ASSERT_EQ(tracker.update(seen, at(milliseconds(5000)), {}).size(), 1U);
  ASSERT_EQ(tracker.update(seen, at(milliseconds(0)), {})[0].track_id, 1U);
  ASSERT_EQ(tracker.update(seen, at(milliseconds(5000)), {})[0].track_id, 1U);
  ASSERT_EQ(tracker.update(seen, at(milliseconds(5033)), {})[0].track_id, 1U);
}

/// Where a camera that pans, turns and climbs sees the world.
Affine picture_from_world(int frame) {
  const double angle = 0.02 * std::sin(0.3 * frame);
  const double scale = 1 + 0.1 * std::sin(0.11 * frame);
  const double pan = 260 * std::sin(0.25 * frame);  // up to 65 px a frame: three boxes
  return {.xx = scale * std::cos(angle),
          .xy = -scale * std::sin(angle),
          .dx = pan,
          .yx = scale * std::sin(angle),
          .yy = scale * std::cos(angle),
          .dy = 0.4 * pan};
}

Affine inverse_of(const Affine& a) {
  const double det = a.determinant();
  Affine inverse{.xx = a.yy / det, .xy = -a.xy / det, .dx = 0, .yx = -a.yx / det, .yy = a.xx / det, .dy = 0};
  const Point shift = inverse.turn({.x = a.dx, .y = a.dy});
  inverse.dx = -shift.x;
  inverse.dy = -shift.y;
  return inverse;
}

/// Distinct ids that 25 still things 60 px apart get from such a camera in 100 frames.
std::size_t ids_under_a_moving_camera(bool is_compensated) {
  Tracker tracker;
  std::set<std::uint64_t> ids;
  for (int frame = 0; frame < 100; ++frame) {
    const Affine now = picture_from_world(frame);
    std::vector<Detection> seen;
    for (int i = 0; i < 25; ++i) {
      const Point place = now * Point{.x = 500.0 + 60 * (i % 5), .y = 300.0 + 60 * (i / 5)};
      seen.push_back(detection_at(place.x, place.y, 22, 22));
    }
    std::optional<Affine> motion;
    if (is_compensated && frame > 0) motion = now * inverse_of(picture_from_world(frame - 1));
    for (const auto& tracked : tracker.update(seen, at(milliseconds(33 * frame)), motion)) ids.insert(tracked.track_id);
  }
  return ids.size();
}

TEST(Tracker, IdentitiesAreKeptUnderAMovingCameraWhoseMotionIsTold) {
  EXPECT_EQ(ids_under_a_moving_camera(true), 25U);
  EXPECT_GT(ids_under_a_moving_camera(false), 25U);  // the test can fail
}

TEST(Tracker, IdsAreNeverUsedAgain) {
  Tracker tracker({.lost_after = milliseconds(100)});
  std::mt19937 random(2);
  std::uniform_real_distribution<double> place(0, 1000);
  std::map<std::uint64_t, int> last_frame_of;
  std::uint64_t largest = 0;
  for (int frame = 0; frame < 300; ++frame) {
    std::vector<Detection> seen;
    for (int i = 0; i < 10; ++i) seen.push_back(detection_at(place(random), place(random)));
    for (const auto& tracked : tracker.update(seen, at(milliseconds(33 * frame)), {})) {
      const auto last = last_frame_of.find(tracked.track_id);
      if (last == last_frame_of.end()) {
        EXPECT_GT(tracked.track_id, largest);
      } else {
        EXPECT_LE(frame - last->second, 4);
        EXPECT_GT(frame, last->second);  // nor twice in one frame
      }
      largest = std::max(largest, tracked.track_id);
      last_frame_of[tracked.track_id] = frame;
    }
  }
  EXPECT_GT(largest, 300U);
}

TEST(Tracker, NeverHoldsMoreThanItsBound) {
  Tracker tracker;
  std::vector<Detection> seen;
  for (int i = 0; i < 1500; ++i) seen.push_back(detection_at(100.0 * (i % 40), 100.0 * (i / 40)));
  EXPECT_EQ(tracker.update(seen, at(milliseconds(0)), {}).size(), 1000U);
}

TEST(BoxFilter, ConvergesToTheVelocityOfAnEvenMotion) {
  BoxFilter filter({.x_min = 0, .y_min = 0, .x_max = 40, .y_max = 80});
  for (int frame = 1; frame <= 60; ++frame) {
    filter.predict(milliseconds(40));
    filter.correct({.x_min = 3.0F * static_cast<float>(frame),
                    .y_min = -2.0F * static_cast<float>(frame),
                    .x_max = 40 + 3.0F * static_cast<float>(frame),
                    .y_max = 80 - 2.0F * static_cast<float>(frame)});
  }
  filter.predict(milliseconds(400));  // ten frames ahead
  EXPECT_NEAR(filter.box().x_min, 3.0 * 70, 1.0);
  EXPECT_NEAR(filter.box().y_min, -2.0 * 70, 1.0);
  EXPECT_NEAR(filter.box().width(), 40, 0.5);
}

TEST(BoxFilter, TwoHalfStepsAreOneStep) {
  BoxFilter once({.x_min = 0, .y_min = 0, .x_max = 40, .y_max = 80});
  once.predict(milliseconds(40));
  once.correct({.x_min = 5, .y_min = 2, .x_max = 45, .y_max = 82});
  BoxFilter twice = once;
  once.predict(milliseconds(100));
  twice.predict(milliseconds(50));
  twice.predict(milliseconds(50));
  const Box measured{.x_min = 20, .y_min = 9, .x_max = 60, .y_max = 89};
  once.correct(measured);
  twice.correct(measured);
  EXPECT_NEAR(once.box().x_min, twice.box().x_min, 0.05);
  EXPECT_NEAR(once.box().y_max, twice.box().y_max, 0.05);
}

TEST(BoxFilter, WarpCarriesBoxAndMotionIntoTheNextPicture) {
  BoxFilter still({.x_min = 100, .y_min = 100, .x_max = 140, .y_max = 180});
  // A quarter turn about the origin that doubles everything.
  still.warp({.xx = 0, .xy = -2, .dx = 0, .yx = 2, .yy = 0, .dy = 0});
  EXPECT_FLOAT_EQ(still.box().width(), 80);
  EXPECT_FLOAT_EQ((still.box().x_min + still.box().x_max) / 2, -280);
  EXPECT_FLOAT_EQ((still.box().y_min + still.box().y_max) / 2, 240);
}

}  // namespace
}  // namespace eyrie::perception
