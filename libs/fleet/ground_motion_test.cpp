// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/ground_motion.hpp"

#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::fleet {
namespace {

using std::chrono::milliseconds;
using ::testing::Optional;

constexpr double kMetresPerDegree = 6'371'000.0 * std::numbers::pi / 180;
constexpr double kLatitude_deg = 60;  // a degree of longitude is half as long as one of latitude
constexpr NormalisedBox kWhole{.x_min = 0.4, .y_min = 0.4, .x_max = 0.6, .y_max = 0.6};

GroundPosition place(double east_m, double north_m) {
  const double narrower = std::cos(kLatitude_deg * std::numbers::pi / 180);
  return {.lat_deg = kLatitude_deg + north_m / kMetresPerDegree, .lon_deg = 10 + east_m / (kMetresPerDegree * narrower)};
}

DetectionReport report(int at_ms, std::vector<SeenObject> objects) {
  DetectionReport report;
  report.captured_at = Timestamp{} + milliseconds(at_ms);
  report.objects = std::move(objects);
  return report;
}

SeenObject vehicle(const std::string& track, const GroundPosition& position, const NormalisedBox& box = kWhole) {
  return {.class_name = "vehicle", .confidence = 0.9, .box = box, .track_id = track, .position = position};
}

void see(GroundMotion& motion, const DetectionReport& report) {
  std::vector<std::size_t> all(report.objects.size());
  std::iota(all.begin(), all.end(), 0U);
  motion.observe(report, all);
}

TEST(GroundMotion, TellsTheSpeedOfWhatDrivesAndOfWhatStands) {
  GroundMotion motion;
  for (int frame = 0; frame < 20; ++frame) {
    const double time_s = frame * 0.08;
    see(motion, report(frame * 80, {vehicle("van", place(1.2 * time_s, -1.6 * time_s)), vehicle("parked", place(5, 5))}));
  }
  EXPECT_THAT(motion.speed_mps("van"), Optional(::testing::DoubleNear(2, 0.01)));
  EXPECT_THAT(motion.speed_mps("parked"), Optional(::testing::DoubleNear(0, 1e-6)));
  EXPECT_EQ(motion.speed_mps("nobody"), std::nullopt);
}

TEST(GroundMotion, ErrorsFromFrameToFrameAreNoSpeed) {
  std::mt19937 random(1);
  std::normal_distribution<double> error(0, 0.3);
  GroundMotion motion;
  for (int frame = 0; frame < 400; ++frame) {
    see(motion, report(frame * 80, {vehicle("parked", place(error(random), error(random)))}));
    if (frame <= 20) continue;
    EXPECT_LT(motion.speed_mps("parked").value_or(9), 0.8) << frame;
  }
}

TEST(GroundMotion, WhatWasSeenTooShortlyOrTooRarelyHasNoSpeed) {
  GroundMotion motion;
  for (int frame = 0; frame < 8; ++frame) see(motion, report(frame * 80, {vehicle("van", place(frame, 0))}));
  EXPECT_EQ(motion.speed_mps("van"), std::nullopt) << "0.56 s";
  GroundMotion rare;
  for (int frame = 0; frame < 3; ++frame) see(rare, report(frame * 700, {vehicle("van", place(frame, 0))}));
  EXPECT_EQ(rare.speed_mps("van"), std::nullopt) << "3 places";
}

TEST(GroundMotion, ABoxThatTheEdgeCutsOffDoesNotMoveItsTrack) {
  GroundMotion motion;
  const NormalisedBox cut{.x_min = 0.008, .y_min = 0.4, .x_max = 0.2, .y_max = 0.6};
  const NormalisedBox whole{.x_min = 0.012, .y_min = 0.4, .x_max = 0.2, .y_max = 0.6};
  for (int frame = 0; frame < 20; ++frame) {
    see(motion, report(frame * 80, {vehicle("van", place(frame, 0), cut), vehicle("car", place(frame, 0), whole)}));
  }
  EXPECT_EQ(motion.speed_mps("van"), std::nullopt);
  EXPECT_TRUE(motion.speed_mps("car"));
}

TEST(GroundMotion, AnOldWayIsForgotten) {
  GroundMotion motion;
  for (int frame = 0; frame < 20; ++frame) see(motion, report(frame * 80, {vehicle("van", place(frame * 0.2, 0))}));
  for (int frame = 20; frame < 45; ++frame) see(motion, report(frame * 80, {vehicle("van", place(3.8, 0))}));
  EXPECT_THAT(motion.speed_mps("van"), Optional(::testing::DoubleNear(0, 1e-6)));
  see(motion, report(45 * 80 + 2000, {}));
  EXPECT_EQ(motion.speed_mps("van"), std::nullopt);
}

TEST(GroundMotion, HoldsNoMoreThanItSays) {
  GroundMotion motion;
  for (int frame = 0; frame < 200; ++frame) {
    std::vector<SeenObject> objects;
    for (int i = 0; i < 400; ++i) objects.push_back(vehicle(std::to_string(i), place(frame * 0.01, i)));
    see(motion, report(frame * 10, objects));
  }
  EXPECT_THAT(motion.speed_mps("63"), Optional(::testing::DoubleNear(1, 0.01)));
  EXPECT_EQ(motion.speed_mps("64"), std::nullopt);
}

}  // namespace
}  // namespace eyrie::fleet
