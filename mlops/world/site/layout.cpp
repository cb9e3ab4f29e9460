// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/layout.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace eyrie::world {
namespace {

constexpr std::array<Vec3, 7> kContainerPaints{{{0.035F, 0.13F, 0.36F},
                                                {0.42F, 0.065F, 0.03F},
                                                {0.08F, 0.24F, 0.11F},
                                                {0.55F, 0.53F, 0.49F},
                                                {0.50F, 0.24F, 0.03F},
                                                {0.20F, 0.22F, 0.24F},
                                                {0.07F, 0.28F, 0.35F}}};

}  // namespace

Layout::Layout(Site& site, Random random)
    : site_(site),
      random_(random),
      mesh_(site.fixed),
      materials_(make_scenery_materials(site.palette, random.fork(1), site.ground.dirt, site.ground.dirt_shade)) {
  building_side_ = random_.chance(0.5F) ? 1.0F : -1.0F;
}

Area Layout::in_yard(float u, float v, float half_length_m, float half_width_m, float angle_rad) const {
  const Area& yard = site_.ground.yard;
  return Area(yard.from_local({u, v}), half_length_m, half_width_m, yard.angle_rad() + angle_rad);
}

bool Layout::is_free(const Area& area) const {
  return std::ranges::none_of(site_.obstacles, [&area](const Area& taken) { return taken.overlaps(area); });
}

std::optional<Area> Layout::take_free(float half_length_m, float half_width_m, float margin_m) {
  const Area& yard = site_.ground.yard;
  const float reach_u = yard.half_length_m() - half_length_m - 3;
  const float reach_v = yard.half_width_m() - half_length_m - 3;
  for (int attempt = 0; attempt < 200; ++attempt) {
    const float u = random_.uniform(-1, 1) * reach_u;
    const float v = random_.uniform(-1, 1) * reach_v;
    const auto quarter = static_cast<float>(random_.below(4)) * portable::kTwoPi / 4;
    const bool is_aligned = random_.chance(0.7F);
    const float angle = quarter + (is_aligned ? random_.uniform(-0.1F, 0.1F) : random_.uniform(0, portable::kTwoPi / 4));
    const Area area = in_yard(u, v, half_length_m, half_width_m, angle);
    if (!is_free(area.grown(margin_m))) continue;
    take(area);
    return area;
  }
  return std::nullopt;
}

void Layout::lay_ground() {
  const MaterialId ground = site_.palette.add({.texture = Texture::kGround, .colour = site_.ground.dirt, .specular = 0});
  constexpr int kCells = 160;
  // Cells grow with the distance from the middle, where they are 2 m wide.
  const auto along = [](int i) {
    const float t = static_cast<float>(i - kCells / 2) / (kCells / 2);
    return kGroundReach_m * t * (0.4F + 0.6F * t * t);
  };
  const auto point = [&](int i, int j) {
    const Point2 p{along(i), along(j)};
    return Vec3{p.x, p.y, site_.ground.height_m(p)};
  };
  for (int i = 0; i < kCells; ++i) {
    for (int j = 0; j < kCells; ++j)
      mesh_.quad({}, point(i, j), point(i + 1, j), point(i + 1, j + 1), point(i, j + 1), ground);
  }
}

void Layout::build_structure() {
  const Area& yard = site_.ground.yard;
  FrameBuilding building;
  building.bays_x = 3 + random_.below(2);
  building.bays_y = 2 + random_.below(2);
  building.bay_m = random_.uniform(4.2F, 5.0F);
  building.floors = 1 + random_.below(3);
  const float w = building.width_m() / 2;
  const float d = building.depth_m() / 2;
  const Area plot = in_yard(building_side_ * (yard.half_length_m() - w - 5), yard.half_width_m() - d - 5, w, d);
  const Transform corner = plot.frame().moved({-w, -d, 0});
  add_frame_building(mesh_, corner, building, materials_, random_.fork(2));
  take(plot.grown(0.8F));
  site_.ground.slabs.push_back(plot.grown(2.5F));

  add_scaffold(mesh_, corner.moved({0, -1.75F, 0}), building.width_m(), building.floors + 1, materials_, random_.fork(3));
  take(Area(plot.from_local({0, -d - 1.3F}), w + 0.3F, 0.75F, plot.angle_rad()));

  if (random_.chance(0.75F)) {
    const Area foot = in_yard(building_side_ * (yard.half_length_m() - 2 * w - 11), yard.half_width_m() - 8, 2.5F, 2.5F);
    add_tower_crane(mesh_, foot.frame().turned_about_z(random_.uniform(0, portable::kTwoPi)), 32, 30, materials_);
    take(foot);
  }
}

