// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/things/vehicle.hpp"

namespace eyrie::world {

/// A wheel upright in the x-z plane, its rim and nuts to both sides.
void add_wheel(MeshBuilder& mesh, const Transform& at, Vec3 centre, float radius, float width, const VehicleLook& look,
               float turned_rad, MaterialId rim);

/// A box with windows all around under a painted roof: the cab of trucks and machines. Origin in the middle of its floor.
struct Cab {
  float length = 1.6F;
  float width = 1.4F;
  float height = 1.6F;
  float sill = 0.7F;         ///< where windows begin
  float front_slope = 0.1F;  ///< how far the roof begins behind the floor's front
};
void add_cab(MeshBuilder& mesh, const Transform& at, const Cab& cab, const VehicleLook& look);

/// A pair of the same thing left and right.
void add_box_pair(MeshBuilder& mesh, const Transform& at, Vec3 centre, Vec3 half_size, MaterialId material);

void add_light_vehicle(MeshBuilder& mesh, const Transform& at, VehicleKind kind, const VehicleLook& look,
                       const VehicleState& state);
void add_truck(MeshBuilder& mesh, const Transform& at, VehicleKind kind, const VehicleLook& look, const VehicleState& state);
void add_excavator(MeshBuilder& mesh, const Transform& at, const VehicleLook& look, const VehicleState& state);
void add_wheel_loader(MeshBuilder& mesh, const Transform& at, const VehicleLook& look, const VehicleState& state);

}  // namespace eyrie::world
