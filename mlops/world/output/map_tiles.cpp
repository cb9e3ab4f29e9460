// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/output/map_tiles.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "pictures/jpeg.hpp"
#include "tiles/pmtiles.hpp"
#include "world/output/gzip.hpp"
#include "world/render/film.hpp"

namespace eyrie::world {
namespace {

/// Dirt and grass are noise to JPEG: more costs much and shows little.
constexpr int kJpegQuality = 80;
constexpr std::uint8_t kBeyond = 16;  ///< grey of what the map does not cover

/// One zoom of the map: its light, and where that lies in the world, in pixels of this zoom.
struct Level {
  int zoom = 0;
  std::uint32_t left_px = 0;
  std::uint32_t top_px = 0;
  int width = 0;
  int height = 0;
  std::vector<Vec3> light;
};

/// The next lower zoom: the mean of each four pixels.
Level halved(const Level& from) {
  Level to{.zoom = from.zoom - 1,
           .left_px = from.left_px / 2,
           .top_px = from.top_px / 2,
           .width = from.width / 2,
           .height = from.height / 2,
           .light = {}};
  to.light.reserve(from.light.size() / 4);
  const auto stride = static_cast<std::size_t>(from.width);
  for (int y = 0; y < to.height; ++y) {
    const Vec3* row = &from.light[static_cast<std::size_t>(2 * y) * stride];
    for (int x = 0; x < to.width; ++x, row += 2)
      to.light.push_back((row[0] + row[1] + row[stride] + row[stride + 1]) * 0.25F);
  }
  return to;
}

/// Of a developed level, the part that belongs to one tile; the rest of the tile is dark.
imaging::Image cut(const imaging::Image& level_image, const Level& level, const tiles::TileAddress& tile) {
  imaging::Image image(imaging::PixelFormat::kBgr8, kTileSide_px, kTileSide_px);
  std::fill_n(image.data(), image.stride() * kTileSide_px, kBeyond);
  const auto left = static_cast<int>(std::int64_t{tile.x} * kTileSide_px - level.left_px);
  const auto top = static_cast<int>(std::int64_t{tile.y} * kTileSide_px - level.top_px);
  const int from = std::max(0, left);
  const int to = std::min(level.width, left + kTileSide_px);
  for (int y = std::max(0, top); y < std::min(level.height, top + kTileSide_px); ++y) {
    const std::uint8_t* source = level_image.data() + y * level_image.stride();
    std::copy(source + std::ptrdiff_t{3} * from, source + std::ptrdiff_t{3} * to,
              image.data() + (y - top) * image.stride() + std::ptrdiff_t{3} * (from - left));
  }
  return image;
}

Status add_tiles(std::vector<MapTile>& to, const Level& level, pictures::JpegEncoder& encoder, int threads) {
  const Sensor sensor{.noise = 0, .vignette = 0};  // a map has neither
  const imaging::Image image = develop(level.light, level.width, level.height, sensor, threads);
  const auto last = [](std::uint32_t first_px, int size) {
    return (first_px + static_cast<std::uint32_t>(size) - 1) / kTileSide_px;
  };
  for (std::uint32_t y = level.top_px / kTileSide_px; y <= last(level.top_px, level.height); ++y) {
    for (std::uint32_t x = level.left_px / kTileSide_px; x <= last(level.left_px, level.width); ++x) {
      const tiles::TileAddress address{.zoom = level.zoom, .x = x, .y = y};
      auto jpeg = encoder.encode(cut(image, level, address).view());
      if (!jpeg) return fail(jpeg.error());
      to.push_back({.address = address, .jpeg = std::move(*jpeg)});
    }
  }
  return {};
}

}  // namespace

tiles::Bounds TileRange::bounds() const noexcept {
  const double across = tiles::tiles_across(zoom);
  const auto north_west = tiles::geo_from_mercator({x / across, y / across});
  const auto south_east = tiles::geo_from_mercator({(x + columns) / across, (y + rows) / across});
  return {.west_deg = north_west.lon_deg,
          .south_deg = south_east.lat_deg,
          .east_deg = south_east.lon_deg,
          .north_deg = north_west.lat_deg};
}

Result<std::vector<MapTile>> cut_tiles(std::vector<Vec3> light, const TileRange& range, int min_zoom, int threads) {
  auto encoder = pictures::JpegEncoder::open({.quality = kJpegQuality});
  if (!encoder) return fail(encoder.error());
  Level level{.zoom = range.zoom,
              .left_px = range.x * kTileSide_px,
              .top_px = range.y * kTileSide_px,
              .width = range.columns * kTileSide_px,
              .height = range.rows * kTileSide_px,
              .light = std::move(light)};
  std::vector<MapTile> all;
  for (; level.zoom >= min_zoom; level = halved(level)) {
    if (auto status = add_tiles(all, level, *encoder, threads); !status) return fail(status.error());
  }
  return all;
}

Result<std::vector<std::uint8_t>> pmtiles_archive(const std::vector<MapTile>& map_tiles, const TileRange& range,
                                                  std::string_view metadata) {
  using namespace tiles::pmtiles;
  std::vector<std::pair<std::uint64_t, const MapTile*>> by_id;
  for (const MapTile& tile : map_tiles) by_id.emplace_back(tile_id(tile.address), &tile);
  std::ranges::sort(by_id);
  std::vector<Entry> entries;
  std::uint64_t tile_bytes = 0;
  for (const auto& [id, tile] : by_id) {
    entries.push_back({.tile_id = id, .offset = tile_bytes, .length = tile->jpeg.size()});
    tile_bytes += tile->jpeg.size();
  }
  const auto directory = gzipped(serialized_directory(entries));
  if (!directory) return fail(directory.error());
  const auto description = gzipped(metadata);
  if (!description) return fail(description.error());
  if (kHeaderSize + directory->size() > kFirstFetch)
    return fail(Error::kTooLarge, "a map of " + std::to_string(entries.size()) + " tiles is too large for one directory");

  const Section root{.offset = kHeaderSize, .length = directory->size()};
  const Section json{.offset = root.offset + root.length, .length = description->size()};
  const std::uint64_t tiles_begin = json.offset + json.length;
  const tiles::Bounds bounds = range.bounds();
  const auto lowest = std::ranges::min(map_tiles, {}, [](const MapTile& tile) { return tile.address.zoom; });
  const auto header = to_bytes({.root_directory = root,
                                .metadata = json,
                                .leaf_directories = {.offset = tiles_begin, .length = 0},
                                .tile_data = {.offset = tiles_begin, .length = tile_bytes},
                                .addressed_tiles = entries.size(),
                                .tile_entries = entries.size(),
                                .tile_contents = entries.size(),
                                .is_clustered = true,
                                .internal_compression = Compression::kGzip,
                                .tile_compression = Compression::kNone,
                                .tile_type = TileType::kJpeg,
                                .min_zoom = lowest.address.zoom,
                                .max_zoom = range.zoom,
                                .bounds = bounds,
                                .centre_zoom = (lowest.address.zoom + range.zoom) / 2,
                                .centre_lon_deg = (bounds.west_deg + bounds.east_deg) / 2,
                                .centre_lat_deg = (bounds.south_deg + bounds.north_deg) / 2});
  std::vector<std::uint8_t> archive(header.begin(), header.end());
  archive.reserve(tiles_begin + tile_bytes);
  archive.insert(archive.end(), directory->begin(), directory->end());
  archive.insert(archive.end(), description->begin(), description->end());
  for (const auto& [id, tile] : by_id) archive.insert(archive.end(), tile->jpeg.begin(), tile->jpeg.end());
  return archive;
}

}  // namespace eyrie::world
