// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/math/random.hpp"
#include "world/shape/mesh.hpp"

/// What stands on a site and never moves. Everything stands on the plane z = 0 of `at`.
namespace eyrie::world {

/// Materials that scenery shares, mixed once a site.
struct SceneryMaterials {
  MaterialId concrete = 0;
  MaterialId rebar = 0;
  MaterialId galvanised = 0;
  MaterialId wood = 0;
  MaterialId plywood = 0;
  MaterialId brick = 0;
  MaterialId trim = 0;
  MaterialId white = 0;
  MaterialId glass = 0;
  MaterialId bark = 0;
  MaterialId orange = 0;
  MaterialId red = 0;
  MaterialId reflective = 0;
  MaterialId yellow = 0;
  MaterialId pipe = 0;
  MaterialId tarpaulin = 0;
  MaterialId roofing = 0;
  MaterialId soil = 0;
  MaterialId gravel = 0;
  MaterialId rubber = 0;
};
/// `soil` and `soil_shade` are the colours of the site's dirt.
[[nodiscard]] SceneryMaterials make_scenery_materials(Palette& palette, Random random, Vec3 soil, Vec3 soil_shade);

/// A concrete frame in the making, its corner at the origin, growing along x and y: slabs, columns, some walls, formwork and
/// starter bars on the top floor, a guard rail around it.
struct FrameBuilding {
  int bays_x = 3;
  int bays_y = 2;
  float bay_m = 4.8F;
  int floors = 2;

  [[nodiscard]] float width_m() const noexcept { return static_cast<float>(bays_x) * bay_m; }
  [[nodiscard]] float depth_m() const noexcept { return static_cast<float>(bays_y) * bay_m; }
};
inline constexpr float kFloorHeight_m = 3.2F;
void add_frame_building(MeshBuilder& mesh, const Transform& at, const FrameBuilding& building,
                        const SceneryMaterials& materials, Random random);

/// Along x from the origin, 0.9 m deep towards y, a lift every 2 m.
void add_scaffold(MeshBuilder& mesh, const Transform& at, float length_m, int lifts, const SceneryMaterials& materials,
                  Random random);

/// A tower crane over its foundation; the jib points along x.
void add_tower_crane(MeshBuilder& mesh, const Transform& at, float height_m, float jib_m, const SceneryMaterials& materials);

/// A 20-foot container along x.
inline constexpr float kContainerLength_m = 6.06F;
inline constexpr float kContainerHeight_m = 2.6F;
void add_container(MeshBuilder& mesh, const Transform& at, MaterialId steel, MaterialId frame, MaterialId rods);

/// A site office along x, door and windows towards -y.
inline constexpr float kCabinLength_m = 6.0F;
inline constexpr float kCabinHeight_m = 2.85F;
void add_cabin(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials);

/// One panel of a solid fence along x, centred, and one of a mesh fence on feet.
inline constexpr float kFencePanel_m = 2.4F;
void add_hoarding_panel(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials);
void add_mesh_fence_panel(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials);

void add_tree(MeshBuilder& mesh, const Transform& at, float height_m, MaterialId bark, MaterialId leaf, Random random);
void add_house(MeshBuilder& mesh, const Transform& at, Vec3 half_size, MaterialId wall, MaterialId roof,
               const SceneryMaterials& materials);

/// What lies about; how much of the ground each takes is in its row of `kProps`.
enum class Prop : std::uint8_t {
  kPipes,
  kPlanks,
  kBlockPallets,
  kTarpaulinPallet,
  kRebar,
  kCableDrum,
  kSkip,
  kBarriers,
  kBrickPallet,
  kGenerator
};
struct PropSize {
  Prop prop;
  float half_length_m;
  float half_width_m;
};
[[nodiscard]] PropSize prop_size(int index) noexcept;
inline constexpr int kPropKinds = 10;
void add_prop(MeshBuilder& mesh, const Transform& at, Prop prop, const SceneryMaterials& materials, Random random);
void add_traffic_cone(MeshBuilder& mesh, const Transform& at, const SceneryMaterials& materials);

}  // namespace eyrie::world
