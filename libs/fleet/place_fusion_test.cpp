// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/place_fusion.hpp"

#include <cmath>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "fleet/geometry.hpp"

namespace eyrie::fleet {
namespace {

using namespace std::chrono_literals;

const Timestamp kNow = *parse_rfc3339("2026-06-01T08:00:12Z");
const GroundPosition kTruth{.lat_deg = 47.3977, .lon_deg = 8.5456, .alt_m = 408};

/// At an offset of the truth, with the ellipse of these deviations.
PlaceSeen seen(const char* drone, double east_m, double north_m, double major_sigma_m, double minor_sigma_m,
               double orientation_deg = 0, Timestamp at = kNow) {
  GroundPosition position = detail::moved(kTruth, {.east_m = east_m, .north_m = north_m});
  position.semi_major_m = major_sigma_m * detail::kScale95;
  position.semi_minor_m = minor_sigma_m * detail::kScale95;
  position.orientation_deg = orientation_deg;
  return {.drone = *DroneId::parse(drone), .at = at, .position = position};
}

detail::GroundOffset from_truth(const GroundPosition& position) { return detail::offset_m(kTruth, position); }

TEST(PlaceFusion, OneDronesPlaceIsItsOwn) {
  const std::vector<PlaceSeen> one{seen("a", 3, 4, 2, 1, 30)};
  EXPECT_EQ(fused(one), one[0].position);
}

TEST(PlaceFusion, TwoThatAreAsSureMeetInTheMiddle) {
  const std::vector<PlaceSeen> two{seen("a", -1, 0, 1, 1), seen("b", 1, 0.5, 1, 1)};
  const GroundPosition place = fused(two);
  EXPECT_NEAR(from_truth(place).east_m, 0, 1e-6);
  EXPECT_NEAR(from_truth(place).north_m, 0.25, 1e-6);
  EXPECT_NEAR(place.semi_major_m, detail::kScale95 / std::sqrt(2), 1e-9);
  EXPECT_EQ(place.alt_m, 408);
}

/// Along its own line of sight a drone knows little, across it much: where the lines cross, both together know much.
TEST(PlaceFusion, EachIsBelievedWhereItIsSure) {
  const std::vector<PlaceSeen> two{seen("a", 2, 0.1, 3, 0.3, 90), seen("b", 0.1, 2, 3, 0.3, 0)};
  const GroundPosition place = fused(two);
  EXPECT_NEAR(from_truth(place).east_m, (0.1 / 0.09 + 2.0 / 9) / (1 / 0.09 + 1.0 / 9), 1e-6);
  EXPECT_NEAR(from_truth(place).north_m, (0.1 / 0.09 + 2.0 / 9) / (1 / 0.09 + 1.0 / 9), 1e-6);
  EXPECT_LT(place.semi_major_m, 0.31 * detail::kScale95);
}

TEST(PlaceFusion, WhatWasSeenLongAgoSaysLittle) {
  const std::vector<PlaceSeen> two{seen("a", 0, 0, 1, 1), seen("b", 3, 0, 1, 1, 0, kNow - 20s)};
  EXPECT_LT(std::abs(from_truth(fused(two)).east_m), 0.01);
}

TEST(PlaceFusion, WhatCannotBeTheSameThingIsLeftOut) {
  const std::vector<PlaceSeen> two{seen("a", 0, 0, 1, 1), seen("b", 9, 0, 1, 1, 0, kNow - 1ms)};
  EXPECT_EQ(fused(two), two[0].position);
}

TEST(PlaceFusion, WhoSaysNothingOfTheirErrorIsBelievedLittle) {
  const std::vector<PlaceSeen> two{seen("a", 0, 0, 1.2, 1.2), seen("b", 4, 0, 0, 0)};
  EXPECT_LT(from_truth(fused(two)).east_m, 0.1);
  EXPECT_GT(fused(two).semi_major_m, 2.8);
}

TEST(PlaceFusion, ExactPlacesStayFinite) {
  const std::vector<PlaceSeen> two{seen("a", 0, 0, 0.001, 0), seen("b", 0.001, 0, 0.001, 0)};
  const GroundPosition place = fused(two);
  EXPECT_TRUE(std::isfinite(place.lat_deg) && std::isfinite(place.lon_deg) && std::isfinite(place.orientation_deg));
  EXPECT_GT(place.semi_minor_m, 0);
}

/// Places as drones see them, many times: the ellipse holds the truth as often as it says.
TEST(PlaceFusion, ItsEllipseHoldsTheTruthInNinetyFiveOfAHundred) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  constexpr int kTrials = 20'000;
  int inside = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<PlaceSeen> places;
    for (const auto& [name, major, minor, turn_deg] :
         {std::tuple{"a", 1.8, 1.1, 40.0}, std::tuple{"b", 1.2, 1.0, 110.0}, std::tuple{"c", 2.5, 0.8, 170.0}}) {
      const double along = major * normal(random);
      const double across = minor * normal(random);
      const double turn = turn_deg * detail::kRadians;
      places.push_back(seen(name, along * std::sin(turn) + across * std::cos(turn),
                            along * std::cos(turn) - across * std::sin(turn), major, minor, turn_deg));
    }
    const GroundPosition place = fused(places);
    const auto [east_m, north_m] = from_truth(place);
    const double turn = place.orientation_deg * detail::kRadians;
    const double along = north_m * std::cos(turn) + east_m * std::sin(turn);
    const double across = east_m * std::cos(turn) - north_m * std::sin(turn);
    if (std::hypot(along / place.semi_major_m, across / place.semi_minor_m) <= 1) ++inside;
  }
  EXPECT_NEAR(1.0 * inside / kTrials, 0.95, 0.01);
}

}  // namespace
}  // namespace eyrie::fleet
