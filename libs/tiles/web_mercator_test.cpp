// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "tiles/web_mercator.hpp"

#include <gtest/gtest.h>

namespace eyrie::tiles {
namespace {

TEST(WebMercator, PutsTilesWhereMercantilePutsThem) {
  // mercantile.ul(486, 332, 10) of its documentation.
  const geometry::GeoPoint corner = geo_from_mercator({486.0 / 1024, 332.0 / 1024});
  EXPECT_NEAR(corner.lon_deg, -9.140625, 1e-12);
  EXPECT_NEAR(corner.lat_deg, 53.33087298301705, 1e-12);
  // The square's edge is where the sphere's Mercator ends: atan(sinh(pi)).
  EXPECT_NEAR(geo_from_mercator({0, 0}).lat_deg, 85.0511287798066, 1e-10);
  EXPECT_NEAR(geo_from_mercator({0, 1}).lat_deg, -85.0511287798066, 1e-10);
}

TEST(WebMercator, ComesBackToThePlaceItWentFrom) {
  for (const double lat_deg : {-84.0, -33.9, 0.0, 47.3977, 71.2}) {
    for (const double lon_deg : {-179.9, 0.0, 8.5456, 151.2}) {
      const geometry::GeoPoint back = geo_from_mercator(mercator_from_geo({.lat_deg = lat_deg, .lon_deg = lon_deg}));
      EXPECT_NEAR(back.lat_deg, lat_deg, 1e-12);
      EXPECT_NEAR(back.lon_deg, lon_deg, 1e-12);
    }
  }
}

}  // namespace
}  // namespace eyrie::tiles
