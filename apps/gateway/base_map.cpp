// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/base_map.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace eyrie::gateway {
namespace {

namespace fs = std::filesystem;
namespace pmtiles = tiles::pmtiles;

constexpr std::string_view kConvert = "Make a PMTiles file of it (docs/guides/map.md)";

/// What the file may be in place of PMTiles: other forms in which maps come.
std::string_view other_form(std::span<const std::uint8_t> bytes) {
  struct Form {
    std::string_view begins;
    std::string_view name;
  };
  static constexpr std::array kForms{Form{"SQLite format 3", "an SQLite file, perhaps MBTiles"},
                                     Form{std::string_view("II*\0", 4), "a TIFF"},
                                     Form{std::string_view("MM\0*", 4), "a TIFF"},
                                     Form{"\x89PNG", "a PNG picture"},
                                     Form{"\xff\xd8\xff", "a JPEG picture"},
                                     Form{"PK", "a ZIP archive, perhaps KMZ"}};
  const auto* const found = std::ranges::find_if(kForms, [bytes](const Form& form) {
    return bytes.size() >= form.begins.size() &&
           std::equal(form.begins.begin(), form.begins.end(), bytes.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
  });
  return found == kForms.end() ? std::string_view{} : found->name;
}

bool can_be_unpacked(pmtiles::Compression compression) {
  return compression == pmtiles::Compression::kNone || compression == pmtiles::Compression::kGzip;
}

/// Whether the console can show it: what browsers decode as a picture, and unpack.
Status check_pictures(const pmtiles::Header& header) {
  using pmtiles::Compression;
  using pmtiles::TileType;
  const TileType type = header.tile_type;
  if (type != TileType::kPng && type != TileType::kJpeg && type != TileType::kWebp) {
    return fail(Error::kUnsupported, "it holds " + std::string(pmtiles::name_of(type)) +
                                         "; the console shows pictures: PNG, JPEG or WebP. Draw it as pictures first "
                                         "(docs/guides/map.md)");
  }
  // Pictures are packed as they are, and some writers leave open that nothing more was done to them.
  const bool can_read_tiles = header.tile_compression == Compression::kUnknown || can_be_unpacked(header.tile_compression);
  if (can_read_tiles && can_be_unpacked(header.internal_compression)) return {};
  const Compression found = can_read_tiles ? header.internal_compression : header.tile_compression;
  return fail(Error::kUnsupported, "its compression is " + std::string(pmtiles::name_of(found)) +
                                       "; browsers unpack gzip. Write it with gzip or none");
}

Result<pmtiles::Header> read_header(const fs::path& file) {
  std::error_code failure;
  const std::uint64_t size = fs::file_size(file, failure);
  std::array<char, pmtiles::kHeaderSize> text{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(text.data(), std::ssize(text));
  if (failure || stream.bad() || !stream.is_open())
    return fail(Error::kNotFound, "it cannot be read. Does it exist, is it a file, and may this user read it?");
  std::array<std::uint8_t, pmtiles::kHeaderSize> bytes{};
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  const auto begin = std::span<const std::uint8_t>(bytes).first(static_cast<std::size_t>(stream.gcount()));
  if (const auto form = other_form(begin); !form.empty())
    return fail(Error::kUnsupported, "it is " + std::string(form) + "; PMTiles is needed. " + std::string(kConvert));
  auto header = pmtiles::parse_header(begin, size);
  if (!header && header.error().code == Error::kUnsupported)
    return fail(Error::kUnsupported, header.error().message + ". " + std::string(kConvert));
  if (!header) return header;
  if (auto status = check_pictures(*header); !status) return fail(status.error());
  return header;
}

}  // namespace

Result<BaseMap> BaseMap::open(fs::path file, observe::Health::Check& health) {
  BaseMap map(std::move(file), health);
  if (const auto header = map.look(); !header) return fail(header.error());
  return map;
}

Result<pmtiles::Header> BaseMap::look() {
  auto header = read_header(file_);
  if (header) {
    health_->set(observe::HealthState::kOk);
    return header;
  }
  std::string reason = "cannot show " + file_.string() + ": " + header.error().message + " (setting: map.file)";
  health_->set(observe::HealthState::kDegraded, reason);
  return fail(header.error().code, std::move(reason));
}

}  // namespace eyrie::gateway
