// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/things/scenery.hpp"

/// Containers, cabins, fences, trees and houses.
namespace eyrie::world {

SceneryMaterials make_scenery_materials(Palette& palette, Random random, Vec3 soil, Vec3 soil_shade) {
  const auto seed = random.bits();
  const auto plain = [&](Vec3 colour, float specular, float gloss) {
    return palette.add(
        {.texture = Texture::kPaint, .colour = colour, .specular = specular, .gloss = gloss, .seed = random.bits()});
  };
  const auto textured = [&](Texture texture, Vec3 colour, float specular, float gloss) {
    return palette.add({.texture = texture, .colour = colour, .specular = specular, .gloss = gloss, .seed = seed});
  };
  SceneryMaterials m;
  m.concrete = textured(Texture::kConcrete, Vec3{0.47F, 0.455F, 0.43F} * random.uniform(0.85F, 1.08F), 0.02F, 8);
  m.rebar = textured(Texture::kMetal, {0.24F, 0.12F, 0.07F}, 0.04F, 20);
  m.galvanised = textured(Texture::kMetal, {0.50F, 0.51F, 0.52F}, 0.20F, 40);
  m.wood = textured(Texture::kWood, Vec3{0.50F, 0.35F, 0.19F} * random.uniform(0.8F, 1.15F), 0.03F, 10);
  m.plywood = textured(Texture::kWood, {0.58F, 0.42F, 0.22F}, 0.03F, 10);
  m.brick =
      textured(Texture::kBrick, random.chance(0.5F) ? Vec3{0.40F, 0.15F, 0.085F} : Vec3{0.43F, 0.42F, 0.40F}, 0.02F, 8);
  m.trim = plain({0.20F, 0.21F, 0.22F}, 0.05F, 20);
  m.white = textured(Texture::kPanel, {0.74F, 0.74F, 0.72F}, 0.05F, 30);
  m.glass = palette.add({.colour = {0.015F, 0.02F, 0.024F}, .specular = 0.08F, .gloss = 300});
  m.bark = textured(Texture::kWood, {0.15F, 0.105F, 0.07F}, 0.01F, 5);
  m.orange = plain({0.90F, 0.16F, 0.02F}, 0.05F, 20);
  m.red = plain({0.66F, 0.04F, 0.025F}, 0.05F, 30);
  m.reflective = plain({0.80F, 0.80F, 0.78F}, 0.08F, 30);
  m.yellow = plain({0.85F, 0.52F, 0.02F}, 0.06F, 50);
  m.pipe = plain(random.chance(0.5F) ? Vec3{0.62F, 0.24F, 0.06F} : Vec3{0.08F, 0.18F, 0.44F}, 0.07F, 40);
  m.tarpaulin = palette.add(
      {.texture = Texture::kCloth, .colour = {0.03F, 0.13F, 0.42F}, .specular = 0.07F, .gloss = 30, .seed = seed});
  m.roofing = textured(Texture::kMetal, {0.36F, 0.36F, 0.36F}, 0.04F, 20);
  m.soil = palette.add(
      {.texture = Texture::kSoil, .colour = soil * 0.95F, .second = soil_shade * 0.8F, .specular = 0, .seed = seed});
  m.gravel = palette.add({.texture = Texture::kSoil,
                          .colour = {0.43F, 0.42F, 0.40F},
                          .second = {0.29F, 0.29F, 0.28F},
                          .specular = 0,
                          .seed = seed + 1});
  m.rubber = textured(Texture::kRubber, {0.022F, 0.022F, 0.022F}, 0.02F, 6);
  return m;
}

void add_container(MeshBuilder& mesh, const Transform& at, MaterialId steel, MaterialId frame, MaterialId rods) {
  const float l = kContainerLength_m / 2;
  const float w = 1.22F;
  const float h = kContainerHeight_m / 2;
  mesh.box(at, {0, 0, h}, {l, w, h - 0.02F}, steel);
  for (const float x : {-l, l}) {
    for (const float y : {-w, w}) mesh.box(at, {x, y, h}, {0.075F, 0.055F, h + 0.01F}, frame);
    for (const float z : {0.07F, 2 * h - 0.06F}) mesh.box(at, {x, 0, z}, {0.05F, w, 0.07F}, frame);
  }
  for (const float z : {0.07F, 2 * h - 0.06F}) {
    for (const float y : {-w, w}) mesh.box(at, {0, y, z}, {l, 0.05F, 0.07F}, frame);
  }
  for (const float y : {-0.9F, -0.35F, 0.35F, 0.9F}) {  // locking bars of the doors
    mesh.tube(at, {l + 0.05F, y, 0.15F}, {l + 0.05F, y, 2.45F}, 0.025F, 0.025F, rods, 6);
    mesh.box(at, {l + 0.05F, y + 0.12F, 1.1F}, {0.02F, 0.16F, 0.03F}, rods);
  }
  mesh.box(at, {l + 0.015F, 0, h}, {0.012F, 0.02F, h - 0.1F}, frame);
}

void add_cabin(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials) {
  const float l = kCabinLength_m / 2;
  mesh.box(at, {0, 0, 1.4F}, {l, 1.25F, 1.3F}, materials.white);
  mesh.box(at, {0, 0, 2.74F}, {l + 0.08F, 1.33F, 0.06F}, materials.roofing);
  mesh.box(at, {0, 0, 0.06F}, {l, 1.2F, 0.06F}, materials.trim);
  for (const float x : {-l, l}) {
    for (const float y : {-1.25F, 1.25F}) mesh.box(at, {x, y, 1.4F}, {0.06F, 0.06F, 1.3F}, materials.trim);
  }
  for (const float side : {-1.0F, 1.0F}) {
    for (int i = -1; i <= 1; ++i) {
      const float x = static_cast<float>(i) * kCabinLength_m * 0.3F;
      if (i == 0 && side < 0) {
        mesh.box(at, {x, side * 1.26F, 1.15F}, {0.46F, 0.025F, 1.02F}, materials.trim);
        mesh.box(at, {x, side * 1.275F, 1.65F}, {0.24F, 0.02F, 0.36F}, materials.glass);
        mesh.box(at, {x, side * 1.75F, 0.09F}, {0.6F, 0.45F, 0.08F}, materials.galvanised);
        continue;
      }
      mesh.box(at, {x, side * 1.26F, 1.65F}, {0.64F, 0.02F, 0.52F}, materials.trim);
      mesh.box(at, {x, side * 1.265F, 1.65F}, {0.56F, 0.03F, 0.44F}, materials.glass);
      mesh.box(at, {x, side * 1.275F, 1.65F}, {0.025F, 0.03F, 0.44F}, materials.trim);
    }
  }
  mesh.rounded_box(at, {l * 0.6F, 0, 2.95F}, {0.40F, 0.34F, 0.18F}, 0.04F, materials.reflective);  // air conditioner
  mesh.tube(at, {l * 0.6F, 0, 3.10F}, {l * 0.6F, 0, 3.14F}, 0.24F, 0.24F, materials.trim, 16);
}

void add_hoarding_panel(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials) {
  const float half = kFencePanel_m / 2;
  mesh.box(at, {0, 0, 1.05F}, {half - 0.03F, 0.03F, 1.0F}, materials.white);
  mesh.box(at, {0, 0, 2.03F}, {half, 0.05F, 0.03F}, materials.trim);
  mesh.box(at, {half, 0, 1.05F}, {0.04F, 0.05F, 1.06F}, materials.trim);
  mesh.tube(at, {half, 0.05F, 1.6F}, {half, 1.1F, 0.02F}, 0.035F, 0.035F, materials.wood, 4);  // stay, to the inside
}

void add_mesh_fence_panel(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials) {
  const float half = kFencePanel_m / 2;
  for (const float x : {-half + 0.04F, half - 0.04F})
    mesh.tube(at, {x, 0, 0}, {x, 0, 2}, 0.021F, 0.021F, materials.galvanised, 6);
  for (const float z : {0.15F, 1.0F, 1.95F})
    mesh.tube(at, {-half, 0, z}, {half, 0, z}, 0.018F, 0.018F, materials.galvanised, 5);
  for (float x = -half + 0.16F; x < half; x += 0.16F)
    mesh.tube(at, {x, 0, 0.15F}, {x, 0, 1.95F}, 0.005F, 0.005F, materials.galvanised, 3);
  mesh.rounded_box(at, {half, 0, 0.07F}, {0.12F, 0.34F, 0.07F}, 0.03F, materials.concrete);
}

void add_tree(MeshBuilder& mesh, const Transform& at, float height_m, MaterialId bark, MaterialId leaf, Random random) {
  const float thick = height_m / 6;
  mesh.tube(at, {}, {0, 0, height_m * 0.55F}, 0.16F * thick, 0.08F * thick, bark, 8);
  const int branches = 8 + random.below(5);
  for (int branch = 0; branch < branches; ++branch) {
    const auto [s, c] = portable::sin_cos(random.uniform(0, portable::kTwoPi));
    const float out = random.uniform(0.1F, 1.0F) * height_m * 0.24F;
    const Vec3 tip{c * out, s * out, height_m * random.uniform(0.48F, 0.88F)};
    const float radius = height_m * random.uniform(0.13F, 0.20F);
    mesh.tube(at, {0, 0, height_m * 0.4F}, tip, 0.035F * thick, 0.02F, bark, 5);
    for (int i = 0; i < 200; ++i) {
      const auto direction = [&random] {
        const Vec3 v{random.normal(), random.normal(), random.normal()};
        return normalized(v);
      };
      const Vec3 outward = direction();
      const Vec3 place = tip + outward * (radius * portable::pow(random.uniform(), 0.25F));
      const Vec3 along = direction();
      const Vec3 across = normalized(cross(along, outward));
      const float size = height_m * random.uniform(0.014F, 0.031F);
      // Lit as the crown is, so that it reads as one body; every leaf by itself would glitter.
      const Vec3 jitter = direction() * 0.35F;
      const Vec3 n = normalized(outward + jitter + Vec3{0, 0, 0.3F});
      mesh.triangle(at,
                    {place - along * size - across * (size * 0.6F), place + along * size - across * (size * 0.5F),
                     place + across * (size * 1.1F)},
                    {n, n, n}, leaf);
    }
  }
}

void add_house(MeshBuilder& mesh, const Transform& at, Vec3 half, MaterialId wall, MaterialId roof,
               const SceneryMaterials& materials) {
  const float eaves = 2 * half.z;
  const float ridge = eaves + half.y * 0.55F;
  const float over = 0.5F;
  mesh.box(at, {0, 0, half.z}, half, wall);
  for (const float side : {-1.0F, 1.0F}) {
    const float y = side * (half.y + over);
    const Vec3 a{-half.x - over, y, eaves - 0.2F};
    const Vec3 b{half.x + over, y, eaves - 0.2F};
    const Vec3 c{half.x + over, 0, ridge};
    const Vec3 d{-half.x - over, 0, ridge};
    side < 0 ? mesh.quad(at, a, b, c, d, roof) : mesh.quad(at, b, a, d, c, roof);
    const float x = side * half.x;
    const Vec3 n{side, 0, 0};
    mesh.triangle(at, {{x, -half.y, eaves}, {x, half.y, eaves}, {x, 0, ridge - 0.1F}}, {n, n, n}, wall);
    for (float along = -half.x + 1.6F; along < half.x - 1; along += 2.8F) {
      mesh.box(at, {along, side * half.y, half.z + 0.2F}, {0.55F, 0.05F, 0.7F}, materials.glass);
    }
  }
}

}  // namespace eyrie::world
