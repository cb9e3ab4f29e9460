// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/vehicle_plan.hpp"

#include <algorithm>

namespace eyrie::world {

float Vehicle::offset_at(float time_s) const {
  if (keys.empty()) return 0;
  const auto after = std::ranges::upper_bound(keys, time_s, {}, &Key::time_s);
  if (after == keys.begin()) return keys.front().offset_m;
  const Key& before = *(after - 1);
  if (after == keys.end()) return before.offset_m;
  return mix(before.offset_m, after->offset_m, smooth_step(before.time_s, after->time_s, time_s));
}

Transform Vehicle::frame_at(float time_s) const {
  return Transform{.origin = {home.x, home.y, 0}}.turned_about_z(heading_rad).moved({offset_at(time_s), 0, 0});
}

VehicleState Vehicle::state_at(float time_s) const {
  constexpr float kWheelRadius_m = 0.5F;
  VehicleState state{.swing_rad = phase_rad, .wheel_rad = offset_at(time_s) / kWheelRadius_m};
  if (!is_working) return state;
  state.swing_rad += 0.55F * portable::sin(time_s * 0.45F);
  state.reach = 0.62F + 0.30F * portable::sin(time_s * 0.9F + phase_rad);
  state.lift = 0.25F + 0.25F * portable::sin(time_s * 0.6F + phase_rad);
  state.drum_rad = time_s * 0.8F;
  return state;
}

Area Vehicle::lane() const {
  float low = 0;
  float high = 0;
  for (const Key& key : keys) {
    low = std::min(low, key.offset_m);
    high = std::max(high, key.offset_m);
  }
  const GroundSize size = ground_size_of(kind);
  const auto [s, c] = portable::sin_cos(heading_rad);
  const Point2 centre = home + Point2{c, s} * ((low + high) / 2);
  return Area(centre, size.half_length_m + (high - low) / 2, size.half_width_m, heading_rad);
}

}  // namespace eyrie::world
