// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/site_map.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "world/render/renderer.hpp"

namespace eyrie::world {
namespace {

/// Metres east and north, and above the ground.
struct Marker {
  float east_m;
  float north_m;
  float height_m;
};

Site marked_site(const std::vector<Marker>& markers, const geometry::GeoPoint& origin) {
  auto site = *make_site({.seed = 5, .weather = Weather::kDay, .origin = origin});
  const MaterialId red = site.palette.add({.colour = {0.9F, 0, 0}});
  MeshBuilder mesh(site.fixed);
  for (const Marker& marker : markers)
    mesh.box({}, {marker.east_m, marker.north_m, marker.height_m}, {0.5F, 0.5F, 0.05F}, red);
  return site;
}

/// The middle of what is red within two metres of a pixel, in pixels of the map.
Point2 red_centre_near(const std::vector<Vec3>& light, const MapGrid& grid, double x, double y) {
  Point2 sum;
  float count = 0;
  for (int row = static_cast<int>(y) - 20; row < static_cast<int>(y) + 20; ++row) {
    for (int column = static_cast<int>(x) - 20; column < static_cast<int>(x) + 20; ++column) {
      const Vec3 seen = light[static_cast<std::size_t>(row * grid.width_px() + column)];
      if (seen.x < 8 * seen.y) continue;
      sum = sum + Point2{static_cast<float>(column) + 0.5F, static_cast<float>(row) + 0.5F};
      count += 1;
    }
  }
  EXPECT_GT(count, 20);
  return sum * (1 / count);
}

TEST(SiteMap, EverythingIsAtItsTruePlaceWithinAPixelHoweverHighItIs) {
  const std::vector<Marker> markers{{-12, 10, 0.3F}, {0, 0, 40}, {12, -12, 80}, {11, 12, 25}};
  for (const double lat_deg : {-41.3, 0.2, 47.3977, 66.0}) {
    const geometry::GeoPoint origin{.lat_deg = lat_deg, .lon_deg = 8.5456, .alt_m = 408};
    const Site site = marked_site(markers, origin);
    auto renderer = Renderer::create(site, {.samples = 1, .threads = 2});
    ASSERT_TRUE(renderer);
    const TileRange range = tiles_around(origin, 25);
    const MapGrid grid = map_grid_of(range, origin);
    const auto light = renderer->light_from_above(grid);
    for (const Marker& marker : markers) {
      const auto place = geometry::moved(origin, static_cast<double>(marker.north_m), static_cast<double>(marker.east_m));
      const auto at = tiles::mercator_from_geo(place);
      const double world_px = static_cast<double>(tiles::tiles_across(range.zoom)) * kTileSide_px;
      const double x = at.x * world_px - range.x * static_cast<double>(kTileSide_px);
      const double y = at.y * world_px - range.y * static_cast<double>(kTileSide_px);
      const Point2 seen = red_centre_near(light, grid, x, y);
      EXPECT_NEAR(static_cast<double>(seen.x), x, 1) << marker.east_m << " east at " << lat_deg;
      EXPECT_NEAR(static_cast<double>(seen.y), y, 1) << marker.north_m << " north at " << lat_deg;
    }
  }
}

TEST(SiteMap, NobodyIsOnIt) {
  const auto site = make_site({.seed = 5, .weather = Weather::kDay, .workers = 12});
  const auto empty = make_site({.seed = 5, .weather = Weather::kDay, .workers = 0});
  ASSERT_TRUE(site && empty);
  const MapGrid grid = map_grid_of(tiles_around(site->origin, 20), site->origin);
  auto renderer = Renderer::create(*site, {.samples = 1, .threads = 2});
  auto alone = Renderer::create(*empty, {.samples = 1, .threads = 2});
  ASSERT_TRUE(renderer && alone);
  EXPECT_EQ(renderer->light_from_above(grid), alone->light_from_above(grid));
}

TEST(SiteMap, TakesTheTilesNearestToItsReach) {
  const geometry::GeoPoint origin{.lat_deg = 47.3977, .lon_deg = 8.5456};
  const TileRange range = tiles_around(origin, 80);
  const auto bounds = range.bounds();
  const double tile_m = 40'075'017.0 * std::cos(geometry::to_radians(origin.lat_deg)) / tiles::tiles_across(kMapZoom);
  for (const geometry::GeoPoint& edge : {geometry::GeoPoint{.lat_deg = bounds.north_deg, .lon_deg = origin.lon_deg},
                                         geometry::GeoPoint{.lat_deg = bounds.south_deg, .lon_deg = origin.lon_deg},
                                         geometry::GeoPoint{.lat_deg = origin.lat_deg, .lon_deg = bounds.west_deg},
                                         geometry::GeoPoint{.lat_deg = origin.lat_deg, .lon_deg = bounds.east_deg}})
    EXPECT_NEAR(geometry::ground_distance_m(origin, edge), 80, tile_m / 2 + 0.2);
}

}  // namespace
}  // namespace eyrie::world
