// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "fleet/report.hpp"
#include "geometry/geodesy.hpp"
#include "world/flight/flight.hpp"

namespace eyrie::world {

/// How far an autopilot is off. Each is one standard deviation; what has a memory is Gauss-Markov noise of the first order.
struct SensorNoise {
  double horizontal_m = 1.0;  ///< of the position, north and east each
  double horizontal_memory_s = 30;
  double height_m = 0.5;  ///< drift of the barometer
  double height_memory_s = 120;
  double tilt_deg = 0.5;  ///< of roll and of pitch, of the airframe and of the camera each
  double heading_deg = 2.0;
  double attitude_memory_s = 20;
  double time_s = 0.02;  ///< between when a value was measured and when it says it was
};
/// What is flown, told without error.
inline constexpr SensorNoise kNoNoise{.horizontal_m = 0, .height_m = 0, .tilt_deg = 0, .heading_deg = 0, .time_s = 0};

/// One row of a recording.
struct AutopilotSample {
  fleet::TelemetrySample sample;
  geometry::Vector3 velocity_enu_mps;
};

struct Recording {
  DroneId drone;
  /// Where the site frame begins; its altitude is that of the take-off, which relative altitudes count from.
  geometry::GeoPoint origin;
  Timestamp start;
  double from_s = 0;  ///< of the flight
  double to_s = 0;
};

inline constexpr double kTelemetryRate_hz = 10;

/// What an autopilot says of a flight, ten times a second from `from_s` on. Noise counts from the flight's beginning, so a
/// part of a recording is the same as that part of the whole.
///
/// The camera's yaw is told by the same compass as the heading; the altitude above the sea is that of the take-off point
/// and the barometer.
[[nodiscard]] std::vector<AutopilotSample> record(const Flight& flight, const Recording& recording, const SensorNoise& noise,
                                                  Random random);

}  // namespace eyrie::world
