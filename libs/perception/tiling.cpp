// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/tiling.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace eyrie::perception {
namespace {

constexpr std::string_view kAuto = "auto";
/// Input pixels for each of a picture's that `auto` takes for full size: a seventh less shows the network as good as all,
/// and may save half of the tiles.
constexpr double kFullSize = 0.85;

/// A number of columns or rows: digits alone.
std::optional<int> parse_count(std::string_view text) {
  int count = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || stop != end || count < 1) return std::nullopt;
  return count;
}

/// Tiles along one axis: all of one length, from the first pixel to the last.
struct Axis {
  int length = 0;
  std::vector<int> starts;  ///< even
};

/// With n tiles of length L that share s of it, n L - (n - 1) s L pixels are seen. L is the shortest for which that is all
/// of them although starts are even; it is odd where `pixels` is, so that the last start is even too.
Axis cut_axis(int pixels, int count, double overlap) {
  const double ideal = pixels / (count - (count - 1) * overlap);
  int length = std::min(pixels, static_cast<int>(std::ceil(ideal - 1e-6)));
  length += (pixels - length) % 2;
  const auto steps = [&] { return (pixels - length) / 2; };  // of two pixels, from the first start to the last
  const auto keeps_overlap = [&] {
    const int widest = count > 1 ? 2 * ((steps() + count - 2) / (count - 1)) : 0;
    return length - widest >= overlap * length;
  };
  while (length < pixels && !keeps_overlap()) length += 2;

  Axis axis{.length = length, .starts = {0}};
  for (int i = 1; i < count; ++i) {
    const int start = 2 * (i * steps() / (count - 1));
    if (start != axis.starts.back()) axis.starts.push_back(start);
  }
  return axis;
}

/// Input pixels for each pixel of a tile.
double gain_of(TileGrid grid, PixelSize picture, PixelSize network, double overlap) {
  const double across = cut_axis(picture.width, grid.columns, overlap).length;
  const double down = cut_axis(picture.height, grid.rows, overlap).length;
  return std::min(network.width / across, network.height / down);
}

TileGrid choose_grid(PixelSize picture, PixelSize network, double overlap) {
  TileGrid best;
  double best_gain = 0;
  for (int tiles = 1; tiles <= kMaxTiles; ++tiles) {
    for (int columns = 1; columns <= tiles; ++columns) {
      if (tiles % columns != 0) continue;
      const TileGrid grid{.columns = columns, .rows = tiles / columns};
      const double gain = std::min(gain_of(grid, picture, network, overlap), kFullSize);
      if (gain <= best_gain) continue;
      best = grid;
      best_gain = gain;
    }
  }
  return best;
}

}  // namespace

Result<TileGrid> parse_tile_grid(std::string_view text) {
  if (text == kAuto) return TileGrid{.columns = 0, .rows = 0};
  const std::string found = '"' + std::string(text) + '"';
  const auto cross = text.find('x');
  const auto columns = parse_count(text.substr(0, cross));
  const auto rows = cross == std::string_view::npos ? std::nullopt : parse_count(text.substr(cross + 1));
  if (!columns || !rows) {
    return fail(Error::kInvalidArgument, found + " is no number of tiles; needed: columns and rows such as 3x2, or auto");
  }
  if (*columns > kMaxTiles || *rows > kMaxTiles || *columns * *rows > kMaxTiles) {
    return fail(Error::kInvalidArgument, found + " are too many tiles, each a run of the network; needed: at most " +
                                             std::to_string(kMaxTiles) + " such as 4x4, or auto");
  }
  return TileGrid{.columns = *columns, .rows = *rows};
}

std::string to_string(TileGrid grid) {
  return grid.is_auto() ? std::string(kAuto) : std::to_string(grid.columns) + 'x' + std::to_string(grid.rows);
}

Status TileOptions::check() const {
  if (overlap >= kMinTileOverlap && overlap <= kMaxTileOverlap) return {};
  return fail(Error::kInvalidArgument,
              "the overlap of tiles is " + std::to_string(overlap) + "; needed: 0.05 to 0.5 of a tile");
}

std::vector<Look> plan_looks(PixelSize picture, PixelSize network, const TileOptions& options) {
  const TileGrid grid = options.grid.is_auto() ? choose_grid(picture, network, options.overlap) : options.grid;
  const Axis columns = cut_axis(picture.width, grid.columns, options.overlap);
  const Axis rows = cut_axis(picture.height, grid.rows, options.overlap);
  const bool is_cut = columns.starts.size() * rows.starts.size() > 1;
  std::vector<Look> looks;
  if (is_cut && options.has_whole_look) looks.push_back({.width = picture.width, .height = picture.height});
  for (const int top : rows.starts) {
    for (const int left : columns.starts) {
      looks.push_back({.left = left, .top = top, .width = columns.length, .height = rows.length});
    }
  }
  return looks;
}

}  // namespace eyrie::perception
