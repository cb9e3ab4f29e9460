// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "world/things/vehicle_parts.hpp"

namespace eyrie::world {
namespace {

constexpr float kWheelRadius = 0.52F;

void add_tipper(MeshBuilder& mesh, const Transform& at, const VehicleLook& look) {
  const Transform bed = at.moved({-1.35F, 0, 1.25F});
  const float l = 2.75F;
  const float w = 1.22F;
  const float h = 0.60F;
  mesh.box(bed, {0, 0, 0.04F}, {l, w, 0.05F}, look.second);
  add_box_pair(mesh, bed, {0, w, h}, {l, 0.045F, h}, look.second);
  for (int i = 0; i < 7; ++i) {
    add_box_pair(mesh, bed, {-l + 0.3F + static_cast<float>(i) * (2 * l - 0.6F) / 6, w + 0.08F, h}, {0.05F, 0.04F, h},
                 look.second);
  }
  mesh.box(bed, {0, w + 0.06F, 2 * h}, {l, 0.07F, 0.05F}, look.second);
  mesh.box(bed, {0, -w - 0.06F, 2 * h}, {l, 0.07F, 0.05F}, look.second);
  mesh.box(bed, {l, 0, h + 0.15F}, {0.05F, w, h + 0.15F}, look.second);
  mesh.box(bed, {-l, 0, h}, {0.05F, w, h}, look.second);
  mesh.box(bed, {l + 0.35F, 0, 2 * h + 0.28F}, {0.42F, w, 0.04F}, look.second);
  mesh.box(bed, {0, 0, 0.42F}, {l - 0.04F, w - 0.04F, 0.36F}, look.soil);
  mesh.heap(bed.moved({0, 0, 0.72F}), l * 1.05F, w * 1.1F, 0.75F, look.seed, look.soil, 18);
}

void add_mixer(MeshBuilder& mesh, const Transform& at, const VehicleLook& look, float drum_rad) {
  const std::array<std::array<float, 2>, 9> profile{{{-2.75F, 0.40F},
                                                     {-2.65F, 0.52F},
                                                     {-1.9F, 0.90F},
                                                     {-1.1F, 1.13F},
                                                     {-0.2F, 1.18F},
                                                     {0.6F, 1.06F},
                                                     {1.3F, 0.72F},
                                                     {1.6F, 0.50F},
                                                     {1.65F, 0.30F}}};
  const Transform drum = at.moved({-1.0F, 0, 2.40F}).turned_about_y(0.20F).turned_about_x(drum_rad);
  const auto ring_of = [](float x, float radius, int sides) {
    Ring ring;
    for (int k = 0; k < sides; ++k) {
      const auto [s, c] = portable::sin_cos(portable::kTwoPi * static_cast<float>(k) / static_cast<float>(sides));
      ring.push_back({x, radius * c, radius * s});
    }
    return ring;
  };
  std::vector<Ring> rings;
  for (const auto& [x, radius] : profile) rings.push_back(ring_of(x, radius, 26));
  mesh.loft(drum, rings, look.second);
  for (const float x : {-0.62F, 0.30F}) {  // bands in the cab's colour
    mesh.loft(drum, std::array{ring_of(x - 0.09F, 1.175F, 26), ring_of(x, 1.195F, 26), ring_of(x + 0.09F, 1.175F, 26)},
              look.paint);
  }
  mesh.box(at, {-3.4F, 0, 1.55F}, {0.35F, 0.5F, 0.55F}, look.dark);
  mesh.tube(at, {-3.55F, 0, 2.95F}, {-3.95F, 0, 1.35F}, 0.28F, 0.20F, look.rim, 12);  // chute
  mesh.box(at, {1.2F, 0, 1.65F}, {0.22F, 0.85F, 0.55F}, look.dark);
  add_box_pair(mesh, at, {-3.3F, 0.75F, 2.1F}, {0.04F, 0.04F, 1.0F}, look.dark);  // ladder
}

}  // namespace

void add_truck(MeshBuilder& mesh, const Transform& at, VehicleKind kind, const VehicleLook& look,
               const VehicleState& state) {
  mesh.box(at, {-0.3F, 0, 0.95F}, {3.6F, 0.42F, 0.14F}, look.dark);
  const Cab cab{.length = 1.95F, .width = 2.42F, .height = 2.15F, .sill = 1.05F, .front_slope = 0.16F};
  add_cab(mesh, at.moved({2.95F, 0, 0.85F}), cab, look);
  mesh.rounded_box(at, {3.88F, 0, 0.68F}, {0.14F, 1.2F, 0.24F}, 0.06F, look.dark);
  mesh.box(at, {3.935F, 0, 1.35F}, {0.02F, 0.85F, 0.28F}, look.dark);  // grille
  add_box_pair(mesh, at, {3.98F, 0.95F, 0.72F}, {0.05F, 0.17F, 0.09F}, look.headlight);
  add_box_pair(mesh, at, {3.65F, 1.40F, 2.25F}, {0.06F, 0.10F, 0.26F}, look.dark);  // mirrors
  add_box_pair(mesh, at, {0.9F, 0.95F, 0.75F}, {0.75F, 0.26F, 0.28F}, look.rim);    // tank and battery
  add_box_pair(mesh, at, {-3.92F, 0.9F, 0.9F}, {0.03F, 0.16F, 0.08F}, look.tail_light);
  for (const float x : {2.75F, -1.65F, -2.95F}) {
    for (const float side : {-1.0F, 1.0F}) {
      add_wheel(mesh, at, {x, side * 1.04F, kWheelRadius}, kWheelRadius, x > 0 ? 0.30F : 0.50F, look, state.wheel_rad,
                look.rim);
      mesh.box(at, {x, side * 1.05F, 1.13F}, {0.58F, 0.25F, 0.02F}, look.dark);  // mudguard
    }
  }
  if (kind == VehicleKind::kDumpTruck) {
    add_tipper(mesh, at, look);
  } else {
    add_mixer(mesh, at, look, state.drum_rad);
  }
}

}  // namespace eyrie::world
