// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "world/math/random.hpp"
#include "world/site/area.hpp"

namespace eyrie::world {

/// Two parallel tyre tracks along a circle.
struct Rut {
  Point2 centre;
  float radius_m = 0;
};
inline constexpr float kRutHalfGauge_m = 0.92F;

/// The ground of a site: a yard of dirt in a meadow, a road past it, slabs of concrete. Flat where people work; the meadow
/// rolls.
struct Ground {
  Area yard;
  Area road;
  Area access;  ///< from the road to the gate, of dirt as the yard is
  std::vector<Area> slabs;
  std::vector<Rut> ruts;
  Vec3 dirt;
  Vec3 dirt_shade;
  Vec3 grass;
  Vec3 grass_light;
  float wetness = 0;  ///< 0 dry .. 1 puddles
  std::uint32_t seed = 0;

  /// Metres above the site's plane; 0 in the yard and on the road.
  [[nodiscard]] float height_m(Point2 place) const noexcept;
};

[[nodiscard]] Ground make_ground(Random random);

/// Half the side of the square of ground that is modelled.
inline constexpr float kGroundReach_m = 400;

}  // namespace eyrie::world
