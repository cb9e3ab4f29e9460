// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/flight/flight.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace eyrie::world {
namespace {

constexpr Wind kStill{.east_mps = 0, .north_mps = 0, .gust_mps = 0};

DronePlan there_and_around() {
  DronePlan plan;
  plan.id = "drone-1";
  plan.start = {-20, -10, 12};
  plan.steps.push_back({.what = FlyTo{.to = {20, -10, 12}, .speed_mps = 4}, .yaw_deg = 90});
  plan.steps.push_back({.what = Hold{.lasts_s = 3}});
  plan.steps.push_back({.what = Orbit{.centre = {20, 0}, .turn_deg = 180, .speed_mps = 3}, .look_at = Point2{20, 0}});
  return plan;
}

double level_distance(const geometry::Vector3& a, const geometry::Vector3& b) { return std::hypot(a.x - b.x, a.y - b.y); }

TEST(Route, SpeedsUpAndSlowsDownEvenly) {
  const DronePlan plan = there_and_around();
  const Route route(plan);
  // 40 m at 4 m/s and 1.5 m/s^2: 8/3 s to speed up, 10 s at speed on average.
  EXPECT_NEAR(route.at(1).velocity.x, 1.5, 1e-12);
  EXPECT_NEAR(route.at(5).velocity.x, 4, 1e-12);
  EXPECT_NEAR(route.at(8.0 / 3).position.x, -20 + 4 * (8.0 / 3) / 2, 1e-9);
  const double flown_s = 10 + 8.0 / 3;
  EXPECT_NEAR(route.at(flown_s).position.x, 20, 1e-9);
  EXPECT_NEAR(route.at(flown_s + 2.9).position.x, 20, 1e-9);
}

TEST(Route, SpeedIsTheDerivativeOfPlaceEverywhere) {
  const DronePlan plan = there_and_around();
  const Route route(plan);
  constexpr double kHalf_s = 0.01;
  for (double t = 0.05; t < route.lasts_s(); t += 0.1) {
    const auto moved = route.at(t + kHalf_s).position - route.at(t - kHalf_s).position;
    const auto velocity = (1 / (2 * kHalf_s)) * moved;
    EXPECT_LT(geometry::norm(velocity - route.at(t).velocity), 0.01) << "at " << t;
  }
}

TEST(Route, OrbitsClockwiseAndLooksAtTheMiddle) {
  const DronePlan plan = there_and_around();
  const Route route(plan);
  const auto end = route.at(route.lasts_s());
  EXPECT_LT(geometry::norm(end.position - geometry::Vector3{20, 10, 12}), 1e-4);  // from south by west to north
  const auto halfway = route.at(10 + 8.0 / 3 + 3 + (route.lasts_s() - (13 + 8.0 / 3)) / 2);
  EXPECT_NEAR(halfway.position.x, 10, 1e-3);
  EXPECT_NEAR(halfway.yaw_deg, 90, 0.01);
  EXPECT_NEAR(halfway.pitch_deg, -geometry::to_degrees(std::atan2(12.0, 10.0)), 0.01);
}

TEST(Flight, FollowsItsRouteAndHoldsItsPlaceInGusts) {
  const DronePlan plan = there_and_around();
  const Route route(plan);
  const Flight still(plan, route.lasts_s() + 5, kStill, Random(1));
  const Flight windy(plan, route.lasts_s() + 5, {.east_mps = 4, .north_mps = -3, .gust_mps = 1.5}, Random(1));
  double farthest_still = 0;
  double farthest_windy = 0;
  for (double t = 0; t < route.lasts_s() + 5; t += 0.1) {
    farthest_still = std::max(farthest_still, level_distance(still.at(t).position, route.at(t).position));
    farthest_windy = std::max(farthest_windy, level_distance(windy.at(t).position, route.at(t).position));
  }
  EXPECT_LT(farthest_still, 0.6);
  EXPECT_LT(farthest_windy, 1.5);
  EXPECT_GT(farthest_windy, farthest_still);
}

TEST(Flight, MovesSmoothly) {
  const DronePlan plan = there_and_around();
  const Flight flight(plan, 40, {}, Random(3));
  constexpr double kStep_s = 0.08;
  for (double t = 0; t < 40 - 2 * kStep_s; t += kStep_s) {
    const FlightState a = flight.at(t);
    const FlightState b = flight.at(t + kStep_s);
    EXPECT_LT(geometry::norm(b.velocity - a.velocity), 4 * kStep_s);
    EXPECT_LT(std::abs(b.camera.yaw_rad - a.camera.yaw_rad), 0.75 * kStep_s);
    EXPECT_LT(std::abs(b.camera.pitch_rad - a.camera.pitch_rad), 0.6 * kStep_s);
    EXPECT_LT(std::abs(a.camera.roll_rad), geometry::to_radians(1.5));
    EXPECT_LT(std::abs(a.airframe.pitch_rad), geometry::to_radians(25));
  }
}

TEST(Flight, NoseGoesDownToSpeedUpForward) {
  const DronePlan plan = there_and_around();  // to the east; the nose has turned there by the second second
  const Flight flight(plan, 20, kStill, Random(1));
  EXPECT_LT(flight.at(2.2).airframe.pitch_rad, geometry::to_radians(-4));
  EXPECT_GT(flight.at(11.5).airframe.pitch_rad, geometry::to_radians(4));
}

TEST(Flight, IsAFunctionOfItsSeed) {
  const DronePlan plan = there_and_around();
  const Flight first(plan, 20, {}, Random(7));
  const Flight second(plan, 20, {}, Random(7));
  const Flight other(plan, 20, {}, Random(8));
  EXPECT_EQ(geometry::norm(first.at(13.37).position - second.at(13.37).position), 0);
  EXPECT_GT(geometry::norm(first.at(13.37).position - other.at(13.37).position), 1e-3);
}

}  // namespace
}  // namespace eyrie::world
