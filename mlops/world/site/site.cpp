// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/site.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "world/site/layout.hpp"

namespace eyrie::world {
namespace {

/// A body's half width and some air.
constexpr float kWalkingClearance_m = 0.55F;

Weather weather_of(Random random) {
  const float draw = random.uniform();
  return draw < 0.5F ? Weather::kDay : draw < 0.75F ? Weather::kLowSun : Weather::kOvercast;
}

Status check_story(const Story& story, const Site& site) {
  const auto refuse = [](std::string what, int number, std::size_t count) {
    return fail(Error::kInvalidArgument, "the story tells of " + what + " " + std::to_string(number) +
                                             ", and the site has " + std::to_string(count) +
                                             ", counted from 0. Change the number, or the site");
  };
  const auto has_key = [](const Vehicle& vehicle, float time_s) {
    return std::ranges::any_of(vehicle.keys, [time_s](const Vehicle::Key& key) { return key.time_s == time_s; });
  };
  const auto is_worker = [&site](int number) {
    return number >= 0 && static_cast<std::size_t>(number) < site.workers.size();
  };
  for (const auto& event : story.helmets_off) {
    if (!is_worker(event.worker)) return refuse("worker", event.worker, site.workers.size());
    if (site.workers[static_cast<std::size_t>(event.worker)].appearance.headwear == Headwear::kHelmet) continue;
    return fail(Error::kInvalidArgument,
                "worker " + std::to_string(event.worker) +
                    " of this site wears no helmet, so none can be taken off. Choose another worker (story: helmets_off)");
  }
  for (const auto& event : story.walks) {
    if (!is_worker(event.worker)) return refuse("worker", event.worker, site.workers.size());
  }
  for (const auto& event : story.drives) {
    if (event.vehicle < 0 || static_cast<std::size_t>(event.vehicle) >= site.vehicles.size())
      return refuse("vehicle", event.vehicle, site.vehicles.size());
    if (has_key(site.vehicles[static_cast<std::size_t>(event.vehicle)], event.at_s)) continue;
    return fail(Error::kConflict,
                "vehicle " + std::to_string(event.vehicle) +
                    " finds no lane of that length on this site. Drive a shorter way, or take another seed (story: drives)");
  }
  return {};
}

void hire_workers(Site& site, const SiteOptions& options, Random random) {
  for (int i = 0; i < options.workers; ++i) {
    Worker worker;
    worker.id = static_cast<ThingId>(site.vehicles.size() + static_cast<std::size_t>(i));
    worker.appearance = make_appearance(site.palette, random.fork(static_cast<std::uint64_t>(i)), options.dress);
    worker.phase_rad = random.uniform(0, portable::kTwoPi);
    for (const auto& event : options.story.helmets_off) {
      if (event.worker == i) worker.takes_helmet_off_s = event.at_s;
    }
    site.workers.push_back(std::move(worker));
  }
}

Status plan_workers(Site& site, const SiteOptions& options, Random random) {
  const Area& yard = site.ground.yard;
  const Roadmap open(yard.grown(-1.5F), site.obstacles, kWalkingClearance_m, random.fork(1));
  std::vector<Area> shunned = site.obstacles;
  shunned.insert(shunned.end(), options.closed.begin(), options.closed.end());
  const Roadmap everyday(yard.grown(-1.5F), std::move(shunned), kWalkingClearance_m, random.fork(1));
  for (std::size_t i = 0; i < site.workers.size(); ++i) {
    std::optional<Story::WalksTo> walk;
    for (const auto& event : options.story.walks) {
      if (event.worker == static_cast<int>(i)) walk = event;
    }
    const auto start = everyday.free_place(yard.centre(), yard.half_width_m() * 0.9F, random);
    if (!start)
      return fail(Error::kConflict,
                  "the site has no free place for worker " + std::to_string(i) + ". Take another seed, or fewer workers");
    const auto earlier = std::span<const Worker>(site.workers).first(i);
    const Ways ways{.everyday = everyday, .open = open};
    if (auto status = plan_worker(site.workers[i], *start, ways, earlier, walk, site.lasts_s, random.fork(10 + i)); !status)
      return status;
  }
  return {};
}

}  // namespace

Result<Site> make_site(const SiteOptions& options) {
  const Random random(options.seed);
  Site site;
  site.seed = options.seed;
  site.origin = options.origin;
  site.lasts_s = options.lasts_s;
  const auto sun = options.time ? std::optional(sun_azimuth(*options.time, options.origin)) : std::nullopt;
  site.daylight = make_daylight(options.weather.value_or(weather_of(random.fork(1))), sun, random.fork(2));
  site.ground = make_ground(random.fork(3));

  Layout layout(site, random.fork(4));
  layout.lay_ground();
  layout.build_structure();
  layout.set_up_camp();
  layout.park_vehicles(options.story);
  layout.scatter_props();
  layout.plant_surroundings();

  hire_workers(site, options, random.fork(5));
  if (auto status = check_story(options.story, site); !status) return fail(status.error());
  if (auto status = plan_workers(site, options, random.fork(6)); !status) return fail(status.error());
  return site;
}

Mesh moving_parts_at(const Site& site, float time_s) {
  Mesh mesh;
  MeshBuilder builder(mesh);
  for (const Vehicle& vehicle : site.vehicles) {
    builder.begin_thing(vehicle.id);
    add_vehicle(builder, vehicle.frame_at(time_s), vehicle.kind, vehicle.look, vehicle.state_at(time_s));
  }
  for (const Worker& worker : site.workers) {
    builder.begin_thing(worker.id);
    const Point2 place = worker.place_at(time_s);
    const Transform feet = Transform{.origin = {place.x, place.y, 0}}.turned_about_z(worker.heading_at(time_s));
    add_person(builder, feet, worker.appearance, worker.state_at(time_s));
  }
  return mesh;
}

}  // namespace eyrie::world
