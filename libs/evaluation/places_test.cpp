// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/places.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace eyrie::evaluation {
namespace {

constexpr geometry::GeoPoint kTruth{.lat_deg = 47.4, .lon_deg = 8.5, .alt_m = 400};

/// Said to be so far from where it is; the major axis of the ellipse lies north-east.
JudgedPlace off_by(double north_m, double east_m) {
  return {.truth = kTruth,
          .estimate = {.position = geometry::moved(kTruth, north_m, east_m),
                       .semi_major_m = 4,
                       .semi_minor_m = 1,
                       .orientation_deg = 45}};
}

TEST(Places, QuantilesLieBetweenTwoPlaces) {
  std::vector<JudgedPlace> places;
  for (const double error_m : {4.0, 1.0, 3.0, 2.0}) places.push_back(off_by(error_m, 0));
  const auto accuracy = judge_places(places);
  EXPECT_EQ(accuracy.places, 4U);
  EXPECT_NEAR(accuracy.median_m, 2.5, 1e-6);
  EXPECT_NEAR(accuracy.p95_m, 3.85, 1e-6);
  EXPECT_NEAR(accuracy.mean_m, 2.5, 1e-6);
  EXPECT_NEAR(accuracy.max_m, 4, 1e-6);
}

TEST(Places, AnEllipseHoldsWhatLiesAlongItsAxisAndNotWhatLiesAcross) {
  EXPECT_TRUE(is_in_ellipse(off_by(2.5, 2.5)));
  EXPECT_TRUE(is_in_ellipse(off_by(-2.5, -2.5)));
  EXPECT_FALSE(is_in_ellipse(off_by(2.5, -2.5)));
  EXPECT_FALSE(is_in_ellipse(off_by(3, 3)));
  EXPECT_DOUBLE_EQ(judge_places(std::vector{off_by(1, 1), off_by(1, -1)}).in_ellipse, 0.5);
}

TEST(Places, APointIsAnEllipseToo) {
  auto place = off_by(0, 0);
  place.estimate.semi_major_m = place.estimate.semi_minor_m = 0;
  EXPECT_TRUE(is_in_ellipse(place));
  place.estimate.position = geometry::moved(kTruth, 1, 0);
  EXPECT_FALSE(is_in_ellipse(place));
}

TEST(Places, NoPlacesAreNoFigures) { EXPECT_EQ(judge_places({}).places, 0U); }

}  // namespace
}  // namespace eyrie::evaluation
