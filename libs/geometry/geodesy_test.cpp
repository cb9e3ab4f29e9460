// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "geometry/geodesy.hpp"

#include <gtest/gtest.h>

namespace eyrie::geometry {
namespace {

TEST(Geodesy, MovesAlongTheGeodesic) {
  const struct {
    GeoPoint from;
    double north_m, east_m;
    GeoPoint to;  // geographiclib (Python) Geodesic.WGS84.Direct
  } cases[] = {{{28.7, 77.1, 0}, 300, 400, {28.702706765566, 77.104093478291, 0}},
               {{-33.9, 151.2, 0}, -1200, 50, {-33.910818540630, 151.200540650306, 0}},
               {{69.6, 18.9, 0}, 10, -2500, {69.600077865403, 18.835761248165, 0}}};
  for (const auto& [from, north_m, east_m, to] : cases) {
    const auto there = moved(from, north_m, east_m);
    EXPECT_NEAR(there.lat_deg, to.lat_deg, 1e-11);
    EXPECT_NEAR(there.lon_deg, to.lon_deg, 1e-11);
    const auto back = offset_between(from, there);
    EXPECT_NEAR(back.north_m, north_m, 1e-6);
    EXPECT_NEAR(back.east_m, east_m, 1e-6);
  }
}

TEST(Geodesy, CrossesTheDateLine) {
  const auto there = moved({0, 179.9999, 0}, 0, 100);
  EXPECT_LT(there.lon_deg, -179.99);
  EXPECT_NEAR(ground_distance_m({0, 179.9999, 0}, there), 100, 1e-6);
}

TEST(Geodesy, DistanceIsThatOfGeographicLib) {
  EXPECT_NEAR(ground_distance_m({52.5, 13.4, 0}, {52.51, 13.42, 0}), 1755.721163510, 1e-6);
}

TEST(Geodesy, LevelFrameAgreesWithEarthCentredCoordinates) {
  const GeoPoint origin{47.0, 8.0, 500};
  const GeoPoint point{47.001, 8.002, 480};
  const auto ned = ned_from_geo(origin, point);  // expected: by way of EPSG:4978 with pyproj
  EXPECT_NEAR(ned.x, 111.181170579, 1e-6);
  EXPECT_NEAR(ned.y, 152.120585238, 1e-6);
  EXPECT_NEAR(ned.z, 20.002780932, 1e-6);
  const auto back = geo_from_ned(origin, ned);
  EXPECT_NEAR(back.lat_deg, point.lat_deg, 1e-11);
  EXPECT_NEAR(back.lon_deg, point.lon_deg, 1e-11);
  EXPECT_NEAR(back.alt_m, point.alt_m, 1e-6);
}

}  // namespace
}  // namespace eyrie::geometry
