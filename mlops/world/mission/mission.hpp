// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "world/flight/flight.hpp"
#include "world/site/site.hpp"
#include "world/telemetry/autopilot.hpp"

namespace eyrie::world {

struct VideoFormat {
  int width_px = 960;
  int height_px = 540;
  double frame_rate_hz = 12.5;
  int max_kbps = 750;
  int samples = 4;  ///< rays a pixel, at most

  [[nodiscard]] std::chrono::microseconds frame_interval() const;
};

/// A round piece of ground where a rule holds.
struct Zone {
  std::string name;
  Point2 centre;
  double radius_m = 0;
  std::optional<double> kept_clear_m = {};  ///< people keep that far from it, but for who the story sends there
};

/// Drones over a site, and what happens there meanwhile: one mission file, understood.
struct Mission {
  std::uint64_t seed = 1;  ///< of wind, gusts and sensors; the site has its own
  Timestamp start;         ///< when its second 0 was
  double lasts_s = 50;
  SiteOptions site;
  VideoFormat video;
  Wind wind;
  SensorNoise noise;
  std::vector<Zone> zones;
  std::vector<DronePlan> drones;

  /// Of one drone, told apart by its place in the file.
  [[nodiscard]] Random random_of(std::size_t drone) const { return Random(seed).fork(drone); }
};

/// Reads a mission file (TOML; samples in docs/guides/world.md). `kInvalidArgument` tells every problem at once, one
/// a line, each with file, line, key and remedy; an unknown key is refused with the nearest known one.
[[nodiscard]] Result<Mission> parse_mission(std::string_view text, std::string_view file_name);

/// `kInvalidArgument` for a route that leaves the modelled ground or comes closer than 1 m to it.
[[nodiscard]] Status check_routes(const Mission& mission, const Site& site);

}  // namespace eyrie::world
