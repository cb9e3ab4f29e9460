// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "tiles/pmtiles.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace eyrie::tiles::pmtiles {
namespace {

constexpr std::string_view kMagic = "PMTiles";
constexpr std::uint8_t kVersion = 3;
/// Positions are whole numbers of this part of a degree.
constexpr double kPerDegree = 1e7;

/// Writes little-endian numbers one after the other.
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> to) : to_(to) {}
  void whole(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) to_[at_++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  void section(const Section& section) {
    whole(section.offset, 8);
    whole(section.length, 8);
  }
  void position(double lon_deg, double lat_deg) {
    for (const double degrees : {lon_deg, lat_deg}) whole(static_cast<std::uint64_t>(std::llround(degrees * kPerDegree)), 4);
  }

 private:
  std::span<std::uint8_t> to_;
  std::size_t at_ = 0;
};

/// Reads what `Writer` writes.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t, kHeaderSize> from) : from_(from) {}
  void skip(std::size_t bytes) { at_ += bytes; }
  std::uint64_t whole(std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value |= std::uint64_t{from_[at_++]} << (8 * i);
    return value;
  }
  std::uint8_t byte() { return from_[at_++]; }
  Section section() {
    const std::uint64_t offset = whole(8);
    return {.offset = offset, .length = whole(8)};
  }
  double degrees() { return static_cast<std::int32_t>(static_cast<std::uint32_t>(whole(4))) / kPerDegree; }

 private:
  std::span<const std::uint8_t, kHeaderSize> from_;
  std::size_t at_ = 0;
};

Header read_fields(std::span<const std::uint8_t, kHeaderSize> bytes) {
  Reader in(bytes);
  in.skip(kMagic.size() + 1);
  Header header;
  for (Section* section : {&header.root_directory, &header.metadata, &header.leaf_directories, &header.tile_data})
    *section = in.section();
  header.addressed_tiles = in.whole(8);
  header.tile_entries = in.whole(8);
  header.tile_contents = in.whole(8);
  header.is_clustered = in.byte() == 1;
  header.internal_compression = Compression{in.byte()};
  header.tile_compression = Compression{in.byte()};
  header.tile_type = TileType{in.byte()};
  header.min_zoom = in.byte();
  header.max_zoom = in.byte();
  for (double* degrees :
       {&header.bounds.west_deg, &header.bounds.south_deg, &header.bounds.east_deg, &header.bounds.north_deg})
    *degrees = in.degrees();
  header.centre_zoom = in.byte();
  header.centre_lon_deg = in.degrees();
  header.centre_lat_deg = in.degrees();
  return header;
}

bool lies_within(const Section& section, std::uint64_t size) {
  return section.offset <= size && section.length <= size - section.offset;
}

Status check_sections(const Header& header, std::uint64_t file_size) {
  const std::array sections{std::pair{"root directory", &header.root_directory}, std::pair{"metadata", &header.metadata},
                            std::pair{"leaf directories", &header.leaf_directories}, std::pair{"tiles", &header.tile_data}};
  for (const auto& [name, section] : sections) {
    if (lies_within(*section, file_size)) continue;
    return fail(Error::kCorrupt, "its " + std::string(name) + " would be " + std::to_string(section->length) +
                                     " bytes from byte " + std::to_string(section->offset) + " on, and the file ends at " +
                                     std::to_string(file_size) + ": it is cut off. Copy it again");
  }
  const Section& root = header.root_directory;
  if (root.length == 0 || root.offset < kHeaderSize || !lies_within(root, kFirstFetch))
    return fail(Error::kCorrupt, "its root directory does not lie between the header and byte " +
                                     std::to_string(kFirstFetch) + ", where readers look for it. Make the file again");
  return {};
}

Status check_extent(const Header& header) {
  if (header.min_zoom > header.max_zoom || header.max_zoom > kMaxZoom)
    return fail(Error::kCorrupt, "its zooms go from " + std::to_string(header.min_zoom) + " to " +
                                     std::to_string(header.max_zoom) + "; they must ascend, and end at " +
                                     std::to_string(kMaxZoom) + " or before. Make the file again");
  const Bounds& b = header.bounds;
  if (b.west_deg < b.east_deg && b.south_deg < b.north_deg && b.west_deg >= -180 && b.east_deg <= 180 &&
      b.south_deg >= -90 && b.north_deg <= 90)
    return {};
  return fail(Error::kCorrupt, "its bounds are longitude " + std::to_string(b.west_deg) + " to " +
                                   std::to_string(b.east_deg) + ", latitude " + std::to_string(b.south_deg) + " to " +
                                   std::to_string(b.north_deg) +
                                   ", which is no part of the world. Make the file again, with its bounds");
}

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>((value & 0x7fU) | 0x80U);
  out += static_cast<char>(value);
}

}  // namespace

