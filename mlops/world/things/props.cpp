// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "world/things/scenery.hpp"

namespace eyrie::world {
namespace {

constexpr std::array<PropSize, kPropKinds> kProps{{{Prop::kPipes, 2.1F, 1.1F},
                                                   {Prop::kPlanks, 1.8F, 0.8F},
                                                   {Prop::kBlockPallets, 1.5F, 0.75F},
                                                   {Prop::kTarpaulinPallet, 0.75F, 0.7F},
                                                   {Prop::kRebar, 2.2F, 0.6F},
                                                   {Prop::kCableDrum, 0.95F, 0.6F},
                                                   {Prop::kSkip, 1.8F, 1.05F},
                                                   {Prop::kBarriers, 2.9F, 0.35F},
                                                   {Prop::kBrickPallet, 0.75F, 0.7F},
                                                   {Prop::kGenerator, 1.3F, 0.65F}}};

void add_pipes(MeshBuilder& mesh, const Transform& at, MaterialId material, MaterialId dark, Random random) {
  const float radius = random.uniform(0.12F, 0.25F);
  const int rows = 2 + random.below(3);
  for (int row = 0; row < rows; ++row) {
    for (int i = 0; i < rows + 1 - row; ++i) {
      const float y = (static_cast<float>(i) - static_cast<float>(rows - row) * 0.5F) * 2 * radius;
      const float z = radius + static_cast<float>(row) * radius * 1.732F;
      const float shift = random.uniform(-0.08F, 0.08F);
      mesh.tube(at, {shift - 2, y, z}, {shift + 2, y, z}, radius, radius, material, 16);
      mesh.tube(at, {shift - 2.003F, y, z}, {shift + 2.003F, y, z}, radius * 0.84F, radius * 0.84F, dark, 16);  // its mouths
    }
  }
}

void add_pallet(MeshBuilder& mesh, const Transform& at, MaterialId wood, MaterialId goods, float height) {
  for (int i = 0; i < 5; ++i) mesh.box(at, {0, -0.48F + static_cast<float>(i) * 0.24F, 0.13F}, {0.6F, 0.09F, 0.015F}, wood);
  for (const float x : {-0.5F, 0.0F, 0.5F}) mesh.box(at, {x, 0, 0.06F}, {0.05F, 0.55F, 0.055F}, wood);
  mesh.rounded_box(at, {0, 0, 0.15F + height / 2}, {0.54F, 0.50F, height / 2}, 0.015F, goods);
}

void add_planks(MeshBuilder& mesh, const Transform& at, MaterialId wood, Random random) {
  const float half = random.uniform(1.2F, 1.75F);
  const int layers = 3 + random.below(7);
  for (int layer = 0; layer < layers; ++layer) {
    for (int i = 0; i < 6; ++i) {
      const Vec3 centre{random.uniform(-0.06F, 0.06F), -0.55F + static_cast<float>(i) * 0.22F,
                        0.12F + static_cast<float>(layer) * 0.075F};
      mesh.box(at, centre, {half * random.uniform(0.96F, 1), 0.10F, 0.032F}, wood);
    }
  }
  for (const float x : {-0.6F, 0.6F}) mesh.box(at, {x * half, 0, 0.04F}, {0.05F, 0.62F, 0.04F}, wood);
}

void add_rebar(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials, Random random) {
  for (int i = 0; i < 22; ++i) {
    const float y = -0.35F + static_cast<float>(i % 11) * 0.065F;
    const float z = 0.11F + static_cast<float>(i / 11) * 0.04F;
    const float drift = random.uniform(-0.08F, 0.08F);
    mesh.tube(at, {-2, y, z}, {2, y + drift, z}, 0.014F, 0.014F, materials.rebar, 5);
  }
  for (const float x : {-1.2F, 0.0F, 1.2F}) mesh.box(at, {x, 0, 0.045F}, {0.05F, 0.5F, 0.045F}, materials.wood);
}

void add_cable_drum(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials, Random random) {
  const float radius = random.uniform(0.55F, 0.85F);
  for (const float y : {-0.45F, 0.45F})
    mesh.tube(at, {0, y - 0.035F, radius}, {0, y + 0.035F, radius}, radius, radius, materials.wood, 28);
  mesh.tube(at, {0, -0.42F, radius}, {0, 0.42F, radius}, radius * 0.72F, radius * 0.72F, materials.rubber, 24);
  mesh.tube(at, {0, -0.5F, radius}, {0, 0.5F, radius}, radius * 0.1F, radius * 0.1F, materials.trim, 10);
}

/// A waste skip: open, its ends sloping, full of rubble.
void add_skip(MeshBuilder& mesh, const Transform& at, MaterialId paint, const SceneryMaterials& materials, Random random) {
  const float h = 1.15F;
  const Vec3 b0{-1.05F, -0.85F, 0.12F};
  const Vec3 b1{1.05F, 0.85F, 0.12F};
  const Vec3 t0{-1.7F, -0.95F, h};
  const Vec3 t1{1.7F, 0.95F, h};
  const std::array<Vec3, 4> bottom{{{b0.x, b0.y, b0.z}, {b1.x, b0.y, b0.z}, {b1.x, b1.y, b0.z}, {b0.x, b1.y, b0.z}}};
  const std::array<Vec3, 4> top{{{t0.x, t0.y, h}, {t1.x, t0.y, h}, {t1.x, t1.y, h}, {t0.x, t1.y, h}}};
  for (std::size_t k = 0; k < 4; ++k) {
    const std::size_t next = (k + 1) % 4;
    mesh.quad(at, bottom[k], bottom[next], top[next], top[k], paint);
    mesh.tube(at, top[k], top[next], 0.05F, 0.05F, paint, 6);
  }
  for (const float x : {-0.9F, 0.0F, 0.9F}) {
    for (const float side : {-1.0F, 1.0F}) mesh.box(at, {x, side * 0.94F, 0.65F}, {0.05F, 0.05F, 0.5F}, paint);
  }
  mesh.box(at, {0, 0, 0.5F}, {1.2F, 0.86F, 0.36F}, materials.soil);
  const MaterialId rubble = random.chance(0.5F) ? materials.gravel : materials.soil;
  mesh.heap(at.moved({0, 0, 0.84F}), 1.45F, 0.95F, 0.35F, random.bits(), rubble, 16);
}

void add_barriers(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials) {
  for (int i = -1; i <= 1; ++i) {
    const Transform one = at.moved({static_cast<float>(i) * 1.9F, 0, 0});
    const MaterialId material = i == 0 ? materials.reflective : materials.red;
    const std::array<Ring, 4> rings{
        Ring{{-0.92F, -0.28F, 0}, {0.92F, -0.28F, 0}, {0.92F, 0.28F, 0}, {-0.92F, 0.28F, 0}},
        Ring{{-0.92F, -0.28F, 0.18F}, {0.92F, -0.28F, 0.18F}, {0.92F, 0.28F, 0.18F}, {-0.92F, 0.28F, 0.18F}},
        Ring{{-0.90F, -0.12F, 0.40F}, {0.90F, -0.12F, 0.40F}, {0.90F, 0.12F, 0.40F}, {-0.90F, 0.12F, 0.40F}},
        Ring{{-0.90F, -0.08F, 0.82F}, {0.90F, -0.08F, 0.82F}, {0.90F, 0.08F, 0.82F}, {-0.90F, 0.08F, 0.82F}}};
    for (std::size_t k = 0; k + 1 < rings.size(); ++k) {
      for (std::size_t j = 0; j < 4; ++j) {
        const std::size_t next = (j + 1) % 4;
        mesh.quad(one, rings[k][j], rings[k][next], rings[k + 1][next], rings[k + 1][j], material);
      }
    }
    mesh.quad(one, rings[3][0], rings[3][1], rings[3][2], rings[3][3], material);
  }
}

void add_generator(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials) {
  mesh.box(at, {0, 0, 0.16F}, {1.25F, 0.55F, 0.08F}, materials.trim);
  mesh.rounded_box(at, {0, 0, 0.82F}, {1.15F, 0.52F, 0.58F}, 0.05F, materials.yellow);
  mesh.box(at, {-0.55F, 0.525F, 0.85F}, {0.38F, 0.01F, 0.30F}, materials.trim);
  mesh.box(at, {1.155F, 0, 0.85F}, {0.01F, 0.35F, 0.35F}, materials.trim);
  mesh.tube(at, {0.7F, 0.2F, 1.38F}, {0.7F, 0.2F, 1.6F}, 0.05F, 0.05F, materials.trim, 10);
}

}  // namespace

PropSize prop_size(int index) noexcept { return kProps[static_cast<std::size_t>(index)]; }

void add_prop(MeshBuilder& mesh, const Transform& at, Prop prop, const SceneryMaterials& materials, Random random) {
  const bool is_first_colour = random.chance(0.5F);
  switch (prop) {
    case Prop::kPipes:
      return add_pipes(mesh, at, is_first_colour ? materials.pipe : materials.concrete, materials.rubber, random);
    case Prop::kPlanks: return add_planks(mesh, at, materials.wood, random);
    case Prop::kBlockPallets:
      add_pallet(mesh, at.moved({-0.7F, 0, 0}), materials.wood, materials.concrete, random.uniform(0.5F, 1.1F));
      return add_pallet(mesh, at.moved({0.7F, 0.08F, 0}), materials.wood, materials.white, random.uniform(0.4F, 1.0F));
    case Prop::kTarpaulinPallet:
      return add_pallet(mesh, at, materials.wood, materials.tarpaulin, random.uniform(0.5F, 0.9F));
    case Prop::kRebar: return add_rebar(mesh, at, materials, random);
    case Prop::kCableDrum: return add_cable_drum(mesh, at, materials, random);
    case Prop::kSkip: return add_skip(mesh, at, is_first_colour ? materials.yellow : materials.pipe, materials, random);
    case Prop::kBarriers: return add_barriers(mesh, at, materials);
    case Prop::kBrickPallet: return add_pallet(mesh, at, materials.wood, materials.brick, random.uniform(0.5F, 1.0F));
    case Prop::kGenerator: return add_generator(mesh, at, materials);
  }
}

void add_traffic_cone(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials) {
  mesh.rounded_box(at, {0, 0, 0.02F}, {0.19F, 0.19F, 0.02F}, 0.01F, materials.orange);
  mesh.tube(at, {0, 0, 0.03F}, {0, 0, 0.30F}, 0.14F, 0.095F, materials.orange, 14);
  mesh.tube(at, {0, 0, 0.30F}, {0, 0, 0.46F}, 0.096F, 0.064F, materials.reflective, 14);
  mesh.tube(at, {0, 0, 0.46F}, {0, 0, 0.70F}, 0.063F, 0.024F, materials.orange, 14);
}

}  // namespace eyrie::world
