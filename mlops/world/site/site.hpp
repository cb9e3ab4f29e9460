// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "geometry/geodesy.hpp"
#include "world/shape/mesh.hpp"
#include "world/site/daylight.hpp"
#include "world/site/ground.hpp"
#include "world/site/vehicle_plan.hpp"
#include "world/site/worker.hpp"
#include "world/things/scenery.hpp"

namespace eyrie::world {

/// A building site, whole: how it looks, what is solid, who does what at which time. A value made from a seed and a story;
/// two of the same seed and story are the same, on any machine. Site frame: metres east, north and up of `origin`.
struct Site {
  std::uint64_t seed = 0;
  geometry::GeoPoint origin;
  float lasts_s = 0;
  Daylight daylight;
  Ground ground;
  Palette palette;
  Mesh fixed;                   ///< ground, scenery
  std::vector<Area> obstacles;  ///< scenery and the lanes of vehicles: where nobody walks
  std::vector<Worker> workers;
  std::vector<Vehicle> vehicles;
};

struct SiteOptions {
  std::uint64_t seed = 1;
  std::optional<Weather> weather = {};  ///< the seed's where it is not given
  DressCode dress = {};
  int workers = 14;
  float lasts_s = 90;
  Story story = {};
  std::vector<Area> closed = {};       ///< ground where nobody goes but who the story sends there
  std::optional<Timestamp> time = {};  ///< the sun stands where it does then, and anywhere without
  geometry::GeoPoint origin{.lat_deg = 47.3977, .lon_deg = 8.5456, .alt_m = 408};
};

/// `Error::kInvalidArgument` for a story about somebody who does not exist or wears no helmet to take off, `kConflict` for
/// one that the site does not allow.
[[nodiscard]] Result<Site> make_site(const SiteOptions& options);

/// Everything that moves, as it is at a time. All moments of one site have the same faces in the same order, unless a helmet
/// is taken off between them.
[[nodiscard]] Mesh moving_parts_at(const Site& site, float time_s);

}  // namespace eyrie::world
