// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "world/math/random.hpp"
#include "world/shape/mesh.hpp"

namespace eyrie::world {

enum class VehicleKind : std::uint8_t { kCar, kPickup, kVan, kDumpTruck, kMixerTruck, kExcavator, kWheelLoader };
inline constexpr int kVehicleKinds = 7;

/// Half of what a vehicle takes of the ground, along and across; of the excavator with its arm, in whatever direction it
/// swings.
struct GroundSize {
  float half_length_m = 0;
  float half_width_m = 0;
};
[[nodiscard]] GroundSize ground_size_of(VehicleKind kind) noexcept;

struct VehicleLook {
  MaterialId paint = 0;
  MaterialId second = 0;  ///< the body of a truck, the rims of a machine
  MaterialId dark = 0;
  MaterialId glass = 0;
  MaterialId rubber = 0;
  MaterialId rim = 0;
  MaterialId headlight = 0;
  MaterialId tail_light = 0;
  MaterialId soil = 0;  ///< what is loaded
  std::uint32_t seed = 0;
};
[[nodiscard]] VehicleLook make_vehicle_look(Palette& palette, VehicleKind kind, MaterialId soil, Random random);

/// How the moving parts of a machine are.
struct VehicleState {
  float swing_rad = 0;  ///< of an excavator's upper body, to the left
  float reach = 0.7F;   ///< of its arm, 0 folded .. 1 stretched
  float lift = 0;       ///< of a loader's shovel, 0 on the ground .. 1 up
  float drum_rad = 0;   ///< of a mixer
  float wheel_rad = 0;  ///< how far the wheels have turned
};

/// Adds a vehicle that stands on the ground at `at`, its front towards x.
void add_vehicle(MeshBuilder& mesh, const Transform& at, VehicleKind kind, const VehicleLook& look,
                 const VehicleState& state);

}  // namespace eyrie::world
