// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "geometry/vector.hpp"
#include "world/site/area.hpp"

namespace eyrie::world {

/// Straight on to a place, from rest to rest. Site frame, metres.
struct FlyTo {
  geometry::Vector3 to;
  double speed_mps = 3;
};
struct Hold {
  double lasts_s = 0;
};
/// Along a circle at the height it has; clockwise seen from above where `turn_deg` is positive.
struct Orbit {
  Point2 centre;
  double turn_deg = 360;
  double speed_mps = 3;
};

/// One thing after the other that a drone does, and where its camera looks meanwhile.
struct Step {
  std::variant<FlyTo, Hold, Orbit> what;
  std::optional<double> yaw_deg = {};    ///< clockwise from north; as before where it is not given
  std::optional<double> pitch_deg = {};  ///< -90 straight down; as before where it is not given
  std::optional<Point2> look_at = {};    ///< a place on the ground, in place of yaw and pitch
  std::string origin = {};               ///< where it was asked for, `mission.toml:41: drone[0].step[2]`
};

/// What a drone is to do. It starts hovering.
struct DronePlan {
  std::string id;
  double horizontal_fov_deg = 60;
  geometry::Vector3 start;  ///< site frame, metres
  double yaw_deg = 0;
  double pitch_deg = -30;
  double acceleration_mps2 = 1.5;
  std::vector<Step> steps;
  std::string origin = {};  ///< where its start was asked for, `mission.toml:34: drone[0].start`
};

/// Where a plan wants a drone to be at a time: speed rises and falls evenly (a trapezoid), each step begins and ends at
/// rest. Behind the last step it stays.
class Route {
 public:
  explicit Route(const DronePlan& plan);

  struct SetPoint {
    geometry::Vector3 position;  ///< site frame, metres
    geometry::Vector3 velocity = {};
    geometry::Vector3 acceleration = {};
    double yaw_deg = 0;  ///< not wrapped: the shorter way is for the drone to find
    double pitch_deg = 0;
    const Step* step = nullptr;  ///< of the plan; nothing before the first
  };
  /// `plan` must still be there.
  [[nodiscard]] SetPoint at(double time_s) const;
  [[nodiscard]] double lasts_s() const noexcept { return begin_s_.back(); }

 private:
  /// Where a step begins: place and gaze of the one before.
  struct Begin {
    geometry::Vector3 position;
    double yaw_deg = 0;
    double pitch_deg = 0;
  };
  [[nodiscard]] SetPoint during(const Step& step, const Begin& begin, double since_s) const;

  const DronePlan* plan_;
  std::vector<Begin> begins_;    ///< of each step
  std::vector<double> begin_s_;  ///< of each step, and the end
};

}  // namespace eyrie::world
