// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "world/things/vehicle_parts.hpp"

namespace eyrie::world {
namespace {

/// A beam between two joints in the x-z plane, tapering from one to the other as booms do.
void add_beam(MeshBuilder& mesh, const Transform& at, Vec3 from, Vec3 to, float half_width, float from_height,
              float to_height, MaterialId material) {
  const Vec3 along = normalized(to - from);
  const Transform beam{
      .origin = at.point(from), .x = at.direction(along), .y = at.y, .z = at.direction(cross(along, {0, 1, 0}))};
  const float length_m = length(to - from);
  const std::array<Station, 4> stations{
      {{-0.12F, -from_height * 0.6F, from_height * 0.6F, half_width, half_width, 0.04F},
       {0, -from_height, from_height, half_width, half_width, 0.04F},
       {length_m, -to_height, to_height, half_width, half_width, 0.04F},
       {length_m + 0.12F, -to_height * 0.6F, to_height * 0.6F, half_width, half_width, 0.04F}}};
  mesh.hull(beam, stations, material);
}

/// A hydraulic cylinder: a dark barrel and a bright rod.
void add_cylinder(MeshBuilder& mesh, const Transform& at, Vec3 from, Vec3 to, const VehicleLook& look) {
  const Vec3 middle = mix(from, to, 0.58F);
  mesh.tube(at, from, middle, 0.075F, 0.075F, look.dark, 10);
  mesh.tube(at, middle, to, 0.045F, 0.045F, look.rim, 8);
}

void add_track_chain(MeshBuilder& mesh, const Transform& at, float side, const VehicleLook& look) {
  const float y = side * 1.08F;
  const float half = 0.28F;
  std::array<Ring, 2> chain;
  for (std::size_t k = 0; k < 2; ++k) {
    for (int i = 0; i < 24; ++i) {
      const auto [s, c] = portable::sin_cos(portable::kTwoPi * (static_cast<float>(i) + 0.5F) / 24);
      chain[k].push_back({(s > 0 ? 1.5F : -1.5F) + 0.42F * s, y + (k == 0 ? -half : half), 0.43F + 0.42F * c});
    }
  }
  mesh.loft(at, chain, look.rubber);
  for (int i = 0; i < 15; ++i) {
    mesh.box(at, {-1.65F + static_cast<float>(i) * 0.236F, y, 0.86F}, {0.07F, half + 0.015F, 0.025F}, look.dark);
  }
  for (const float x : {-1.5F, 1.5F})
    mesh.tube(at, {x, y - half - 0.02F, 0.43F}, {x, y + half + 0.02F, 0.43F}, 0.27F, 0.27F, look.dark, 16);
  for (int i = 0; i < 5; ++i) {
    const float x = -1.0F + 0.5F * static_cast<float>(i);
    mesh.tube(at, {x, y - half - 0.015F, 0.25F}, {x, y + half + 0.015F, 0.25F}, 0.13F, 0.13F, look.rim, 10);
  }
}

void add_bucket(MeshBuilder& mesh, const Transform& at, float half_width, const VehicleLook& look) {
  std::array<Ring, 2> shell;  // a scoop, open towards +x
  const std::array<Vec3, 9> profile{{{0.05F, 0, 0.36F},
                                     {-0.30F, 0, 0.30F},
                                     {-0.46F, 0, 0.02F},
                                     {-0.36F, 0, -0.30F},
                                     {0.02F, 0, -0.46F},
                                     {0.46F, 0, -0.44F},
                                     {0.00F, 0, -0.40F},
                                     {-0.30F, 0, -0.25F},
                                     {-0.22F, 0, 0.24F}}};
  for (std::size_t k = 0; k < 2; ++k) {
    for (const Vec3& p : profile) shell[k].push_back({p.x, k == 0 ? half_width : -half_width, p.z});
  }
  mesh.loft(at, shell, look.dark);
  for (const float side : {-1.0F, 1.0F}) {
    const float y = side * half_width;
    const std::array<Ring, 2> cheek{
        Ring{{0.10F, y - 0.02F, 0.34F}, {-0.38F, y - 0.02F, 0.20F}, {-0.36F, y - 0.02F, -0.32F}, {0.44F, y - 0.02F, -0.44F}},
        Ring{
            {0.10F, y + 0.02F, 0.34F}, {-0.38F, y + 0.02F, 0.20F}, {-0.36F, y + 0.02F, -0.32F}, {0.44F, y + 0.02F, -0.44F}}};
    mesh.loft(at, cheek, look.dark);
  }
  for (int i = 0; i < 5; ++i) {
    const float y = half_width * (-0.9F + 0.45F * static_cast<float>(i));
    mesh.box(at, {0.52F, y, -0.44F}, {0.12F, 0.045F, 0.028F}, look.rim);
  }
}

}  // namespace

void add_excavator(MeshBuilder& mesh, const Transform& at, const VehicleLook& look, const VehicleState& state) {
  for (const float side : {-1.0F, 1.0F}) add_track_chain(mesh, at, side, look);
  mesh.rounded_box(at, {0, 0, 0.62F}, {1.1F, 0.82F, 0.22F}, 0.08F, look.dark);
  mesh.tube(at, {0, 0, 0.8F}, {0, 0, 1.02F}, 0.75F, 0.75F, look.dark, 24);

  const Transform upper = at.moved({0, 0, 1.0F}).turned_about_z(state.swing_rad);
  mesh.rounded_box(upper, {-0.55F, 0, 0.12F}, {1.85F, 1.28F, 0.13F}, 0.06F, look.dark);
  mesh.rounded_box(upper, {-0.75F, -0.62F, 0.68F}, {1.35F, 0.62F, 0.46F}, 0.12F, look.paint);
  mesh.rounded_box(upper, {-1.20F, 0.55F, 0.68F}, {0.90F, 0.68F, 0.46F}, 0.12F, look.paint);
  const std::array<Station, 4> counterweight{{{-2.42F, 0.22F, 0.95F, 0.95F, 0.95F, 0.16F},
                                              {-2.30F, 0.12F, 1.08F, 1.15F, 1.15F, 0.16F},
                                              {-1.95F, 0.10F, 1.14F, 1.28F, 1.28F, 0.14F},
                                              {-1.70F, 0.10F, 1.12F, 1.27F, 1.27F, 0.10F}}};
  mesh.hull(upper, counterweight, look.dark);
  mesh.box(upper, {-0.95F, -0.60F, 1.16F}, {0.62F, 0.42F, 0.03F}, look.dark);  // grating over the engine
  mesh.tube(upper, {-1.35F, 0.45F, 1.1F}, {-1.35F, 0.45F, 1.62F}, 0.06F, 0.06F, look.dark, 10);
  for (const float y : {-1.20F, -0.05F}) {
    mesh.tube(upper, {0.45F, y, 1.14F}, {0.45F, y, 1.62F}, 0.02F, 0.02F, look.dark, 5);
    mesh.tube(upper, {-1.6F, y, 1.5F}, {0.45F, y, 1.62F}, 0.02F, 0.02F, look.dark, 5);
  }
  add_cab(mesh, upper.moved({0.55F, 0.76F, 0.25F}),
          {.length = 1.55F, .width = 0.98F, .height = 1.62F, .sill = 0.55F, .front_slope = 0.18F}, look);

  const Vec3 foot{0.45F, -0.12F, 0.72F};
  const Vec3 knee = foot + Vec3{1.5F, 0, 2.0F};
  const Vec3 elbow = foot + Vec3{2.7F + 0.6F * state.reach, 0, 2.35F - 0.4F * state.reach};
  const Vec3 wrist = elbow + Vec3{-0.55F + 1.5F * state.reach, 0, -2.25F + 0.35F * state.reach};
  add_beam(mesh, upper, foot, knee, 0.20F, 0.20F, 0.31F, look.paint);
  add_beam(mesh, upper, knee, elbow, 0.19F, 0.31F, 0.19F, look.paint);
  add_beam(mesh, upper, elbow - (wrist - elbow) * 0.16F, wrist, 0.15F, 0.22F, 0.13F, look.paint);
  for (const float y : {-0.42F, 0.18F}) {
    add_cylinder(mesh, upper, {0.85F, y, 0.42F}, {mix(foot.x, knee.x, 0.85F), y, mix(foot.z, knee.z, 0.8F)}, look);
  }
  add_cylinder(mesh, upper, knee + Vec3{-0.1F, 0, 0.38F}, elbow + Vec3{-0.15F, 0, 0.45F}, look);
  add_cylinder(mesh, upper, elbow + Vec3{0.30F, 0, 0.05F}, wrist + Vec3{0.32F, 0, 0.28F}, look);
  add_bucket(mesh, upper.moved(wrist + Vec3{0.12F, 0, -0.34F}).turned_about_y(0.55F), 0.55F, look);
}

void add_wheel_loader(MeshBuilder& mesh, const Transform& at, const VehicleLook& look, const VehicleState& state) {
  const std::array<Station, 5> engine{{{-2.75F, 0.95F, 1.70F, 0.72F, 0.66F, 0.10F},
                                       {-2.60F, 0.85F, 1.90F, 0.84F, 0.78F, 0.14F},
                                       {-1.2F, 0.80F, 2.02F, 0.86F, 0.80F, 0.14F},
                                       {-0.45F, 0.80F, 2.05F, 0.86F, 0.80F, 0.14F},
                                       {-0.40F, 0.85F, 1.95F, 0.80F, 0.72F, 0.10F}}};
  mesh.hull(at, engine, look.paint);
  mesh.rounded_box(at, {-2.70F, 0, 0.95F}, {0.22F, 1.12F, 0.30F}, 0.10F, look.dark);  // counterweight
  mesh.box(at, {-2.765F, 0, 1.42F}, {0.02F, 0.52F, 0.30F}, look.dark);
  mesh.tube(at, {-1.6F, -0.35F, 2.0F}, {-1.6F, -0.35F, 2.75F}, 0.07F, 0.06F, look.dark, 10);
  mesh.rounded_box(at, {0.55F, 0, 0.95F}, {1.25F, 0.50F, 0.32F}, 0.10F, look.dark);
  mesh.rounded_box(at, {1.25F, 0, 1.35F}, {0.50F, 0.55F, 0.42F}, 0.10F, look.paint);
  add_cab(mesh, at.moved({0.18F, 0, 1.55F}),
          {.length = 1.35F, .width = 1.42F, .height = 1.75F, .sill = 0.50F, .front_slope = 0.12F}, look);
  for (const float x : {-1.50F, 1.45F}) {
    for (const float side : {-1.0F, 1.0F}) {
      add_wheel(mesh, at, {x, side * 1.05F, 0.74F}, 0.74F, 0.55F, look, state.wheel_rad, look.paint);
      mesh.rounded_box(at, {x, side * 1.08F, 1.58F}, {0.70F, 0.30F, 0.035F}, 0.03F, look.dark);
    }
  }
  const Vec3 pivot{1.15F, 0, 1.75F};
  const Vec3 tip = pivot + Vec3{1.95F - 0.25F * state.lift, 0, -1.20F + 1.9F * state.lift};
  for (const float y : {-0.48F, 0.48F}) {
    const Vec3 sideways{0, y, 0};
    add_beam(mesh, at, pivot + sideways, tip + sideways, 0.09F, 0.24F, 0.16F, look.paint);
    add_cylinder(mesh, at, Vec3{1.0F, y * 0.8F, 1.1F}, mix(pivot, tip, 0.5F) + sideways * 0.8F, look);
  }
  const Transform shovel = at.moved(tip + Vec3{0.42F, 0, 0.0F}).turned_about_y(-0.35F * state.lift);
  add_bucket(mesh, shovel, 1.35F, look);
  mesh.heap(shovel.moved({0.02F, 0, -0.15F}), 0.48F, 1.45F, 0.42F, look.seed, look.soil, 12);
}

}  // namespace eyrie::world
