// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "geometry/frames.hpp"
#include "world/flight/route.hpp"
#include "world/math/random.hpp"

namespace eyrie::world {

/// Where the air goes at working height, metres a second.
struct Wind {
  double east_mps = 1.5;
  double north_mps = -1.0;
  double gust_mps = 0.8;  ///< deviation, each horizontal direction
};

/// A drone at one moment. Site frame: east, north, up.
struct FlightState {
  geometry::Vector3 position;   ///< of the camera, metres
  geometry::Vector3 velocity;   ///< metres a second
  geometry::Attitude airframe;  ///< yaw not wrapped
  geometry::Attitude camera;    ///< against horizon and north
};

/// How a multicopter follows its route. A value made from plan, wind and seed; the same on any machine.
///
/// A position loop of two poles asks for an acceleration (with the route's own fed forward), which the airframe reaches by
/// tilting, with a lag; gusts push it off its place, after Dryden's form of turbulence with one pole (MIL-F-8785C, 3.7.1),
/// by the drag of the rotors, which is linear in the air's speed (Mahony, Kumar, Corke: Multirotor aerial vehicles, 2012).
/// Yaw and gimbal turn with limited rates; the gimbal takes the airframe's tilt out but for what comes in its own lag.
class Flight {
 public:
  Flight(const DronePlan& plan, double lasts_s, const Wind& wind, Random random);

  /// Interpolated; before the beginning the first moment, behind the end the last.
  [[nodiscard]] FlightState at(double time_s) const;

 private:
  std::vector<FlightState> states_;  ///< at equal steps from 0
};

}  // namespace eyrie::world
