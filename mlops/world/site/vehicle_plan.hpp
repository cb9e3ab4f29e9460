// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "world/site/area.hpp"
#include "world/things/vehicle.hpp"

namespace eyrie::world {

/// A vehicle of the site. It stands, or drives up and down its own axis.
struct Vehicle {
  /// How far before its home it is at a time; between two keys it speeds up and slows down.
  struct Key {
    float time_s = 0;
    float offset_m = 0;
  };

  ThingId id = kNoThing;
  VehicleKind kind = VehicleKind::kCar;
  VehicleLook look;
  Point2 home;
  float heading_rad = 0;
  std::vector<Key> keys;    ///< in order of time; none for one that stays
  bool is_working = false;  ///< an excavator digs, a loader lifts, a mixer turns
  float phase_rad = 0;

  [[nodiscard]] float offset_at(float time_s) const;
  [[nodiscard]] Transform frame_at(float time_s) const;
  [[nodiscard]] VehicleState state_at(float time_s) const;
  /// All ground that it takes in the whole story.
  [[nodiscard]] Area lane() const;
};

}  // namespace eyrie::world
