// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "geometry/geodesy.hpp"

namespace eyrie::tiles {

/// A place on the world map of web browsers (EPSG:3857: WGS-84 latitudes through the Mercator projection of a sphere), which
/// is one unit wide and high: x eastwards from the antimeridian, y southwards from 85.0511 N.
struct MercatorPoint {
  double x = 0;
  double y = 0;
};

/// Defined between 85.0511 S and N; nearer to the poles y leaves 0..1. Altitude has no part in it, and comes back as 0.
[[nodiscard]] MercatorPoint mercator_from_geo(const geometry::GeoPoint& point) noexcept;
[[nodiscard]] geometry::GeoPoint geo_from_mercator(const MercatorPoint& point) noexcept;

/// One picture of the world map, which at `zoom` is cut into 2^zoom columns and rows, counted from north-west.
struct TileAddress {
  int zoom = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;

  friend bool operator==(const TileAddress&, const TileAddress&) = default;
};

/// How many tiles the world is wide at a zoom from 0 to 31.
[[nodiscard]] constexpr std::uint32_t tiles_across(int zoom) noexcept {
  return std::uint32_t{1} << static_cast<unsigned>(zoom);
}

/// Part of the world, in degrees.
struct Bounds {
  double west_deg = 0;
  double south_deg = 0;
  double east_deg = 0;
  double north_deg = 0;
};

}  // namespace eyrie::tiles
