// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/ground_area.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/support/text_file.hpp"

namespace eyrie::fleet {
namespace {

constexpr double kLat = 53.7181;
constexpr double kLon = -1.7396;
constexpr double kNorthDegree_m = 111'299.4;  // of WGS-84 here
constexpr double kEastDegree_m = 66'018.6;

GroundPoint at(double east_m, double north_m) {
  return {.lat_deg = kLat + north_m / kNorthDegree_m, .lon_deg = kLon + east_m / kEastDegree_m};
}

GroundPosition place(double east_m, double north_m, double semi_major_m = 0, double semi_minor_m = 0,
                     double orientation = 0) {
  const GroundPoint point = at(east_m, north_m);
  return {.lat_deg = point.lat_deg,
          .lon_deg = point.lon_deg,
          .alt_m = 0,
          .semi_major_m = semi_major_m,
          .semi_minor_m = semi_minor_m,
          .orientation_deg = orientation};
}

std::vector<GroundPoint> square(double half_m) {
  return {at(-half_m, -half_m), at(half_m, -half_m), at(half_m, half_m), at(-half_m, half_m)};
}

GroundArea area_of(const std::vector<GroundPoint>& corners) {
  auto area = GroundArea::create(corners);
  EXPECT_TRUE(area) << area.error().message;
  return *area;
}

std::string refusal_of(const std::vector<GroundPoint>& corners) {
  const auto area = GroundArea::create(corners);
  return area ? std::string() : area.error().message;
}

TEST(GroundArea, ProbabilityIsWhatScipySays) {
  // tests/oracle/area_probability.py made the table, by another way.
  std::istringstream table(test::text_of("tests/oracle/area_probability.txt"));
  int rows = 0;
  for (std::string line; std::getline(table, line); ++rows) {
    std::istringstream row(line);
    double expected = -1;
    GroundPosition where;
    row >> expected >> where.lat_deg >> where.lon_deg >> where.semi_major_m >> where.semi_minor_m >> where.orientation_deg;
    std::vector<GroundPoint> corners;
    for (GroundPoint corner; row >> corner.lat_deg >> corner.lon_deg;) corners.push_back(corner);
    EXPECT_NEAR(area_of(corners).probability(where), expected, 2e-5) << "row " << rows;  // the earth is no plane: 1e-5
    std::ranges::reverse(corners);
    EXPECT_NEAR(area_of(corners).probability(where), expected, 2e-5) << "row " << rows << ", the other way round";
  }
  EXPECT_EQ(rows, 60);
}

TEST(GroundArea, AtAStraightEdgeAndInARightAngleProbabilityIsAHalfAndAQuarter) {
  const GroundArea area = area_of(square(100));
  EXPECT_NEAR(area.probability(place(100, 0, 5, 5)), 0.5, 1e-6);
  EXPECT_NEAR(area.probability(place(100, 100, 5, 5)), 0.25, 1e-6);
  EXPECT_NEAR(area.probability(place(0, 0, 5, 5)), 1, 1e-9);
  EXPECT_NEAR(area.probability(place(0, 130, 5, 5)), 0, 1e-9);
  const double semi_major_m = 5 * 2.447746830680816;  // a standard deviation of 5 m
  EXPECT_NEAR(area.probability(place(95, 0, semi_major_m, 1, 90)), 0.8413447, 1e-4) << "along the axis that points east";
  EXPECT_NEAR(area.probability(place(95, 0, semi_major_m, 1, 0)), 1, 1e-6) << "across the axis that points north";
}

TEST(GroundArea, APlaceWithoutAnEllipseIsInsideOrNot) {
  // An arrow: its notch is outside, though within the box.
  const GroundArea arrow = area_of({at(-40, -40), at(40, 0), at(-40, 40), at(-10, 0)});
  EXPECT_TRUE(arrow.holds(place(20, 0), 0.99));
  EXPECT_FALSE(arrow.holds(place(-20, 0), 0.01));
  EXPECT_FALSE(arrow.holds(place(-39, 0), 0.01));
  EXPECT_TRUE(arrow.holds(place(-38, 38), 0.99));
  EXPECT_FALSE(arrow.holds(place(1000, 0), 0.01));
}

TEST(GroundArea, AHugeEllipseIsNoReasonToBeSureAndNoneToForget) {
  const GroundArea area = area_of(square(5));
  const GroundPosition vague = place(0, 0, 200, 100);
  EXPECT_FALSE(area.holds(vague, 0.5)) << "may be anywhere";
  EXPECT_GT(area.probability(vague), 0.004);
  EXPECT_TRUE(area.holds(place(0, 0, 30, 15), 0.05)) << "who asks for less gets more";
  EXPECT_FALSE(area.holds(place(0, 0, 30, 15), 0.5));
  EXPECT_TRUE(area.holds(place(0, 0, 6, 3), 0.5)) << "the same person, seen from nearer";
}

TEST(GroundArea, BoxAroundItLeavesOutNoPlaceThatCounts) {
  const GroundArea area = area_of(square(20));
  for (double east_m = 15; east_m < 60; east_m += 0.25) {
    for (const double semi_m : {0.0, 1.0, 4.0, 12.0}) {
      const GroundPosition where = place(east_m, 3, semi_m, semi_m / 2, 90);
      for (const double certainty : {GroundArea::kLeastCertainty, 0.2, 0.5, GroundArea::kMostCertainty}) {
        EXPECT_EQ(area.holds(where, certainty), area.probability(where) >= certainty) << east_m << " " << semi_m;
      }
    }
  }
}

TEST(GroundArea, ReachesToTheAntimeridianAndKnowsBothNamesOfIt) {
  const GroundArea area = area_of({{10, 179.999}, {10, 180}, {10.001, 180}, {10.001, 179.999}});
  GroundPosition where{.lat_deg = 10.0005, .lon_deg = 179.9995};
  EXPECT_TRUE(area.holds(where, 0.99));
  where.lon_deg -= 360;
  EXPECT_TRUE(area.holds(where, 0.99));
  where.lon_deg = -179.9995;
  EXPECT_FALSE(area.holds(where, 0.01));
}

TEST(GroundArea, WhatIsNoAreaIsRefusedWithTheCornerAndTheRemedy) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [](const std::vector<GroundPoint>& corners, std::string_view with) {
    const std::string refusal = refusal_of(corners);
    EXPECT_NE(refusal.find(with), std::string::npos) << "\"" << refusal << "\" has no \"" << with << "\"";
  };
  refused({at(0, 0), at(1, 1)}, "3 to 100 corners, these are 2");
  refused(std::vector<GroundPoint>(101, at(0, 0)), "these are 101");
  refused({at(0, 0), {kNan, 0}, at(9, 9)}, "corner 2 is no place on the earth");
  refused({at(0, 0), at(9, 0), {0, 181}}, "corner 3 is no place on the earth");
  refused({{86, 0}, {86, 0.001}, {86.001, 0}}, "corner 1 lies beyond 85 degrees");
  refused({at(0, 0), at(9, 0), at(9, 9), at(0, 0)}, "corner 4 is where corner 1 is: leave it out");
  refused({at(0, 0), at(9, 0), at(9, 0), at(0, 9)}, "corner 3 is where corner 2 is");
  refused({{10, 179.9995}, {10, -179.9995}, {10.001, -179.9995}}, "180th meridian: make two areas");
  refused({at(0, 0), at(11'000, 0), at(0, 50)}, "11000 m from west to east and 50 m");
  refused({{-1.7396, 53.7181}, {-1.7396, 53.9181}, {-1.6, 53.7181}}, "in the right order");
  refused({at(0, 0), at(9, 9), at(9, 0), at(0, 9)}, "the edge after corner 1 and the one after corner 3");
  refused({at(0, 0), at(10, 0), at(10, 10), at(5, 0), at(0, 10)}, "touches itself");
  refused({at(0, 0), at(10, 0), at(5, 0)}, "folds back onto itself at corner 2");
  refused({at(0, 0), at(0.5, 0), at(0, 0.5)}, "smaller than 1 square metre");
  EXPECT_EQ(refusal_of(square(3)), "");
  EXPECT_EQ(refusal_of(square(4999)), "");
}

TEST(GroundArea, AHundredCornersAreTaken) {
  std::vector<GroundPoint> circle;
  for (int i = 0; i < 100; ++i) {
    const double angle = i * 2 * std::numbers::pi / 100;
    circle.push_back(at(50 * std::cos(angle), 50 * std::sin(angle)));
  }
  const GroundArea area = area_of(circle);
  // Of a round distribution in a circle around it: 1 - exp(-r^2 / 2 s^2), here of the polygon's area a little less.
  const double radius = 50 * std::sqrt(std::sin(2 * std::numbers::pi / 100) * 100 / 2 / std::numbers::pi);
  const double sigma = 100 / 2.447746830680816;
  EXPECT_NEAR(area.probability(place(0, 0, 100, 100)), 1 - std::exp(-radius * radius / (2 * sigma * sigma)), 1e-5);
}

}  // namespace
}  // namespace eyrie::fleet
