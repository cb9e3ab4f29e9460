// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/ground.hpp"

#include <algorithm>
#include <array>

#include "world/math/noise.hpp"

namespace eyrie::world {
namespace {

constexpr std::array<Vec3, 5> kDirts{{{0.33F, 0.235F, 0.15F},
                                      {0.40F, 0.315F, 0.225F},
                                      {0.27F, 0.185F, 0.12F},
                                      {0.36F, 0.31F, 0.25F},
                                      {0.42F, 0.30F, 0.195F}}};
constexpr std::array<Vec3, 4> kGrasses{
    {{0.075F, 0.125F, 0.030F}, {0.12F, 0.15F, 0.045F}, {0.16F, 0.16F, 0.065F}, {0.06F, 0.11F, 0.035F}}};

}  // namespace

float Ground::height_m(Point2 place) const noexcept {
  const float from_yard = yard.signed_distance(place);
  const float from_road = road.signed_distance(place);
  const float away = smooth_step(4, 40, std::min(from_yard, from_road - 2));
  if (away <= 0) return 0;
  return away * (0.4F + 5.0F * fractal_noise(place.x * 0.015F, place.y * 0.015F, 3, seed + 301));
}

Ground make_ground(Random random) {
  Ground g;
  g.seed = random.bits();
  const float shade = random.uniform(0.88F, 1.08F);
  g.dirt = random.pick<Vec3>(kDirts) * shade;
  g.dirt_shade = g.dirt * Vec3{0.62F, 0.60F, 0.58F};
  g.grass = random.pick<Vec3>(kGrasses);
  g.grass_light = g.grass * Vec3{1.7F, 1.4F, 1.3F};
  g.wetness = random.chance(0.6F) ? random.uniform(0.4F, 1.0F) : 0.0F;
  const float road_angle = random.uniform(-0.35F, 0.35F);
  const float road_y = -38 + random.uniform(-3, 3);
  g.road = Area({0, road_y}, 400, random.uniform(3.1F, 4.1F), road_angle);
  const float yard_half_length = random.uniform(34, 42);
  const float yard_half_width = random.uniform(27, 31);
  g.yard = Area({0, 2}, yard_half_length, yard_half_width, road_angle + random.uniform(-0.05F, 0.05F));
  for (int i = 0; i < 16; ++i) {
    const float radius = random.uniform(8, 60);
    const auto [s, c] = portable::sin_cos(random.uniform(0, portable::kTwoPi));
    const Point2 drift{random.uniform(-15, 15), random.uniform(-15, 15)};
    g.ruts.push_back({.centre = g.yard.centre() + Point2{c, s} * radius + drift, .radius_m = radius});
  }
  return g;
}

}  // namespace eyrie::world
