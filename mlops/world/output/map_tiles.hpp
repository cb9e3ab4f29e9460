// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "tiles/web_mercator.hpp"
#include "world/math/vec3.hpp"

namespace eyrie::world {

inline constexpr int kTileSide_px = 256;

/// A rectangle of whole map tiles.
struct TileRange {
  int zoom = 0;
  std::uint32_t x = 0;  ///< of its first column
  std::uint32_t y = 0;  ///< of its first row
  int columns = 1;
  int rows = 1;

  [[nodiscard]] tiles::Bounds bounds() const noexcept;
};

struct MapTile {
  tiles::TileAddress address;
  std::vector<std::uint8_t> jpeg;
};

/// The tiles of `range`, whose linear light is `light`, row by row, and of each lower zoom down to `min_zoom`, each made
/// from the light of the one above. Where a tile of a lower zoom reaches beyond the range, it is dark. `range.zoom -
/// min_zoom` is at most 8: then every edge lies between pixels.
[[nodiscard]] Result<std::vector<MapTile>> cut_tiles(std::vector<Vec3> light, const TileRange& range, int min_zoom,
                                                     int threads);

/// The tiles as a PMTiles archive (version 3, JPEG, one directory, gzip within). `metadata` is JSON. `kTooLarge` when the
/// directory would not fit the first fetch of a reader: some thousands of tiles.
[[nodiscard]] Result<std::vector<std::uint8_t>> pmtiles_archive(const std::vector<MapTile>& map_tiles,
                                                                const TileRange& range, std::string_view metadata);

}  // namespace eyrie::world