void Layout::set_up_camp() {
  const Area& yard = site_.ground.yard;
  const int containers = 3 + random_.below(4);
  for (int i = 0; i < containers; ++i) {
    const float u = -building_side_ * (yard.half_length_m() - 6) + random_.uniform(-0.4F, 0.4F);
    const Area place =
        in_yard(u, yard.half_width_m() - 9 - static_cast<float>(i) * 3.1F, 3.1F, 1.35F, random_.uniform(-0.03F, 0.03F));
    const auto add = [&](float z) {
      const float shade = random_.uniform(0.8F, 1.15F);
      const Vec3 paint = random_.pick<Vec3>(kContainerPaints) * shade;
      const auto seed = random_.bits();
      const MaterialId steel = site_.palette.add(
          {.texture = Texture::kCorrugated, .colour = paint, .specular = 0.05F, .gloss = 30, .seed = seed});
      const MaterialId frame = site_.palette.add(
          {.texture = Texture::kPaint, .colour = paint * 0.8F, .specular = 0.05F, .gloss = 30, .seed = seed});
      add_container(mesh_, place.frame().moved({0, 0, z}), steel, frame, materials_.rebar);
    };
    add(0);
    if (random_.chance(0.25F)) add(kContainerHeight_m);
    take(place);
  }
  const int cabins = 2 + random_.below(3);
  for (int i = 0; i < cabins; ++i) {
    const float u = -building_side_ * (yard.half_length_m() - 15 - static_cast<float>(i) * 7.3F);
    const Area place = in_yard(u, yard.half_width_m() - 4.5F, 3.1F, 1.4F, random_.uniform(-0.02F, 0.02F));
    if (!is_free(place)) continue;
    add_cabin(mesh_, place.frame(), materials_);
    if (random_.chance(0.35F)) add_cabin(mesh_, place.frame().moved({0, 0, kCabinHeight_m}), materials_);
    take(place.grown(0.1F));
    take(Area(place.from_local({0, -1.75F}), 0.65F, 0.5F, place.angle_rad()));  // the step before the door
  }
  site_.ground.slabs.push_back(in_yard(-building_side_ * (yard.half_length_m() - 22), yard.half_width_m() - 13, 10, 4));

  // Hoarding along the road with a gate, mesh fence along the other sides.
  const float edge_u = yard.half_length_m() - 0.5F;
  const float edge_v = yard.half_width_m() - 0.5F;
  constexpr float kHalfGate_m = 5;
  const float gate_u = -8 * building_side_;
  const float way_m = std::fabs(site_.ground.road.signed_distance(yard.from_local({gate_u, -edge_v})));
  site_.ground.access = in_yard(gate_u, -edge_v - way_m / 2, kHalfGate_m - 1, way_m / 2 + 1);
  for (float u = -edge_u + kFencePanel_m / 2; u < edge_u; u += kFencePanel_m) {
    if (std::fabs(u - gate_u) > kHalfGate_m) add_hoarding_panel(mesh_, in_yard(u, -edge_v, 1, 1).frame(), materials_);
    add_mesh_fence_panel(mesh_, in_yard(u, edge_v, 1, 1).frame(), materials_);
  }
  for (float v = -edge_v + kFencePanel_m / 2; v < edge_v; v += kFencePanel_m) {
    for (const float u : {-edge_u, edge_u})
      add_mesh_fence_panel(mesh_, in_yard(u, v, 1, 1, portable::kTwoPi / 4).frame(), materials_);
  }
}

