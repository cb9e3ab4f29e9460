// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/site_map.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "geometry/geodesy.hpp"
#include "world/output/files.hpp"
#include "world/program/mission_file.hpp"
#include "world/render/renderer.hpp"

namespace eyrie::world {
namespace {

static_assert(MapGrid::kSpacing_px == kTileSide_px, "the grid is known at the corners of tiles");

/// On a grid of 2^-20 m, far coarser than the last bits in which C libraries differ about sine and cosine.
float snapped(double metres) {
  constexpr double kGrid = 0x1p20;
  return static_cast<float>(std::round(metres * kGrid) / kGrid);
}

std::string metadata_of(const Site& site) {
  const nlohmann::json metadata{{"name", "Site " + std::to_string(site.seed)},
                                {"description", "A sample site that does not exist, from straight above"},
                                {"attribution", "Sample site, rendered"},
                                {"type", "baselayer"},
                                {"format", "jpg"}};
  return metadata.dump();
}

}  // namespace

TileRange tiles_around(const geometry::GeoPoint& place, double reach_m) {
  const auto west = tiles::mercator_from_geo(geometry::moved(place, 0, -reach_m));
  const auto east = tiles::mercator_from_geo(geometry::moved(place, 0, reach_m));
  const auto north = tiles::mercator_from_geo(geometry::moved(place, reach_m, 0));
  const auto south = tiles::mercator_from_geo(geometry::moved(place, -reach_m, 0));
  const double across = tiles::tiles_across(kMapZoom);
  const auto edge = [across](double share) { return std::clamp(std::round(share * across), 0.0, across - 1); };
  const auto count = [&edge](double from, double to) { return std::max(1, static_cast<int>(edge(to) - edge(from))); };
  return {.zoom = kMapZoom,
          .x = static_cast<std::uint32_t>(edge(west.x)),
          .y = static_cast<std::uint32_t>(edge(north.y)),
          .columns = count(west.x, east.x),
          .rows = count(north.y, south.y)};
}

MapGrid map_grid_of(const TileRange& range, const geometry::GeoPoint& origin) {
  const double across = tiles::tiles_across(range.zoom);
  std::vector<Point2> corners;
  for (int row = 0; row <= range.rows; ++row) {
    for (int column = 0; column <= range.columns; ++column) {
      const auto place = tiles::geo_from_mercator({(range.x + column) / across, (range.y + row) / across});
      const auto offset = geometry::offset_between(origin, place);
      corners.push_back({snapped(offset.east_m), snapped(offset.north_m)});
    }
  }
  return {range.columns, range.rows, std::move(corners)};
}

Status write_site_map(const SiteMapOptions& options) {
  const auto mission = read_mission(options.mission);
  if (!mission) return fail(mission.error());
  auto site = make_site_of(*mission, options.mission);
  if (!site) return fail(site.error());
  site->daylight.haze_per_m = 0;  // a map shows the ground and not the air above it
  auto renderer = Renderer::create(*site, {.samples = options.samples, .threads = options.threads});
  if (!renderer) return fail(renderer.error());
  if (auto status = make_folder(options.out); !status) return status;

  const TileRange range = tiles_around(site->origin, options.reach_m);
  auto light = renderer->light_from_above(map_grid_of(range, site->origin));
  const auto map_tiles = cut_tiles(std::move(light), range, kLeastMapZoom, options.threads);
  if (!map_tiles) return fail(map_tiles.error());
  const auto archive = pmtiles_archive(*map_tiles, range, metadata_of(*site));
  if (!archive) return fail(archive.error().code, archive.error().message + ". Take less of the site (option: --reach)");
  return write_bytes(options.out / "map.pmtiles", *archive);
}

}  // namespace eyrie::world
