// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/things/vehicle.hpp"

#include <array>

#include "world/things/vehicle_parts.hpp"

namespace eyrie::world {
namespace {

constexpr std::array<Vec3, 10> kPaints{{{0.72F, 0.73F, 0.74F},
                                        {0.58F, 0.59F, 0.60F},
                                        {0.045F, 0.047F, 0.052F},
                                        {0.17F, 0.19F, 0.21F},
                                        {0.40F, 0.025F, 0.025F},
                                        {0.03F, 0.09F, 0.30F},
                                        {0.30F, 0.31F, 0.32F},
                                        {0.08F, 0.15F, 0.11F},
                                        {0.74F, 0.74F, 0.72F},
                                        {0.42F, 0.34F, 0.24F}}};
constexpr std::array<Vec3, 4> kMachinePaints{
    {{0.85F, 0.47F, 0.015F}, {0.85F, 0.50F, 0.02F}, {0.80F, 0.20F, 0.02F}, {0.85F, 0.60F, 0.03F}}};
constexpr std::array<Vec3, 4> kTruckBodies{
    {{0.72F, 0.38F, 0.03F}, {0.30F, 0.31F, 0.32F}, {0.45F, 0.06F, 0.03F}, {0.70F, 0.70F, 0.68F}}};

bool is_machine(VehicleKind kind) { return kind == VehicleKind::kExcavator || kind == VehicleKind::kWheelLoader; }

}  // namespace

GroundSize ground_size_of(VehicleKind kind) noexcept {
  switch (kind) {
    case VehicleKind::kCar: return {2.2F, 1.0F};
    case VehicleKind::kPickup: return {2.75F, 1.05F};
    case VehicleKind::kVan: return {2.85F, 1.1F};
    case VehicleKind::kDumpTruck:
    case VehicleKind::kMixerTruck: return {4.2F, 1.45F};
    case VehicleKind::kExcavator: return {5.7F, 5.7F};
    case VehicleKind::kWheelLoader: return {4.0F, 1.5F};
  }
  return {};
}

VehicleLook make_vehicle_look(Palette& palette, VehicleKind kind, MaterialId soil, Random random) {
  const bool is_yellow = is_machine(kind);
  const float shade = random.uniform(0.88F, 1.08F);
  const Vec3 paint = is_yellow ? random.pick<Vec3>(kMachinePaints) : random.pick<Vec3>(kPaints) * shade;
  const Vec3 second = is_yellow ? Vec3{0.10F, 0.10F, 0.10F} : random.pick<Vec3>(kTruckBodies);
  VehicleLook look;
  look.seed = random.bits();
  look.paint =
      palette.add({.texture = Texture::kPaint, .colour = paint, .specular = 0.06F, .gloss = 110, .seed = look.seed});
  look.second =
      palette.add({.texture = Texture::kPaint, .colour = second, .specular = 0.05F, .gloss = 40, .seed = look.seed + 1});
  look.dark = palette.add(
      {.texture = Texture::kPaint, .colour = {0.03F, 0.03F, 0.033F}, .specular = 0.04F, .gloss = 20, .seed = look.seed + 2});
  look.glass = palette.add({.colour = {0.012F, 0.016F, 0.018F}, .specular = 0.07F, .gloss = 400});
  look.rubber = palette.add({.texture = Texture::kRubber,
                             .colour = {0.022F, 0.022F, 0.022F},
                             .specular = 0.02F,
                             .gloss = 6,
                             .seed = look.seed + 3});
  look.rim = palette.add(
      {.texture = Texture::kMetal, .colour = {0.38F, 0.39F, 0.40F}, .specular = 0.12F, .gloss = 30, .seed = look.seed + 4});
  look.headlight = palette.add({.colour = {0.80F, 0.80F, 0.76F}, .specular = 0.15F, .gloss = 120});
  look.tail_light = palette.add({.colour = {0.45F, 0.015F, 0.015F}, .specular = 0.10F, .gloss = 120});
  look.soil = soil;
  return look;
}

void add_vehicle(MeshBuilder& mesh, const Transform& at, VehicleKind kind, const VehicleLook& look,
                 const VehicleState& state) {
  switch (kind) {
    case VehicleKind::kCar:
    case VehicleKind::kPickup:
    case VehicleKind::kVan: return add_light_vehicle(mesh, at, kind, look, state);
    case VehicleKind::kDumpTruck:
    case VehicleKind::kMixerTruck: return add_truck(mesh, at, kind, look, state);
    case VehicleKind::kExcavator: return add_excavator(mesh, at, look, state);
    case VehicleKind::kWheelLoader: return add_wheel_loader(mesh, at, look, state);
  }
}

}  // namespace eyrie::world
