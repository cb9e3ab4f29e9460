// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/mission/mission.hpp"

#include <cmath>
#include <set>
#include <sstream>

#include "world/mission/mission_table.hpp"

namespace eyrie::world {
namespace {

constexpr double kMostNumber = 1e9;
constexpr Bounds kAnyNumber{-kMostNumber, kMostNumber};
constexpr Bounds kAngle_deg{-360, 360};
constexpr Bounds kSpeed_mps{0.1, 30};
constexpr Bounds kDeviation{0, 100};
constexpr Bounds kMemory_s{0.1, 3600};
constexpr Bounds kStoryTime_s{0, 3600};
constexpr Bounds kPitch_deg{-90, 20};

std::string item(const std::string& array, int number) { return array + "[" + std::to_string(number) + "]"; }

/// `{ east_m = -20.0, north_m = 5.0 }`; both are needed.
void take_place(MissionTable& table, const std::string& key, Point2& out) {
  double east = 0;
  double north = 0;
  const bool has_east = table.take(key + ".east_m", east, kAnyNumber);
  const bool has_north = table.take(key + ".north_m", north, kAnyNumber);
  if (!has_east || !has_north) table.refuse(key, "a place needs east_m and north_m, in metres from the site's origin");
  out = {static_cast<float>(east), static_cast<float>(north)};
}

void take_place(MissionTable& table, const std::string& key, geometry::Vector3& out) {
  const bool has_east = table.take(key + ".east_m", out.x, kAnyNumber);
  const bool has_north = table.take(key + ".north_m", out.y, kAnyNumber);
  const bool has_height = table.take(key + ".height_m", out.z, kAnyNumber);
  if (!has_east || !has_north || !has_height)
    table.refuse(key, "a place in the air needs east_m, north_m and height_m, in metres from the site's origin");
}

void take_optional(MissionTable& table, const std::string& key, std::optional<double>& out, const Bounds& bounds) {
  double value = 0;
  if (table.take(key, value, bounds)) out = value;
}

/// When something of the story happens; cannot be left out.
void take_time(MissionTable& table, const std::string& event, float& out) {
  double at_s = 0;
  if (!table.take(event + ".at_s", at_s, kStoryTime_s)) table.refuse(event, "at_s is missing: when does it happen?");
  out = static_cast<float>(at_s);
}

void take_number(MissionTable& table, const std::string& event, const std::string& who, int& out) {
  if (!table.take(event + "." + who, out, {0, 1000}))
    table.refuse(event, who + " is missing: its number on the site, counted from 0");
}

void take_story(MissionTable& table, Story& story) {
  for (int i = 0; i < table.count("helmet_off"); ++i) {
    auto& event = story.helmets_off.emplace_back();
    take_number(table, item("helmet_off", i), "worker", event.worker);
    take_time(table, item("helmet_off", i), event.at_s);
  }
  for (int i = 0; i < table.count("walk"); ++i) {
    auto& event = story.walks.emplace_back();
    take_number(table, item("walk", i), "worker", event.worker);
    take_time(table, item("walk", i), event.at_s);
    take_place(table, item("walk", i) + ".to", event.to);
  }
  for (int i = 0; i < table.count("drive"); ++i) {
    auto& event = story.drives.emplace_back();
    const std::string key = item("drive", i);
    take_number(table, key, "vehicle", event.vehicle);
    take_time(table, key, event.at_s);
    double lasts_s = static_cast<double>(event.lasts_s);
    double by_m = static_cast<double>(event.by_m);
    table.take(key + ".lasts_s", lasts_s, {0.5, 600});
    table.take(key + ".by_m", by_m, {-60, 60});
    event.lasts_s = static_cast<float>(lasts_s);
    event.by_m = static_cast<float>(by_m);
  }
}

/// Of the people; 0 nobody, 1 everybody.
void take_share(MissionTable& table, const std::string& key, float& out) {
  double share = static_cast<double>(out);
  table.take(key, share, {0, 1});
  out = static_cast<float>(share);
}

void take_site(MissionTable& table, SiteOptions& site) {
  int seed = 1;
  table.take("site.seed", seed, {0, kMostNumber});
  site.seed = static_cast<std::uint64_t>(seed);
  table.take("site.workers", site.workers, {0, 200});
  take_share(table, "site.helmet_share", site.dress.helmet_share);
  take_share(table, "site.vest_share", site.dress.vest_share);
  table.take("site.lat_deg", site.origin.lat_deg, {-85, 85});
  table.take("site.lon_deg", site.origin.lon_deg, {-180, 180});
  table.take("site.alt_m", site.origin.alt_m, {-500, 9000});
  std::string weather;
  if (!table.take("site.weather", weather)) return;
  if (weather == "day")
    site.weather = Weather::kDay;
  else if (weather == "low-sun")
    site.weather = Weather::kLowSun;
  else if (weather == "overcast")
    site.weather = Weather::kOvercast;
  else
    table.refuse("site.weather", "is \"" + weather + "\"; give \"day\", \"low-sun\" or \"overcast\"");
}

void take_video(MissionTable& table, VideoFormat& video) {
  constexpr Bounds kSide_px{32, 4096};
  table.take("video.width_px", video.width_px, kSide_px);
  table.take("video.height_px", video.height_px, kSide_px);
  table.take("video.frame_rate_hz", video.frame_rate_hz, {1, 60});
  table.take("video.max_kbps", video.max_kbps, {50, 50'000});
  table.take("video.samples", video.samples, {1, 64});
  if (video.width_px % 4 != 0) table.refuse("video.width_px", "is not a multiple of 4, which quarter-size depth needs");
  if (video.height_px % 4 != 0) table.refuse("video.height_px", "is not a multiple of 4, which quarter-size depth needs");
}

void take_sensors(MissionTable& table, Wind& wind, SensorNoise& noise) {
  constexpr Bounds kWind_mps{-12, 12};
  table.take("wind.east_mps", wind.east_mps, kWind_mps);
  table.take("wind.north_mps", wind.north_mps, kWind_mps);
  table.take("wind.gust_mps", wind.gust_mps, {0, 5});
  table.take("noise.horizontal_m", noise.horizontal_m, kDeviation);
  table.take("noise.horizontal_memory_s", noise.horizontal_memory_s, kMemory_s);
  table.take("noise.height_m", noise.height_m, kDeviation);
  table.take("noise.height_memory_s", noise.height_memory_s, kMemory_s);
  table.take("noise.tilt_deg", noise.tilt_deg, {0, 45});
  table.take("noise.heading_deg", noise.heading_deg, {0, 90});
  table.take("noise.attitude_memory_s", noise.attitude_memory_s, kMemory_s);
  table.take("noise.time_s", noise.time_s, {0, 1});
}

Step take_step(MissionTable& table, const std::string& key) {
  Step step;
  step.origin = table.place_of(key);
  int kinds = 0;
  if (table.has_table(key + ".fly_to")) {
    ++kinds;
    FlyTo fly;
    take_place(table, key + ".fly_to", fly.to);
    table.take(key + ".speed_mps", fly.speed_mps, kSpeed_mps);
    step.what = fly;
  }
  Hold hold;
  if (table.take(key + ".hold_s", hold.lasts_s, {0, 3600})) {
    ++kinds;
    step.what = hold;
  }
  if (table.has_table(key + ".orbit")) {
    ++kinds;
    Orbit orbit;
    take_place(table, key + ".orbit", orbit.centre);
    table.take(key + ".orbit.turn_deg", orbit.turn_deg, {-3600, 3600});
    table.take(key + ".speed_mps", orbit.speed_mps, kSpeed_mps);
    step.what = orbit;
  }
  if (kinds != 1) table.refuse(key, "a step is one of fly_to, hold_s and orbit; here are " + std::to_string(kinds));
  take_optional(table, key + ".yaw_deg", step.yaw_deg, kAngle_deg);
  take_optional(table, key + ".pitch_deg", step.pitch_deg, kPitch_deg);
  if (table.has_table(key + ".look_at")) {
    take_place(table, key + ".look_at", step.look_at.emplace());
    if (step.yaw_deg || step.pitch_deg) table.refuse(key, "has look_at beside yaw_deg or pitch_deg; leave one out");
  }
  return step;
}

void take_id(MissionTable& table, const std::string& key, std::set<std::string>& taken, std::string& out) {
  if (!table.take(key + ".id", out)) return table.refuse(key, "id is missing: the drone's name, such as \"drone-1\"");
  if (const auto id = DroneId::parse(out); !id) table.refuse(key + ".id", id.error().message);
  if (!taken.insert(out).second) table.refuse(key + ".id", "\"" + out + "\" is another drone's already. Choose another");
}

DronePlan take_drone(MissionTable& table, const std::string& key, std::set<std::string>& taken) {
  DronePlan plan;
  plan.origin = table.place_of(key + ".start");
  take_id(table, key, taken, plan.id);
  table.take(key + ".fov_deg", plan.horizontal_fov_deg, {5, 120});
  take_place(table, key + ".start", plan.start);
  table.take(key + ".yaw_deg", plan.yaw_deg, kAngle_deg);
  table.take(key + ".pitch_deg", plan.pitch_deg, kPitch_deg);
  table.take(key + ".acceleration_mps2", plan.acceleration_mps2, {0.1, 5});
  for (int i = 0; i < table.count(key + ".step"); ++i) plan.steps.push_back(take_step(table, item(key + ".step", i)));
  return plan;
}

void take_start(MissionTable& table, Timestamp& out) {
  std::string text = "2026-06-01T08:00:00Z";
  table.take("start", text);
  const auto time = parse_rfc3339(text);
  if (!time) return table.refuse("start", time.error().message);
  out = *time;
}

void take_zones(MissionTable& table, std::vector<Zone>& zones) {
  for (int i = 0; i < table.count("zone"); ++i) {
    const std::string key = item("zone", i);
    Zone& zone = zones.emplace_back();
    if (!table.take(key + ".name", zone.name)) table.refuse(key, "name is missing");
    take_place(table, key + ".centre", zone.centre);
    if (!table.take(key + ".radius_m", zone.radius_m, {0.5, 200})) table.refuse(key, "radius_m is missing");
    take_optional(table, key + ".kept_clear_m", zone.kept_clear_m, {0, 50});
  }
}

/// What is wrong with a place of a route; nothing when it is well.
std::string wrong_with(const geometry::Vector3& place, const Ground& ground) {
  constexpr double kLeastHeight_m = 1;
  std::ostringstream what;
  what.precision(3);
  const auto reach = static_cast<double>(kGroundReach_m);
  if (std::abs(place.x) > reach || std::abs(place.y) > reach) {
    what << "east " << place.x << " m, north " << place.y << " m lies off the map, which reaches " << reach
         << " m from the site's origin each way. Choose a place on it";
    return what.str();
  }
  const auto floor = static_cast<double>(ground.height_m({static_cast<float>(place.x), static_cast<float>(place.y)}));
  if (place.z >= floor + kLeastHeight_m) return "";
  what << "a height of " << place.z << " m at east " << place.x << " m, north " << place.y << " m is "
       << (place.z < floor ? "under" : "too near") << " the ground, which lies at " << floor << " m there. Give at least "
       << floor + kLeastHeight_m << " m";
  return what.str();
}

}  // namespace

std::chrono::microseconds VideoFormat::frame_interval() const {
  return std::chrono::microseconds(std::llround(1e6 / frame_rate_hz));
}

Result<Mission> parse_mission(std::string_view text, std::string_view file_name) {
  auto table = MissionTable::parse(text, file_name);
  if (!table) return fail(table.error());
  Mission mission;
  int seed = 1;
  table->take("seed", seed, {0, kMostNumber});
  mission.seed = static_cast<std::uint64_t>(seed);
  take_start(*table, mission.start);
  table->take("lasts_s", mission.lasts_s, {0.5, 3600});
  take_site(*table, mission.site);
  take_story(*table, mission.site.story);
  take_video(*table, mission.video);
  take_sensors(*table, mission.wind, mission.noise);
  take_zones(*table, mission.zones);
  std::set<std::string> ids;
  for (int i = 0; i < table->count("drone"); ++i) mission.drones.push_back(take_drone(*table, item("drone", i), ids));
  if (mission.drones.empty()) table->refuse("drone", "no drone flies. Add one: [[drone]]");
  if (auto status = table->finish(); !status) return fail(status.error());
  for (const Zone& zone : mission.zones) {
    if (!zone.kept_clear_m) continue;
    const auto half = static_cast<float>(zone.radius_m + *zone.kept_clear_m);
    mission.site.closed.emplace_back(zone.centre, half, half, 0.0F);
  }
  mission.site.lasts_s = static_cast<float>(mission.lasts_s) + 1;
  return mission;
}

Status check_routes(const Mission& mission, const Site& site) {
  constexpr double kStep_s = 0.1;
  for (const DronePlan& plan : mission.drones) {
    const Route route(plan);
    for (double time_s = 0; time_s <= route.lasts_s() + kStep_s; time_s += kStep_s) {
      const Route::SetPoint wanted = route.at(time_s);
      const std::string wrong = wrong_with(wanted.position, site.ground);
      if (wrong.empty()) continue;
      const bool is_at_start = wanted.step == nullptr || time_s == 0;
      return fail(Error::kInvalidArgument, (is_at_start ? plan.origin : wanted.step->origin) + ": " + wrong);
    }
  }
  return {};
}

}  // namespace eyrie::world
