// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "world/output/map_tiles.hpp"
#include "world/render/map_grid.hpp"

namespace eyrie::world {

struct SiteMapOptions {
  std::filesystem::path mission;
  double reach_m = 80;  ///< to each side of the site's middle, to the nearest whole tile
  int samples = 8;      ///< rays a pixel
  int threads = 2;
  std::filesystem::path out;
};

/// Pixels of 10 cm in the middle latitudes: a helmet is two of them, and the map of a site two megabytes.
inline constexpr int kMapZoom = 20;
/// A site is some ten pixels there; a map that is farther away shows nothing of it.
inline constexpr int kLeastMapZoom = 14;

/// The tiles that lie around a place.
[[nodiscard]] TileRange tiles_around(const geometry::GeoPoint& place, double reach_m);
/// Where their pixels lie in the site whose origin is given, by the geodesics from there.
[[nodiscard]] MapGrid map_grid_of(const TileRange& range, const geometry::GeoPoint& origin);

/// Writes `map.pmtiles`: the mission's site from straight above, in its weather, without people and vehicles. The same
/// mission gives the same bytes, with any number of threads.
[[nodiscard]] Status write_site_map(const SiteMapOptions& options);

}  // namespace eyrie::world
