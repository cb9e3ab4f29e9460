// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "world/things/vehicle_parts.hpp"

namespace eyrie::world {
namespace {

/// The side view of a car, in metres from its middle and from the ground.
struct Profile {
  float half_length;
  float half_width;
  float height;
  float hood;         ///< height of the bonnet's front
  float belt;         ///< height of the windows' lower edge
  float screen_base;  ///< x where the windscreen meets the bonnet
  float roof_front;
  float roof_rear;
  float rear_base;  ///< x where the rear window meets the body
  float wheel_radius;
  float axle;  ///< x of the front axle; the rear axle is at its mirror image
};

constexpr Profile kCarProfile{2.15F, 0.90F, 1.47F, 0.78F, 0.94F, 0.95F, 0.25F, -1.15F, -1.85F, 0.32F, 1.32F};
constexpr Profile kPickupProfile{2.65F, 0.94F, 1.80F, 0.98F, 1.10F, 1.30F, 0.70F, -0.55F, -0.72F, 0.39F, 1.62F};
constexpr Profile kVanProfile{2.75F, 0.99F, 2.35F, 1.05F, 1.20F, 2.05F, 1.35F, -2.68F, -2.72F, 0.35F, 1.75F};

const Profile& profile_of(VehicleKind kind) {
  return kind == VehicleKind::kCar ? kCarProfile : kind == VehicleKind::kVan ? kVanProfile : kPickupProfile;
}

void add_lower_body(MeshBuilder& mesh, const Transform& at, const Profile& p, MaterialId paint) {
  const float l = p.half_length;
  const float w = p.half_width;
  const float low = 0.28F;
  const std::array<Station, 8> stations{
      {{-l, low + 0.22F, p.belt - 0.10F, w - 0.14F, w - 0.16F, 0.10F},
       {-l + 0.06F, low + 0.12F, p.belt - 0.02F, w - 0.05F, w - 0.07F, 0.12F},
       {-l + 0.30F, low, p.belt, w, w - 0.03F, 0.12F},
       {p.screen_base, low, p.belt + 0.01F, w, w - 0.03F, 0.12F},
       {p.screen_base + (l - p.screen_base) * 0.55F, low, mix(p.belt, p.hood, 0.5F), w, w - 0.06F, 0.14F},
       {l - 0.22F, low, p.hood + 0.01F, w - 0.02F, w - 0.10F, 0.15F},
       {l - 0.05F, low + 0.06F, p.hood - 0.10F, w - 0.10F, w - 0.17F, 0.14F},
       {l, low + 0.12F, p.hood - 0.22F, w - 0.20F, w - 0.26F, 0.10F}}};
  mesh.hull(at, stations, paint);
}

/// Windows under a painted roof, with pillars at the corners and behind the front doors.
void add_greenhouse(MeshBuilder& mesh, const Transform& at, const Profile& p, const VehicleLook& look, bool is_panel_van) {
  const float base = p.half_width - 0.05F;
  const float top = p.half_width - 0.20F;
  const float roof = p.height - 0.07F;
  const std::array<Station, 4> glass{{{p.rear_base, p.belt - 0.05F, p.belt, base, base - 0.02F, 0.03F},
                                      {p.roof_rear, p.belt - 0.05F, roof, base, top, 0.06F},
                                      {p.roof_front, p.belt - 0.05F, roof, base, top, 0.06F},
                                      {p.screen_base + 0.05F, p.belt - 0.05F, p.belt, base, base - 0.02F, 0.03F}}};
  mesh.hull(at, glass, look.glass);
  const float front = p.roof_front + 0.04F;
  const float rear = p.roof_rear - 0.04F;
  const std::array<Station, 4> roof_skin{{{rear, roof - 0.03F, roof + 0.02F, top, top - 0.06F, 0.03F},
                                          {rear + 0.22F, roof - 0.03F, p.height, top + 0.02F, top - 0.08F, 0.05F},
                                          {front - 0.25F, roof - 0.03F, p.height, top + 0.02F, top - 0.08F, 0.05F},
                                          {front, roof - 0.03F, roof + 0.02F, top, top - 0.06F, 0.03F}}};
  mesh.hull(at, roof_skin, look.paint);
  const float behind_door = mix(p.roof_front, p.roof_rear, is_panel_van ? 0.22F : 0.52F);
  for (const float side : {-1.0F, 1.0F}) {
    const auto pillar = [&](float x_base, float x_top, float radius) {
      mesh.tube(at, {x_base, side * base, p.belt - 0.02F}, {x_top, side * (top + 0.005F), roof}, radius, radius, look.paint,
                6);
    };
    pillar(p.screen_base, p.roof_front, 0.035F);
    pillar(behind_door, behind_door, 0.04F);
    pillar(p.rear_base, p.roof_rear, 0.05F);
  }
  if (!is_panel_van) return;
  const std::array<Station, 3> load_space{
      {{p.rear_base + 0.02F, p.belt - 0.1F, p.height - 0.03F, p.half_width - 0.02F, p.half_width - 0.16F, 0.10F},
       {p.rear_base + 0.15F, p.belt - 0.1F, p.height, p.half_width - 0.005F, p.half_width - 0.13F, 0.10F},
       {behind_door, p.belt - 0.1F, p.height, p.half_width - 0.005F, p.half_width - 0.13F, 0.10F}}};
  mesh.hull(at, load_space, look.paint);
}

void add_bed(MeshBuilder& mesh, const Transform& at, const Profile& p, const VehicleLook& look) {
  const float rear = -p.half_length + 0.10F;
  const float front = p.rear_base - 0.08F;
  const float middle = (rear + front) / 2;
  const float half = (front - rear) / 2;
  mesh.box(at, {middle, 0, p.belt + 0.005F}, {half, p.half_width - 0.14F, 0.012F}, look.dark);
  for (const float side : {-1.0F, 1.0F}) {
    mesh.rounded_box(at, {middle, side * (p.half_width - 0.09F), p.belt + 0.08F}, {half, 0.055F, 0.14F}, 0.03F, look.paint);
  }
  mesh.rounded_box(at, {rear, 0, p.belt + 0.08F}, {0.05F, p.half_width - 0.06F, 0.14F}, 0.03F, look.paint);
  mesh.rounded_box(at, {front, 0, p.belt + 0.08F}, {0.04F, p.half_width - 0.06F, 0.14F}, 0.03F, look.paint);
}

}  // namespace

void add_light_vehicle(MeshBuilder& mesh, const Transform& at, VehicleKind kind, const VehicleLook& look,
                       const VehicleState& state) {
  const Profile& p = profile_of(kind);
  const float l = p.half_length;
  const float w = p.half_width;
  add_lower_body(mesh, at, p, look.paint);
  add_greenhouse(mesh, at, p, look, kind == VehicleKind::kVan);
  if (kind == VehicleKind::kPickup) add_bed(mesh, at, p, look);
  for (const float x : {-p.axle, p.axle}) {
    for (const float side : {-1.0F, 1.0F}) {
      // The dark arch stands a little out of the body, and the wheel out of the arch.
      mesh.tube(at, {x, side * (w - 0.30F), p.wheel_radius + 0.02F}, {x, side * (w + 0.004F), p.wheel_radius + 0.02F},
                p.wheel_radius + 0.07F, p.wheel_radius + 0.07F, look.dark, 20);
      add_wheel(mesh, at, {x, side * (w - 0.10F), p.wheel_radius}, p.wheel_radius, 0.23F, look, state.wheel_rad, look.rim);
    }
  }
  add_box_pair(mesh, at, {l - 0.10F, w * 0.68F, p.hood - 0.16F}, {0.07F, 0.15F, 0.06F}, look.headlight);
  add_box_pair(mesh, at, {-l + 0.05F, w * 0.82F, p.belt - 0.20F}, {0.05F, 0.08F, 0.11F}, look.tail_light);
  add_box_pair(mesh, at, {p.screen_base - 0.22F, w + 0.06F, p.belt + 0.06F}, {0.06F, 0.09F, 0.07F}, look.dark);
  mesh.box(at, {l - 0.02F, 0, p.hood - 0.28F}, {0.035F, w * 0.45F, 0.07F}, look.dark);  // grille
  mesh.box(at, {0, 0, 0.36F}, {l - 0.03F, w - 0.22F, 0.10F}, look.dark);                // underbody with bumpers
}

}  // namespace eyrie::world
