// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "world/site/layout.hpp"

/// Where vehicles stand and what they do.
namespace eyrie::world {
namespace {

/// What stands in every yard; more are drawn at random.
constexpr std::array kYardVehicles{VehicleKind::kExcavator, VehicleKind::kWheelLoader, VehicleKind::kDumpTruck,
                                   VehicleKind::kPickup,    VehicleKind::kMixerTruck,  VehicleKind::kVan,
                                   VehicleKind::kCar,       VehicleKind::kPickup};

bool is_light(VehicleKind kind) {
  return kind == VehicleKind::kCar || kind == VehicleKind::kPickup || kind == VehicleKind::kVan;
}

/// Forward and back again, over and over.
std::vector<Vehicle::Key> shuttle(float way_m, float lasts_s, Random& random) {
  std::vector<Vehicle::Key> keys{{0, 0}};
  float time = random.uniform(0, 6);
  float offset = 0;
  while (time < lasts_s) {
    keys.push_back({time, offset});
    offset = way_m - offset;
    time += way_m / 1.6F;
    keys.push_back({time, offset});
    time += random.uniform(3, 9);
  }
  return keys;
}

}  // namespace

void Layout::add_vehicle(VehicleKind kind, Point2 home, float heading_rad, std::vector<Vehicle::Key> keys, bool is_working) {
  Vehicle vehicle;
  vehicle.id = static_cast<ThingId>(site_.vehicles.size());
  vehicle.kind = kind;
  vehicle.look = make_vehicle_look(site_.palette, kind, materials_.soil, random_.fork(700 + site_.vehicles.size()));
  vehicle.home = home;
  vehicle.heading_rad = heading_rad;
  vehicle.keys = std::move(keys);
  vehicle.is_working = is_working;
  vehicle.phase_rad = random_.uniform(-1.2F, 1.2F);
  site_.vehicles.push_back(std::move(vehicle));
}

void Layout::park_vehicles(const Story& story) {
  for (std::size_t number = 0; number < kYardVehicles.size(); ++number) {
    const VehicleKind kind = kYardVehicles[number];
    const GroundSize size = ground_size_of(kind);
    std::vector<Vehicle::Key> keys;
    for (const Story::Drives& drive : story.drives) {
      if (drive.vehicle != static_cast<int>(number)) continue;
      const float before = keys.empty() ? 0 : keys.back().offset_m;
      keys.push_back({drive.at_s, before});
      keys.push_back({drive.at_s + drive.lasts_s, before + drive.by_m});
    }
    const bool is_shuttling =
        keys.empty() && (kind == VehicleKind::kWheelLoader || (kind == VehicleKind::kDumpTruck && random_.chance(0.5F)));
    if (is_shuttling) keys = shuttle(random_.uniform(5, 8), site_.lasts_s, random_);

    Vehicle by_itself;
    by_itself.kind = kind;
    by_itself.keys = keys;
    const Area lane = by_itself.lane();
    const auto place = take_free(lane.half_length_m(), lane.half_width_m(), is_light(kind) ? 0.5F : 0.8F);
    if (!place) continue;
    const Point2 home = place->from_local(lane.to_local({}));
    add_vehicle(kind, home, place->angle_rad(), std::move(keys), size.half_length_m > 3 && random_.chance(0.8F));
  }
  add_road_traffic();
}

void Layout::add_road_traffic() {
  const Area& road = site_.ground.road;
  constexpr float kBegin_m = 140;
  float start = random_.uniform(-14, 0);
  for (int i = 0; i < 4; ++i) {
    const auto kind = static_cast<VehicleKind>(random_.below(5));  // whatever has wheels for the road
    const bool is_eastbound = random_.chance(0.5F);
    const float side = (is_eastbound ? -0.5F : 0.5F) * road.half_width_m();
    const float speed = random_.uniform(9, 13);
    const float heading = road.angle_rad() + (is_eastbound ? 0 : portable::kPi);
    const Point2 home = road.from_local({0, side});
    add_vehicle(kind, home, heading, {{start, -kBegin_m}, {start + 2 * kBegin_m / speed, kBegin_m}}, true);
    start += random_.uniform(16, 26);
  }
}

}  // namespace eyrie::world
