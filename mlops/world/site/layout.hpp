// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "world/site/site.hpp"

namespace eyrie::world {

/// Puts up everything that does not move, and parks the vehicles. Nothing overlaps: each thing takes an Area of the ground,
/// and the next one is placed where none is taken.
class Layout {
 public:
  Layout(Site& site, Random random);

  void lay_ground();
  void build_structure();  ///< building, scaffold, crane
  void set_up_camp();      ///< containers, cabins, hoarding
  void park_vehicles(const Story& story);
  void scatter_props();
  void plant_surroundings();

 private:
  /// A free area of that size in the yard, turned along the yard or anyhow; taken from then on.
  std::optional<Area> take_free(float half_length_m, float half_width_m, float margin_m);
  void take(const Area& area) { site_.obstacles.push_back(area); }
  [[nodiscard]] bool is_free(const Area& area) const;
  /// A place in the yard's own axes, turned by `angle_rad` against them.
  [[nodiscard]] Area in_yard(float u, float v, float half_length_m, float half_width_m, float angle_rad = 0) const;
  void add_vehicle(VehicleKind kind, Point2 home, float heading_rad, std::vector<Vehicle::Key> keys, bool is_working);
  void add_road_traffic();

  Site& site_;
  Random random_;
  MeshBuilder mesh_;
  SceneryMaterials materials_;
  float building_side_ = 1;  ///< -1: west, +1: east; the camp is on the other
};

}  // namespace eyrie::world