std::array<std::uint8_t, kHeaderSize> to_bytes(const Header& header) {
  std::array<std::uint8_t, kHeaderSize> bytes{};
  std::ranges::copy(kMagic, bytes.begin());
  Writer out(std::span<std::uint8_t>{bytes}.subspan(kMagic.size()));
  out.whole(kVersion, 1);
  for (const Section& section : {header.root_directory, header.metadata, header.leaf_directories, header.tile_data})
    out.section(section);
  for (const std::uint64_t count : {header.addressed_tiles, header.tile_entries, header.tile_contents}) out.whole(count, 8);
  out.whole(header.is_clustered ? 1 : 0, 1);
  out.whole(static_cast<std::uint8_t>(header.internal_compression), 1);
  out.whole(static_cast<std::uint8_t>(header.tile_compression), 1);
  out.whole(static_cast<std::uint8_t>(header.tile_type), 1);
  out.whole(static_cast<std::uint64_t>(header.min_zoom), 1);
  out.whole(static_cast<std::uint64_t>(header.max_zoom), 1);
  out.position(header.bounds.west_deg, header.bounds.south_deg);
  out.position(header.bounds.east_deg, header.bounds.north_deg);
  out.whole(static_cast<std::uint64_t>(header.centre_zoom), 1);
  out.position(header.centre_lon_deg, header.centre_lat_deg);
  return bytes;
}

Result<Header> parse_header(std::span<const std::uint8_t> bytes, std::uint64_t file_size) {
  const bool is_ours = bytes.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), bytes.begin());
  if (!is_ours) return fail(Error::kUnsupported, "it does not begin as a PMTiles file does");
  if (bytes.size() < kHeaderSize)
    return fail(Error::kCorrupt,
                "it ends after " + std::to_string(bytes.size()) + " bytes, within its header. Copy it again");
  if (const int version = bytes[kMagic.size()]; version != kVersion)
    return fail(Error::kUnsupported, "it is PMTiles version " + std::to_string(version) + "; version 3 is needed");
  const Header header = read_fields(bytes.first<kHeaderSize>());
  if (auto status = check_sections(header, file_size); !status) return fail(status.error());
  if (auto status = check_extent(header); !status) return fail(status.error());
  return header;
}

std::uint64_t tile_id(const TileAddress& tile) noexcept {
  // The curve of Hilbert as Wikipedia's xy2d has it, which the specification follows.
  std::uint64_t x = tile.x;
  std::uint64_t y = tile.y;
  std::uint64_t along = 0;
  for (std::uint64_t s = tiles_across(tile.zoom) / 2; s > 0; s /= 2) {
    const std::uint64_t right = (x & s) > 0 ? 1 : 0;
    const std::uint64_t lower = (y & s) > 0 ? 1 : 0;
    along += s * s * ((3 * right) ^ lower);
    x &= s - 1;
    y &= s - 1;
    if (lower == 1) continue;
    if (right == 1) {
      x = s - 1 - x;
      y = s - 1 - y;
    }
    std::swap(x, y);
  }
  const std::uint64_t lower_zooms = ((std::uint64_t{1} << static_cast<unsigned>(2 * tile.zoom)) - 1) / 3;
  return lower_zooms + along;
}

std::string serialized_directory(std::span<const Entry> entries) {
  std::string out;
  append_varint(out, entries.size());
  std::uint64_t last_id = 0;
  for (const Entry& entry : entries) {
    append_varint(out, entry.tile_id - last_id);
    last_id = entry.tile_id;
  }
  for (std::size_t i = 0; i < entries.size(); ++i) append_varint(out, 1);  // run lengths: each tile is its own
  for (const Entry& entry : entries) append_varint(out, entry.length);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool follows = i > 0 && entries[i].offset == entries[i - 1].offset + entries[i - 1].length;
    append_varint(out, follows ? 0 : entries[i].offset + 1);
  }
  return out;
}

std::string_view name_of(TileType type) noexcept {
  switch (type) {
    case TileType::kMvt: return "vector tiles (MVT)";
    case TileType::kPng: return "PNG";
    case TileType::kJpeg: return "JPEG";
    case TileType::kWebp: return "WebP";
    case TileType::kAvif: return "AVIF";
    case TileType::kMlt: return "vector tiles (MLT)";
    case TileType::kUnknown: break;
  }
  return "tiles of an unknown type";
}

std::string_view name_of(Compression compression) noexcept {
  switch (compression) {
    case Compression::kNone: return "none";
    case Compression::kGzip: return "gzip";
    case Compression::kBrotli: return "Brotli";
    case Compression::kZstd: return "Zstandard";
    case Compression::kUnknown: break;
  }
  return "unknown";
}

}  // namespace eyrie::tiles::pmtiles
