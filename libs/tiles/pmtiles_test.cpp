// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "tiles/pmtiles.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::tiles::pmtiles {
namespace {

constexpr std::uint64_t kFileSize = 100'000;

Header sample() {
  return {.root_directory = {127, 300},
          .metadata = {427, 100},
          .leaf_directories = {527, 0},
          .tile_data = {527, kFileSize - 527},
          .addressed_tiles = 12,
          .tile_entries = 11,
          .tile_contents = 10,
          .is_clustered = true,
          .internal_compression = Compression::kGzip,
          .tile_compression = Compression::kNone,
          .tile_type = TileType::kJpeg,
          .min_zoom = 14,
          .max_zoom = 20,
          .bounds = {-8.5466, 47.3970, -8.5446, 47.3984},
          .centre_zoom = 18,
          .centre_lon_deg = -8.5456,
          .centre_lat_deg = 47.3977};
}

Result<Header> parsed(const Header& header, std::uint64_t file_size = kFileSize) {
  return parse_header(to_bytes(header), file_size);
}

std::string refusal(const Header& header) {
  const auto result = parsed(header);
  return result ? "taken" : result.error().message;
}

TEST(PmTiles, AHeaderIsReadAsItWasWritten) {
  const auto header = parsed(sample());
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(to_bytes(*header), to_bytes(sample()));
  EXPECT_EQ(header->tile_data, sample().tile_data);
  EXPECT_EQ(header->tile_type, TileType::kJpeg);
  EXPECT_NEAR(header->bounds.west_deg, -8.5466, 1e-9);
  EXPECT_NEAR(header->centre_lat_deg, 47.3977, 1e-9);
}

TEST(PmTiles, OtherFilesAreNotTakenForIt) {
  const auto bytes = to_bytes(sample());
  EXPECT_EQ(parse_header({}, 0).error().code, Error::kUnsupported);
  const std::string_view sqlite = "SQLite format 3";
  EXPECT_EQ(parse_header(std::vector<std::uint8_t>(sqlite.begin(), sqlite.end()), kFileSize).error().code,
            Error::kUnsupported);
  EXPECT_EQ(parse_header(std::span(bytes).first(126), 126).error().code, Error::kCorrupt);
  auto second = bytes;
  second[7] = 2;
  EXPECT_THAT(parse_header(second, kFileSize).error().message, ::testing::HasSubstr("version 2; version 3 is needed"));
}

TEST(PmTiles, WhatDoesNotFitTheFileIsRefused) {
  EXPECT_THAT(parsed(sample(), kFileSize - 1).error().message, ::testing::HasSubstr("cut off"));
  Header header = sample();
  header.metadata = {~std::uint64_t{0} - 10, 100};  // the sum of both is small again
  EXPECT_THAT(refusal(header), ::testing::HasSubstr("its metadata would be"));
  header = sample();
  header.root_directory = {kFirstFetch - 10, 20};
  EXPECT_THAT(refusal(header), ::testing::HasSubstr("root directory"));
  header.root_directory = {100, 50};
  EXPECT_THAT(refusal(header), ::testing::HasSubstr("root directory"));
  header.root_directory = {127, 0};
  EXPECT_THAT(refusal(header), ::testing::HasSubstr("root directory"));
}

TEST(PmTiles, ZoomsAndBoundsThatAreNoneAreRefused) {
  Header header = sample();
  header.min_zoom = 21;
  EXPECT_THAT(refusal(header), ::testing::HasSubstr("from 21 to 20"));
  header = sample();
  header.max_zoom = 27;
  EXPECT_THAT(refusal(header), ::testing::HasSubstr("zooms"));
  for (const Bounds& bounds : {Bounds{0, 0, 0, 1}, Bounds{0, 1, 1, 1}, Bounds{-181, 0, 1, 1}, Bounds{0, 0, 1, 90.5}}) {
    header = sample();
    header.bounds = bounds;
    EXPECT_THAT(refusal(header), ::testing::HasSubstr("no part of the world"));
  }
}

TEST(PmTiles, WhateverTheBytesSayAHeaderThatIsTakenLiesInTheFile) {
  std::mt19937 random(20261121);
  const auto good = to_bytes(sample());
  int taken = 0;
  for (int round = 0; round < 200'000; ++round) {
    auto bytes = good;
    const unsigned changes = 1 + random() % 4;
    for (unsigned i = 0; i < changes; ++i) bytes[8 + random() % (kHeaderSize - 8)] = static_cast<std::uint8_t>(random());
    const std::size_t length = random() % 8 == 0 ? random() % kHeaderSize : kHeaderSize;
    const auto header = parse_header(std::span(bytes).first(length), kFileSize);
    if (!header) {
      EXPECT_FALSE(header.error().message.empty());
      continue;
    }
    ++taken;
    for (const Section& section : {header->root_directory, header->metadata, header->leaf_directories, header->tile_data}) {
      ASSERT_LE(section.offset, kFileSize);
      ASSERT_LE(section.length, kFileSize - section.offset);
    }
    ASSERT_LE(header->min_zoom, header->max_zoom);
    ASSERT_LT(header->bounds.west_deg, header->bounds.east_deg);
  }
  EXPECT_GT(taken, 1000);  // counts may be anything
}

TEST(PmTiles, NumbersTilesAsTheSpecificationDoes) {
  EXPECT_EQ(tile_id({0, 0, 0}), 0U);
  EXPECT_EQ(tile_id({1, 0, 0}), 1U);
  EXPECT_EQ(tile_id({1, 0, 1}), 2U);
  EXPECT_EQ(tile_id({1, 1, 1}), 3U);
  EXPECT_EQ(tile_id({1, 1, 0}), 4U);
  EXPECT_EQ(tile_id({2, 0, 0}), 5U);
  EXPECT_EQ(tile_id({12, 3423, 1763}), 19078479U);
}

TEST(PmTiles, NeighboursOnTheCurveAreNeighboursOnTheMap) {
  constexpr int kZoom = 5;
  std::vector<TileAddress> along(std::size_t{1} << (2 * kZoom));
  const std::uint64_t first = tile_id({kZoom, 0, 0});
  for (std::uint32_t x = 0; x < tiles_across(kZoom); ++x)
    for (std::uint32_t y = 0; y < tiles_across(kZoom); ++y) along.at(tile_id({kZoom, x, y}) - first) = {kZoom, x, y};
  for (std::size_t i = 1; i < along.size(); ++i) {
    const int dx = static_cast<int>(along[i].x) - static_cast<int>(along[i - 1].x);
    const int dy = static_cast<int>(along[i].y) - static_cast<int>(along[i - 1].y);
    EXPECT_EQ(std::abs(dx) + std::abs(dy), 1) << i;
  }
}

TEST(PmTiles, ADirectoryHoldsColumnsOfDifferences) {
  // Two tiles that follow one another in the file, and one elsewhere: count, ids, runs, lengths, offsets + 1 or 0.
  const std::array entries{Entry{5, 0, 300}, Entry{7, 300, 2}, Entry{200, 1000, 1}};
  EXPECT_EQ(serialized_directory(entries), std::string("\x03"
                                                       "\x05\x02\xc1\x01"
                                                       "\x01\x01\x01"
                                                       "\xac\x02\x02\x01"
                                                       "\x01\x00\xe9\x07",
                                                       16));
}

}  // namespace
}  // namespace eyrie::tiles::pmtiles