void Layout::scatter_props() {
  const int heaps = 2 + random_.below(3);
  for (int i = 0; i < heaps; ++i) {
    const float radius = random_.uniform(2.0F, 4.0F);
    const auto place = take_free(radius, radius, 1);
    if (!place) continue;
    const float height = random_.uniform(0.9F, 1.9F);
    const MaterialId material = random_.chance(0.4F) ? materials_.gravel : materials_.soil;
    mesh_.heap(place->frame(), radius, radius * random_.uniform(0.7F, 1), height,
               random_.fork(400 + static_cast<std::uint64_t>(i)).bits(), material, 40);
  }
  const int props = 26 + random_.below(12);
  const int first_kind = random_.below(kPropKinds);
  for (int i = 0; i < props; ++i) {
    const PropSize size = prop_size((first_kind + i) % kPropKinds);
    const auto place = take_free(size.half_length_m, size.half_width_m, 0.6F);
    if (place) add_prop(mesh_, place->frame(), size.prop, materials_, random_.fork(500 + static_cast<std::uint64_t>(i)));
  }
  for (int i = 0; i < 18; ++i) {
    if (const auto place = take_free(0.2F, 0.2F, 0.2F)) add_traffic_cone(mesh_, place->frame(), materials_);
  }
  const Area& yard = site_.ground.yard;
  for (int i = 0; i < 170; ++i) {  // stones, which nobody walks around
    const float size = random_.uniform(0.03F, 0.13F);
    const float u = random_.uniform(-1, 1) * yard.half_length_m();
    const float v = random_.uniform(-1, 1) * yard.half_width_m();
    const Transform frame = in_yard(u, v, 1, 1, random_.uniform(0, portable::kTwoPi)).frame();
    const MaterialId material = random_.chance(0.4F) ? materials_.gravel : materials_.soil;
    mesh_.ellipsoid(frame, {0, 0, size * 0.2F}, {size, size * random_.uniform(0.6F, 1), size * 0.6F}, material, 8, 5);
  }
}

void Layout::plant_surroundings() {
  const auto on_ground = [this](Point2 p) { return Transform{.origin = {p.x, p.y, site_.ground.height_m(p) - 0.05F}}; };
  for (int i = 0; i < 90; ++i) {
    const float away = random_.uniform(46, 125);
    const auto [s, c] = portable::sin_cos(random_.uniform(0, portable::kTwoPi));
    const Point2 place{c * away * 1.15F, s * away};
    const float height = random_.uniform(4, 9);
    if (site_.ground.road.signed_distance(place) < 5 || site_.ground.yard.signed_distance(place) < 3.5F) continue;
    const Vec3 leaf = Vec3{0.060F, 0.105F, 0.026F} * random_.uniform(0.75F, 1.5F);
    const auto seed = random_.bits();
    const MaterialId leaves = site_.palette.add({.texture = Texture::kLeaf,
                                                 .colour = leaf,
                                                 .second = leaf * Vec3{1.9F, 1.6F, 1.6F},
                                                 .specular = 0.02F,
                                                 .gloss = 10,
                                                 .seed = seed});
    add_tree(mesh_, on_ground(place), height, materials_.bark, leaves, random_.fork(1000 + static_cast<std::uint64_t>(i)));
  }
  for (int i = 0; i < 7; ++i) {
    const float away = random_.uniform(70, 130);
    const auto [s, c] = portable::sin_cos(random_.uniform(0, portable::kTwoPi));
    const Point2 place{c * away, s * away};
    if (site_.ground.road.signed_distance(place) < 15 || site_.ground.yard.signed_distance(place) < 15) continue;
    const Vec3 half{random_.uniform(5, 9), random_.uniform(4, 6), random_.uniform(2.6F, 4.2F)};
    const MaterialId wall = random_.chance(0.6F) ? materials_.white : materials_.brick;
    const Vec3 tiles = random_.chance(0.6F) ? Vec3{0.28F, 0.11F, 0.07F} : Vec3{0.12F, 0.12F, 0.13F};
    const MaterialId roof =
        site_.palette.add({.texture = Texture::kMetal, .colour = tiles, .specular = 0.02F, .seed = random_.bits()});
    add_house(mesh_, on_ground(place).turned_about_z(site_.ground.road.angle_rad()), half, wall, roof, materials_);
  }
}

}  // namespace eyrie::world
