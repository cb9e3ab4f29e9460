// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <optional>

#include <gmock/gmock.h>

#include "gateway/testing/gateway_fixture.hpp"

namespace eyrie::gateway {
namespace {

namespace pmtiles = tiles::pmtiles;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// A file with a root directory, metadata and tiles of 'R', 'M' and 'T'.
class MapApi : public GatewayFixture {
 protected:
  MapApi() : file_(folder_ / "site.pmtiles"), viewer_(open_session(fleet::Role::kViewer)) {}

  static pmtiles::Header header() {
    return {.root_directory = {127, 20},
            .metadata = {147, 30},
            .leaf_directories = {177, 0},
            .tile_data = {177, 1000},
            .internal_compression = pmtiles::Compression::kGzip,
            .tile_compression = pmtiles::Compression::kNone,
            .tile_type = pmtiles::TileType::kJpeg,
            .min_zoom = 14,
            .max_zoom = 20,
            .bounds = {8.5445, 47.397, 8.5467, 47.3985}};
  }
  void write(const pmtiles::Header& header) const {
    const auto bytes = pmtiles::to_bytes(header);
    write(std::string(bytes.begin(), bytes.end()) + std::string(20, 'R') + std::string(30, 'M') + std::string(1000, 'T'));
  }
  void write(const std::string& bytes) const { std::ofstream(file_, std::ios::binary) << bytes; }

  void open() {
    auto opened = BaseMap::open(file_, health_.add("map"));
    ASSERT_TRUE(opened) << opened.error().message;
    map_.emplace(std::move(*opened));
    context_->map = &*map_;
  }
  std::string refusal() {
    const auto opened = BaseMap::open(file_, health_.add("map"));
    return opened ? "taken" : opened.error().message;
  }
  Answer ask(const std::string& target, std::vector<std::pair<std::string, std::string>> headers = {}) {
    return call("GET", target, {}, viewer_, std::move(headers));
  }

  const std::filesystem::path file_;
  const std::string viewer_;
  std::optional<BaseMap> map_;
};

TEST_F(MapApi, WithoutAFileThereIsNothingToShow) {
  EXPECT_EQ(ask("/v1/map").body, "{}");
  EXPECT_EQ(ask("/v1/map/tiles").status, 404);
}

TEST_F(MapApi, TellsTheExtentAndSendsAnyPart) {
  write(header());
  open();
  EXPECT_EQ(ask("/v1/map").body,
            R"({"tiles":{"min_zoom":14,"max_zoom":20,"west":8.5445,"south":47.397,"east":8.5467,"north":47.3985}})");
  const Answer first = ask("/v1/map/tiles", {{"Range", "bytes=0-126"}});
  EXPECT_EQ(first.status, 206);
  EXPECT_THAT(first.body, ::testing::StartsWith("PMTiles\x03"));
  EXPECT_EQ(first.raw.header("content-range"), "bytes 0-126/1177");
  EXPECT_EQ(first.raw.header("content-type"), "application/vnd.pmtiles");
  EXPECT_EQ(ask("/v1/map/tiles", {{"Range", "bytes=147-176"}}).body, std::string(30, 'M'));
  EXPECT_EQ(ask("/v1/map/tiles", {{"Range", "bytes=1177-"}}).status, 416);
  EXPECT_EQ(ask("/v1/map/tiles").body.size(), 1177U);
  const std::string tag(first.raw.header("etag"));
  EXPECT_EQ(ask("/v1/map/tiles", {{"If-None-Match", tag}}).status, 304);
  EXPECT_EQ(call("GET", "/v1/map/tiles", {}, {}, {{"Range", "bytes=0-126"}}).status, 401);
}

TEST_F(MapApi, AnotherFileInItsPlaceIsShownOrLeftOut) {
  write(header());
  open();
  const std::string tag(ask("/v1/map/tiles").raw.header("etag"));
  pmtiles::Header wider = header();
  wider.bounds.west_deg = 8.5;
  wider.tile_data.length -= 1;  // also a file of another size: the clock of the file system may be coarse
  const auto bytes = pmtiles::to_bytes(wider);
  write(std::string(bytes.begin(), bytes.end()) + std::string(1049, 'x'));
  EXPECT_THAT(ask("/v1/map").body, HasSubstr(R"("west":8.5,)"));
  EXPECT_NE(ask("/v1/map/tiles").raw.header("etag"), tag);

  std::filesystem::remove(file_);
  EXPECT_EQ(ask("/v1/map").body, "{}");
  EXPECT_EQ(ask("/v1/map/tiles").status, 404);
  const Answer ready = call("GET", "/readyz");
  EXPECT_THAT(ready.body, AllOf(HasSubstr(R"("name":"map","state":"degraded")"), HasSubstr("map.file")));
  write(header());
  EXPECT_THAT(ask("/v1/map").body, HasSubstr("8.5445"));
  EXPECT_THAT(call("GET", "/readyz").body, HasSubstr(R"("name":"map","state":"ok")"));
}

TEST_F(MapApi, WhatTheConsoleCannotShowIsRefusedWithTheRemedy) {
  EXPECT_THAT(refusal(), AllOf(HasSubstr("cannot be read"), HasSubstr("(setting: map.file)")));
  const auto refused = [this](auto change) {
    pmtiles::Header changed = header();
    change(changed);
    write(changed);
    return refusal();
  };
  EXPECT_THAT(refused([](auto& h) { h.tile_type = pmtiles::TileType::kMvt; }),
              AllOf(HasSubstr("vector tiles (MVT)"), HasSubstr("PNG, JPEG or WebP"), HasSubstr("docs/guides/map.md")));
  EXPECT_THAT(refused([](auto& h) { h.tile_type = pmtiles::TileType::kAvif; }), HasSubstr("AVIF"));
  EXPECT_THAT(refused([](auto& h) { h.tile_compression = pmtiles::Compression::kBrotli; }), HasSubstr("Brotli"));
  EXPECT_THAT(refused([](auto& h) { h.internal_compression = pmtiles::Compression::kZstd; }), HasSubstr("Zstandard"));
  EXPECT_THAT(refused([](auto& h) { h.internal_compression = pmtiles::Compression::kUnknown; }), HasSubstr("unknown"));
  EXPECT_THAT(refused([](auto& h) { h.tile_data.length += 1; }), HasSubstr("cut off"));
  EXPECT_EQ(refused([](auto& h) { h.tile_compression = pmtiles::Compression::kUnknown; }), "taken");
  write(std::string("SQLite format 3\0 and so on", 26));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("MBTiles"), HasSubstr("PMTiles is needed")));
  write(std::string("II*\0 and so on", 14));
  EXPECT_THAT(refusal(), HasSubstr("a TIFF"));
  write(std::string(500, 'x'));
  EXPECT_THAT(refusal(), AllOf(HasSubstr("does not begin as a PMTiles file does"), HasSubstr("docs/guides/map.md")));
  write(std::string());
  EXPECT_THAT(refusal(), HasSubstr("does not begin as a PMTiles file does"));
}

}  // namespace
}  // namespace eyrie::gateway
