// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "world/things/scenery.hpp"

namespace eyrie::world {
namespace {

constexpr float kSlabHalf_m = 0.13F;

/// Plain boards on two bearers, as they lie on a slab.
void add_board_stack(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials, Random random) {
  const int layers = 2 + random.below(4);
  for (int layer = 0; layer < layers; ++layer) {
    for (int i = 0; i < 5; ++i) {
      const Vec3 centre{random.uniform(-0.06F, 0.06F), -0.44F + static_cast<float>(i) * 0.22F,
                        0.12F + static_cast<float>(layer) * 0.07F};
      mesh.box(at, centre, {1.2F, 0.10F, 0.03F}, materials.plywood);
    }
  }
  for (const float x : {-0.7F, 0.7F}) mesh.box(at, {x, 0, 0.04F}, {0.05F, 0.55F, 0.04F}, materials.wood);
}

/// What will be a column: bars that stick out of the slab, some already in their formwork.
void add_starter_bars(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials, Random random) {
  const bool has_formwork = random.chance(0.4F);
  if (has_formwork) {
    mesh.box(at, {0, 0, 0.85F}, {0.24F, 0.24F, 0.75F}, materials.plywood);
    for (const float z : {0.4F, 0.9F, 1.4F}) mesh.box(at, {0, 0, z}, {0.29F, 0.29F, 0.045F}, materials.wood);
  }
  const float top = has_formwork ? 2.0F : 1.3F;
  for (const float x : {-0.13F, 0.0F, 0.13F}) {
    for (const float y : {-0.13F, 0.13F}) {
      const Vec3 tip{x + random.uniform(-0.04F, 0.04F), y + random.uniform(-0.04F, 0.04F), top};
      mesh.tube(at, {x, y, 0}, tip, 0.014F, 0.014F, materials.rebar, 5);
    }
  }
  if (!has_formwork) {
    for (const float z : {0.3F, 0.6F, 0.9F}) mesh.box(at, {0, 0, z}, {0.15F, 0.15F, 0.008F}, materials.rebar);
  }
}

void add_guard_rail(MeshBuilder& mesh, const Transform& at, const FrameBuilding& b, const SceneryMaterials& materials) {
  const float w = b.width_m() + 0.3F;
  const float d = b.depth_m() + 0.3F;
  const auto side = [&](Vec3 from, Vec3 to) {
    const float span = length(to - from);
    const int posts = std::max(1, static_cast<int>(span / 2.2F));
    for (int i = 0; i <= posts; ++i) {
      const Vec3 p = mix(from, to, static_cast<float>(i) / static_cast<float>(posts));
      mesh.tube(at, p, p + Vec3{0, 0, 1.1F}, 0.025F, 0.025F, materials.galvanised, 5);
    }
    for (const float z : {0.55F, 1.08F})
      mesh.tube(at, from + Vec3{0, 0, z}, to + Vec3{0, 0, z}, 0.022F, 0.022F, materials.galvanised, 5);
    mesh.tube(at, from + Vec3{0, 0, 0.1F}, to + Vec3{0, 0, 0.1F}, 0.07F, 0.07F, materials.wood, 4);
  };
  side({-0.3F, -0.3F, 0}, {w, -0.3F, 0});
  side({w, -0.3F, 0}, {w, d, 0});
  side({w, d, 0}, {-0.3F, d, 0});
  side({-0.3F, d, 0}, {-0.3F, -0.3F, 0});
}

void add_storey(MeshBuilder& mesh, const Transform& at, const FrameBuilding& b, const SceneryMaterials& materials,
                Random random) {
  const float middle = kFloorHeight_m / 2;
  for (int i = 0; i <= b.bays_x; ++i) {
    for (int j = 0; j <= b.bays_y; ++j) {
      mesh.box(at, {static_cast<float>(i) * b.bay_m, static_cast<float>(j) * b.bay_m, middle}, {0.2F, 0.2F, middle},
               materials.concrete);
    }
  }
  for (int i = 0; i < b.bays_x; ++i) {
    const float x = (static_cast<float>(i) + 0.5F) * b.bay_m;
    const float half = b.bay_m / 2 - 0.2F;
    if (random.chance(0.5F)) {  // a wall that is still being laid
      const float height = random.uniform(0.4F, 1.4F);
      mesh.box(at, {x, 0, kSlabHalf_m + height}, {half, 0.12F, height}, materials.brick);
    }
    if (random.chance(0.5F)) mesh.box(at, {x, b.depth_m(), middle}, {half, 0.12F, middle - 0.1F}, materials.brick);
    if (random.chance(0.5F)) {  // props that carry the fresh slab
      for (const float y : {0.3F, 0.6F}) {
        const Vec3 foot{x + 0.4F, y * b.depth_m(), 0};
        mesh.tube(at, foot, foot + Vec3{0, 0, kFloorHeight_m}, 0.04F, 0.03F, materials.galvanised, 6);
      }
    }
  }
}

}  // namespace

void add_frame_building(MeshBuilder& mesh, const Transform& at, const FrameBuilding& b, const SceneryMaterials& materials,
                        Random random) {
  const Vec3 half{b.width_m() / 2 + 0.4F, b.depth_m() / 2 + 0.4F, kSlabHalf_m};
  for (int floor = 0; floor <= b.floors; ++floor) {
    const Transform level = at.moved({0, 0, static_cast<float>(floor) * kFloorHeight_m});
    mesh.box(level, {b.width_m() / 2, b.depth_m() / 2, 0}, half, materials.concrete);
    if (floor < b.floors) add_storey(mesh, level, b, materials, random.fork(static_cast<std::uint64_t>(floor)));
  }
  const Transform roof = at.moved({0, 0, static_cast<float>(b.floors) * kFloorHeight_m + kSlabHalf_m});
  for (int i = 0; i <= b.bays_x; ++i) {
    for (int j = 0; j <= b.bays_y; ++j) {
      add_starter_bars(mesh, roof.moved({static_cast<float>(i) * b.bay_m, static_cast<float>(j) * b.bay_m, 0}), materials,
                       random.fork(100 + static_cast<std::uint64_t>(i * 16 + j)));
    }
  }
  add_guard_rail(mesh, roof, b, materials);
  for (int i = 0; i < 4; ++i) {
    const Vec3 place{random.uniform(1.5F, b.width_m() - 1.5F), random.uniform(1.2F, b.depth_m() - 1.2F), 0};
    const Transform stack = roof.moved(place).turned_about_z(random.uniform(0, portable::kPi));
    add_board_stack(mesh, stack, materials, random.fork(200 + static_cast<std::uint64_t>(i)));
  }
}

void add_scaffold(MeshBuilder& mesh, const Transform& at, float length_m, int lifts, const SceneryMaterials& materials,
                  Random random) {
  constexpr float kLift = 2.0F;
  constexpr float kDepth = 0.9F;
  const int bays = std::max(1, static_cast<int>(length_m / 2));
  const float end = static_cast<float>(bays) * 2;
  const auto pole = [&](Vec3 from, Vec3 to, float radius) {
    mesh.tube(at, from, to, radius, radius, materials.galvanised, 6);
  };
  for (int i = 0; i <= bays; ++i) {
    const float x = static_cast<float>(i) * 2;
    for (const float y : {0.0F, kDepth}) {
      pole({x, y, 0}, {x, y, static_cast<float>(lifts) * kLift + 1.1F}, 0.03F);
      mesh.box(at, {x, y, 0.01F}, {0.09F, 0.09F, 0.012F}, materials.galvanised);
    }
    for (int k = 1; k <= lifts; ++k)
      pole({x, 0, static_cast<float>(k) * kLift - 0.05F}, {x, kDepth, static_cast<float>(k) * kLift - 0.05F}, 0.026F);
  }
  for (int k = 1; k <= lifts; ++k) {
    const float z = static_cast<float>(k) * kLift;
    for (const float y : {0.0F, kDepth}) pole({0, y, z - 0.05F}, {end, y, z - 0.05F}, 0.026F);
    for (const float rail : {0.5F, 1.0F}) pole({0, 0, z + rail}, {end, 0, z + rail}, 0.026F);
    mesh.box(at, {end / 2, 0.02F, z + 0.10F}, {end / 2, 0.015F, 0.075F}, materials.wood);  // toe board
    for (int i = 0; i < bays; ++i) {
      for (int board = 0; board < 3; ++board) {
        if (random.chance(0.06F)) continue;  // one was taken for something else
        mesh.box(at, {static_cast<float>(i) * 2 + 1, 0.18F + static_cast<float>(board) * 0.27F, z}, {0.98F, 0.125F, 0.022F},
                 materials.wood);
      }
    }
  }
  for (int i = 0; i < bays; i += 2) {
    for (int k = 0; k < lifts; ++k) {
      const float x = static_cast<float>(i) * 2;
      const float z = static_cast<float>(k) * kLift;
      pole({x, -0.02F, z}, {x + 2, -0.02F, z + kLift}, 0.026F);
    }
  }
}

void add_tower_crane(MeshBuilder& mesh, const Transform& at, float height_m, float jib_m,
                     const SceneryMaterials& materials) {
  constexpr float kHalf = 0.85F;
  constexpr float kBay = 1.7F;
  mesh.box(at, {0, 0, 0.4F}, {2.4F, 2.4F, 0.4F}, materials.concrete);
  for (int side = 0; side < 4; ++side) {
    const Transform face = at.turned_about_z(portable::kTwoPi / 4 * static_cast<float>(side));
    mesh.box(face, {kHalf, kHalf, height_m / 2}, {0.09F, 0.09F, height_m / 2}, materials.yellow);
    for (int k = 0; static_cast<float>(k + 1) * kBay < height_m; ++k) {
      const float z = 0.8F + static_cast<float>(k) * kBay;
      const float up = k % 2 == 0 ? kBay : 0;
      mesh.tube(face, {kHalf, -kHalf, z}, {kHalf, kHalf, z}, 0.045F, 0.045F, materials.yellow, 5);
      mesh.tube(face, {kHalf, -kHalf, z + up}, {kHalf, kHalf, z + kBay - up}, 0.045F, 0.045F, materials.yellow, 5);
    }
  }
  // Jib and counter-jib: a triangular lattice.
  const Transform top = at.moved({0, 0, height_m});
  const float back = -jib_m * 0.3F;
  for (const float y : {-0.6F, 0.6F}) mesh.tube(top, {back, y, 0.3F}, {jib_m, y, 0.3F}, 0.07F, 0.06F, materials.yellow, 6);
  mesh.tube(top, {0, 0, 1.5F}, {jib_m, 0, 1.3F}, 0.06F, 0.05F, materials.yellow, 6);
  for (float x = 0; x + 1.5F < jib_m; x += 1.5F) {
    for (const float y : {-0.6F, 0.6F}) {
      mesh.tube(top, {x, y, 0.3F}, {x + 0.75F, 0, 1.45F}, 0.03F, 0.03F, materials.yellow, 4);
      mesh.tube(top, {x + 0.75F, 0, 1.45F}, {x + 1.5F, y, 0.3F}, 0.03F, 0.03F, materials.yellow, 4);
    }
  }
  mesh.tube(top, {0, 0, 0}, {0, 0, 5}, 0.35F, 0.10F, materials.yellow, 6);
  mesh.tube(top, {0, 0, 5}, {jib_m * 0.7F, 0, 1.4F}, 0.03F, 0.03F, materials.trim, 4);
  mesh.tube(top, {0, 0, 5}, {back, 0, 0.4F}, 0.03F, 0.03F, materials.trim, 4);
  mesh.box(top, {back + 1, 0, -0.4F}, {1, 0.55F, 0.9F}, materials.concrete);
  mesh.box(top, {1.0F, 1.1F, -0.4F}, {0.7F, 0.5F, 0.9F}, materials.white);
  const float hook_x = jib_m * 0.6F;
  mesh.tube(top, {hook_x, 0, 0.2F}, {hook_x, 0, -height_m * 0.45F}, 0.015F, 0.015F, materials.trim, 4);
  mesh.box(top, {hook_x, 0, -height_m * 0.45F}, {0.18F, 0.12F, 0.3F}, materials.yellow);
}

}  // namespace eyrie::world
