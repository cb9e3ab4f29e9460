// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/output/map_tiles.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "pictures/decode.hpp"
#include "tiles/pmtiles.hpp"
#include "world/math/random.hpp"

namespace eyrie::world {
namespace {

constexpr TileRange kRange{.zoom = 20, .x = 549'171, .y = 367'010, .columns = 3, .rows = 2};

std::size_t pixel(int column, int row) { return static_cast<std::size_t>(row * kRange.columns * kTileSide_px + column); }

/// Grey, with the last tile of the upper row white.
std::vector<Vec3> light() {
  std::vector<Vec3> light(static_cast<std::size_t>(kRange.columns * kRange.rows * kTileSide_px * kTileSide_px),
                          {0.1F, 0.1F, 0.1F});
  for (int row = 0; row < kTileSide_px; ++row)
    for (int column = 2 * kTileSide_px; column < 3 * kTileSide_px; ++column) light[pixel(column, row)] = {8, 8, 8};
  return light;
}

int grey_at(const MapTile& tile, int x, int y) {
  const auto image = pictures::decode(tile.jpeg);
  EXPECT_TRUE(image);
  EXPECT_EQ(image->width(), kTileSide_px);
  return image->data()[y * image->stride() + std::ptrdiff_t{3} * x];
}

TEST(MapTiles, EachZoomShowsTheSamePlaces) {
  const auto cut = cut_tiles(light(), kRange, 16, 2);
  ASSERT_TRUE(cut);
  const double across = tiles::tiles_across(kRange.zoom);
  const double white_x = (kRange.x + 2.5) / across;
  const double white_y = (kRange.y + 0.5) / across;
  int zooms = 0;
  for (const MapTile& tile : *cut) {
    const double here = tiles::tiles_across(tile.address.zoom);
    const double x = (white_x * here - tile.address.x) * kTileSide_px;
    const double y = (white_y * here - tile.address.y) * kTileSide_px;
    if (x < 0 || x >= kTileSide_px || y < 0 || y >= kTileSide_px) continue;
    ++zooms;
    const double side = kTileSide_px / static_cast<double>(1U << static_cast<unsigned>(kRange.zoom - tile.address.zoom));
    EXPECT_GT(grey_at(tile, static_cast<int>(x), static_cast<int>(y)), 220) << tile.address.zoom;
    if (x > side) {
      EXPECT_LT(grey_at(tile, static_cast<int>(x - side), static_cast<int>(y)), 150) << tile.address.zoom;
    }
  }
  EXPECT_EQ(zooms, 5);
}

TEST(MapTiles, WhatLiesBeyondTheMapIsDark) {
  const auto cut = cut_tiles(light(), kRange, 19, 1);
  ASSERT_TRUE(cut);
  // The first column of zoom 20 is an odd one: the left half of its tile of zoom 19 is beyond.
  const auto& tile = *std::ranges::find_if(*cut, [](const MapTile& t) {
    return t.address == tiles::TileAddress{19, kRange.x / 2, kRange.y / 2};
  });
  EXPECT_LT(grey_at(tile, 60, 60), 24);
  EXPECT_GT(grey_at(tile, 200, 60), 40);
}

TEST(MapTiles, AnArchiveSaysWhereItsTilesLie) {
  const auto cut = cut_tiles(light(), kRange, 18, 1);
  ASSERT_TRUE(cut);
  const auto archive = pmtiles_archive(*cut, kRange, R"({"name":"x"})");
  ASSERT_TRUE(archive);
  const auto header = tiles::pmtiles::parse_header(*archive, archive->size());
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->tile_data.offset + header->tile_data.length, archive->size());
  EXPECT_EQ(header->tile_entries, cut->size());
  EXPECT_EQ(header->min_zoom, 18);
  EXPECT_EQ(header->max_zoom, 20);
  EXPECT_NEAR(header->bounds.west_deg, kRange.bounds().west_deg, 1e-7);
  const auto& first =
      *std::ranges::min_element(*cut, {}, [](const MapTile& tile) { return tiles::pmtiles::tile_id(tile.address); });
  EXPECT_TRUE(std::equal(first.jpeg.begin(), first.jpeg.end(),
                         archive->begin() + static_cast<std::ptrdiff_t>(header->tile_data.offset)));
}

TEST(MapTiles, TooManyForOneDirectoryAreRefused) {
  std::vector<MapTile> many;
  for (std::uint32_t i = 0; i < 30'000; ++i)
    many.push_back({.address = {20, 549'000 + i % 173, 367'000 + i / 173},
                    .jpeg = std::vector<std::uint8_t>(1 + Random(i).bits() % 120)});
  const auto archive = pmtiles_archive(many, kRange, "{}");
  ASSERT_FALSE(archive);
  EXPECT_EQ(archive.error().code, Error::kTooLarge);
}

}  // namespace
}  // namespace eyrie::world
