// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "world/output/gzip.hpp"
#include "world/output/testing/gunzip.hpp"
#include "world/output/zones.hpp"

namespace eyrie::world {
namespace {

TEST(Gzip, HoldsTheTextAndNoTime) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "line " + std::to_string(i) + "\n";
  const auto file = gzipped(text);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_LT(file->size(), text.size() / 3);
  EXPECT_EQ(file->substr(0, 3), "\x1f\x8b\x08");
  EXPECT_EQ(file->substr(4, 4), std::string(4, '\0'));  // MTIME, RFC 1952 2.3.1
  EXPECT_EQ(testing::gunzipped(*file), text);
  EXPECT_EQ(testing::gunzipped(*gzipped("")), "");
}

TEST(Zones, AreClosedRingsAroundTheirCentre) {
  Site site;
  site.origin = {.lat_deg = 47.3977, .lon_deg = 8.5456, .alt_m = 408};
  site.ground.yard = Area({0, 0}, 30, 20, 0);
  const std::vector<Zone> zones{{.name = "crane", .centre = {5, -3}, .radius_m = 6}};
  const auto collection = nlohmann::json::parse(zones_geojson(site, zones));
  ASSERT_EQ(collection["features"].size(), 2U);
  const auto& zone = collection["features"][1];
  EXPECT_EQ(zone["properties"]["name"], "crane");
  const auto& ring = zone["geometry"]["coordinates"][0];
  EXPECT_EQ(ring.front(), ring.back());
  double doubled_area = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const auto place = geometry::offset_between(site.origin, {ring[i][1], ring[i][0], 0});
    const auto next = geometry::offset_between(site.origin, {ring[i + 1][1], ring[i + 1][0], 0});
    EXPECT_NEAR(std::hypot(place.east_m - 5, place.north_m + 3), 6, 0.001);
    doubled_area += place.east_m * next.north_m - next.east_m * place.north_m;
  }
  EXPECT_GT(doubled_area, 0);  // counter-clockwise, RFC 7946 3.1.6
}

}  // namespace
}  // namespace eyrie::world
