// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/things/vehicle_parts.hpp"

#include <array>

namespace eyrie::world {
namespace {

constexpr std::array<std::array<float, 2>, 4> kCorners{{{1, 1}, {-1, 1}, {-1, -1}, {1, -1}}};

}  // namespace

void add_wheel(MeshBuilder& mesh, const Transform& at, Vec3 centre, float radius, float width, const VehicleLook& look,
               float turned_rad, MaterialId rim) {
  const Transform hub = at.moved(centre).turned_about_y(turned_rad);
  const float w = width / 2;
  std::array<Ring, 6> tyre;  // a flat tread with rounded shoulders
  const std::array<std::array<float, 2>, 6> profile{
      {{-w, 0.88F}, {-w * 0.93F, 0.96F}, {-w * 0.7F, 1}, {w * 0.7F, 1}, {w * 0.93F, 0.96F}, {w, 0.88F}}};
  for (std::size_t i = 0; i < profile.size(); ++i) {
    for (int k = 0; k < 24; ++k) {
      const auto [s, c] = portable::sin_cos(portable::kTwoPi * static_cast<float>(k) / 24);
      tyre[i].push_back({radius * profile[i][1] * s, profile[i][0], radius * profile[i][1] * c});
    }
  }
  mesh.loft(hub, tyre, look.rubber);
  mesh.tube(hub, {0, -w - 0.012F, 0}, {0, w + 0.012F, 0}, radius * 0.60F, radius * 0.60F, rim, 20);
  mesh.tube(hub, {0, -w - 0.03F, 0}, {0, w + 0.03F, 0}, radius * 0.18F, radius * 0.18F, look.dark, 10);
  for (int k = 0; k < 5; ++k) {
    const auto [s, c] = portable::sin_cos(portable::kTwoPi * static_cast<float>(k) / 5);
    const Vec3 hole{radius * 0.40F * s, 0, radius * 0.40F * c};
    const Vec3 out{0, w + 0.018F, 0};
    mesh.tube(hub, hole - out, hole + out, radius * 0.11F, radius * 0.11F, look.dark, 8);
  }
}

void add_cab(MeshBuilder& mesh, const Transform& at, const Cab& cab, const VehicleLook& look) {
  const float l = cab.length / 2;
  const float w = cab.width / 2;
  const float tumble = 0.06F;
  const float roof = cab.height - 0.12F;
  const std::array<Station, 4> lower{{{-l, 0, cab.sill, w - 0.04F, w - 0.04F, 0.06F},
                                      {-l + 0.05F, 0, cab.sill, w, w, 0.05F},
                                      {l - 0.05F, 0, cab.sill, w, w, 0.05F},
                                      {l, 0, cab.sill, w - 0.05F, w - 0.05F, 0.06F}}};
  mesh.hull(at, lower, look.paint);
  const auto corner = [&](float x, float y, bool is_top) {
    const float slope = is_top && x > 0 ? cab.front_slope : 0;
    return Vec3{x * (l - 0.05F) - slope, y * (w - 0.03F - (is_top ? tumble : 0)), is_top ? roof : cab.sill};
  };
  std::array<Ring, 2> glass;
  for (const bool is_top : {false, true}) {
    for (const auto& [x, y] : kCorners) glass[is_top ? 1 : 0].push_back(corner(x, y, is_top));
  }
  for (std::size_t k = 0; k < 4; ++k) {
    const std::size_t next = (k + 1) % 4;
    mesh.quad(at, glass[0][k], glass[0][next], glass[1][next], glass[1][k], look.glass);
    mesh.tube(at, glass[0][k], glass[1][k], 0.05F, 0.045F, look.paint, 8);
  }
  for (const float y : {-1.0F, 1.0F}) {  // the pillar behind the door
    const Vec3 low = mix(corner(-1, y, false), corner(1, y, false), 0.33F);
    const Vec3 high = mix(corner(-1, y, true), corner(1, y, true), 0.33F);
    mesh.tube(at, low, high, 0.04F, 0.035F, look.paint, 6);
  }
  const float front = l - cab.front_slope + 0.06F;
  const std::array<Station, 4> top{{{-l, roof, cab.height - 0.03F, w - 0.12F, w - 0.16F, 0.05F},
                                    {-l + 0.10F, roof - 0.02F, cab.height, w - 0.05F, w - 0.10F, 0.06F},
                                    {front - 0.12F, roof - 0.02F, cab.height, w - 0.05F, w - 0.10F, 0.06F},
                                    {front, roof, cab.height - 0.04F, w - 0.12F, w - 0.16F, 0.05F}}};
  mesh.hull(at, top, look.paint);
}

void add_box_pair(MeshBuilder& mesh, const Transform& at, Vec3 centre, Vec3 half_size, MaterialId material) {
  for (const float side : {-1.0F, 1.0F}) mesh.box(at, {centre.x, side * centre.y, centre.z}, half_size, material);
}

}  // namespace eyrie::world
