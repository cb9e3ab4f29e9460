// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "tiles/web_mercator.hpp"

/// PMTiles, version 3: a pyramid of map tiles as one file that is read by ranges of bytes
/// (github.com/protomaps/PMTiles, spec/v3/spec.md). Header, directories, metadata and tiles follow one another; the header
/// says where each lies. Here is what the format says of bytes; compressing the directories, and files, are the caller's.
namespace eyrie::tiles::pmtiles {

enum class Compression : std::uint8_t { kUnknown = 0, kNone = 1, kGzip = 2, kBrotli = 3, kZstd = 4 };
enum class TileType : std::uint8_t { kUnknown = 0, kMvt = 1, kPng = 2, kJpeg = 3, kWebp = 4, kAvif = 5, kMlt = 6 };

/// Bytes of the file, counted from its beginning.
struct Section {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;

  friend bool operator==(const Section&, const Section&) = default;
};

struct Header {
  Section root_directory;
  Section metadata;  ///< JSON
  Section leaf_directories;
  Section tile_data;
  std::uint64_t addressed_tiles = 0;  ///< 0 in this and the next two: not counted
  std::uint64_t tile_entries = 0;
  std::uint64_t tile_contents = 0;
  bool is_clustered = false;                                 ///< tiles lie in the order of their ids
  Compression internal_compression = Compression::kUnknown;  ///< of directories and metadata
  Compression tile_compression = Compression::kUnknown;
  TileType tile_type = TileType::kUnknown;
  int min_zoom = 0;
  int max_zoom = 0;
  Bounds bounds;
  int centre_zoom = 0;
  double centre_lon_deg = 0;
  double centre_lat_deg = 0;
};

inline constexpr std::size_t kHeaderSize = 127;
/// Readers fetch header and root directory with one request: both lie within so many bytes.
inline constexpr std::uint64_t kFirstFetch = 16'384;
/// Readers in JavaScript count tiles in 53 bits.
inline constexpr int kMaxZoom = 26;

[[nodiscard]] std::array<std::uint8_t, kHeaderSize> to_bytes(const Header& header);

/// Reads the header from the first bytes of a file of `file_size` bytes (`kHeaderSize` are enough; more do no harm).
/// `kUnsupported` when it is no PMTiles, or of another version; `kCorrupt` when it contradicts itself or the file: a section
/// that ends behind it, a root directory that does not lie in the first fetch, zooms or bounds that are none. The message
/// says what was found and what is needed; it names no file.
[[nodiscard]] Result<Header> parse_header(std::span<const std::uint8_t> bytes, std::uint64_t file_size);

/// A tile's number: all tiles of lower zooms come first, those of one zoom along a Hilbert curve.
[[nodiscard]] std::uint64_t tile_id(const TileAddress& tile) noexcept;

/// One tile of a directory; `offset` counts from the beginning of the tile data.
struct Entry {
  std::uint64_t tile_id = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};
/// A directory, not yet compressed. `entries` are ascending in `tile_id`.
[[nodiscard]] std::string serialized_directory(std::span<const Entry> entries);

[[nodiscard]] std::string_view name_of(TileType type) noexcept;
[[nodiscard]] std::string_view name_of(Compression compression) noexcept;

}  // namespace eyrie::tiles::pmtiles
