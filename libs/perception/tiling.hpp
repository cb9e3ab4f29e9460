// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::perception {

/// Into how many tiles a picture is cut.
struct TileGrid {
  int columns = 1;  ///< 0, and `rows` too: as many as the network's input asks for, see `plan_looks`
  int rows = 1;

  [[nodiscard]] bool is_auto() const noexcept { return columns == 0; }
  bool operator==(const TileGrid&) const = default;
};

/// `3x2` (columns, then rows) or `auto`. `kInvalidArgument` for anything else and for more than `kMaxTiles`.
[[nodiscard]] Result<TileGrid> parse_tile_grid(std::string_view text);
/// The text that is read back as `grid`.
[[nodiscard]] std::string to_string(TileGrid grid);

/// A run of the network each: what a picture may cost at most.
inline constexpr int kMaxTiles = 16;
/// Parts of one thing are told to be one by what both tiles see of it: some of it has to be there.
inline constexpr double kMinTileOverlap = 0.05;
/// From here on a tile would be seen twice over by its neighbours.
inline constexpr double kMaxTileOverlap = 0.5;

/// How a picture is looked at, so that what is small in it is not lost when it is scaled to a network's input.
struct TileOptions {
  TileGrid grid = {};
  /// Of neighbouring tiles, as a share of a tile. What is no larger than that is whole in at least one tile.
  double overlap = 0.2;
  /// One more look at the picture as it is, for what is larger than a tile.
  bool has_whole_look = true;

  /// `kInvalidArgument` where the overlap is out of its bounds.
  [[nodiscard]] Status check() const;
};

struct PixelSize {
  int width = 0;
  int height = 0;
  bool operator==(const PixelSize&) const = default;
};

/// A part of a picture that the network looks at, in pixels. It begins at even ones, as 4:2:0 chroma does.
struct Look {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  bool operator==(const Look&) const = default;
};

/// The looks at a picture of this size: the picture as a whole first, where it is looked at, then the tiles by rows. All
/// tiles have one size and together they hold every pixel; neighbours share at least `overlap` of a tile. A picture that
/// is too small for so many has fewer. One tile is the whole picture, once.
///
/// `auto` takes the grid with the fewest tiles in which the network sees the picture at about full size, at 0.85 input
/// pixels or more for each of the picture's; where `kMaxTiles` are too few for that, the grid that comes nearest.
///
/// Sizes are positive and `options` checked.
[[nodiscard]] std::vector<Look> plan_looks(PixelSize picture, PixelSize network, const TileOptions& options);

}  // namespace eyrie::perception
