// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/telemetry/autopilot.hpp"

#include <algorithm>
#include <cmath>

#include "world/flight/gauss_markov.hpp"

namespace eyrie::world {
namespace {

constexpr double kStep_s = 1 / kTelemetryRate_hz;
constexpr auto kStep = std::chrono::milliseconds(100);
/// Of a charge.
constexpr double kEndurance_s = 1500;
constexpr double kBatteryAtStart_percent = 96;

/// The errors of all sensors, row after row.
class Sensors {
 public:
  Sensors(const SensorNoise& noise, Random random)
      : east_(noise.horizontal_m, noise.horizontal_memory_s, kStep_s, random.fork(1)),
        north_(noise.horizontal_m, noise.horizontal_memory_s, kStep_s, random.fork(2)),
        height_(noise.height_m, noise.height_memory_s, kStep_s, random.fork(3)),
        roll_(noise.tilt_deg, noise.attitude_memory_s, kStep_s, random.fork(4)),
        pitch_(noise.tilt_deg, noise.attitude_memory_s, kStep_s, random.fork(5)),
        camera_roll_(noise.tilt_deg, noise.attitude_memory_s, kStep_s, random.fork(6)),
        camera_pitch_(noise.tilt_deg, noise.attitude_memory_s, kStep_s, random.fork(7)),
        heading_(noise.heading_deg, noise.attitude_memory_s, kStep_s, random.fork(8)),
        clock_(random.fork(9)),
        clock_s_(noise.time_s) {}

  struct Errors {
    geometry::Vector3 position;
    double roll_deg = 0;
    double pitch_deg = 0;
    double camera_roll_deg = 0;
    double camera_pitch_deg = 0;
    double heading_deg = 0;
    double time_s = 0;
  };
  [[nodiscard]] Errors next() {
    return {.position = {east_.next(), north_.next(), height_.next()},
            .roll_deg = roll_.next(),
            .pitch_deg = pitch_.next(),
            .camera_roll_deg = camera_roll_.next(),
            .camera_pitch_deg = camera_pitch_.next(),
            .heading_deg = heading_.next(),
            .time_s = clock_s_ * static_cast<double>(clock_.normal())};
  }

 private:
  GaussMarkov east_;
  GaussMarkov north_;
  GaussMarkov height_;
  GaussMarkov roll_;
  GaussMarkov pitch_;
  GaussMarkov camera_roll_;
  GaussMarkov camera_pitch_;
  GaussMarkov heading_;
  Random clock_;
  double clock_s_;
};

/// 0..360.
double as_heading(double degrees) { return degrees - 360 * std::floor(degrees / 360); }
/// -180..180.
double as_yaw(double degrees) { return degrees - 360 * std::floor((degrees + 180) / 360); }

AutopilotSample sample_of(const FlightState& state, const Sensors::Errors& errors, const Recording& recording) {
  const geometry::Vector3 place = state.position + errors.position;
  const geometry::GeoPoint position = geometry::moved(recording.origin, place.y, place.x);
  const double heading_deg = geometry::to_degrees(state.airframe.yaw_rad) + errors.heading_deg;
  const double camera_yaw_deg = geometry::to_degrees(state.camera.yaw_rad) + errors.heading_deg;
  AutopilotSample row;
  row.velocity_enu_mps = state.velocity;
  fleet::TelemetrySample& sample = row.sample;
  sample.drone = recording.drone;
  sample.lat_deg = position.lat_deg;
  sample.lon_deg = position.lon_deg;
  sample.alt_m = recording.origin.alt_m + place.z;
  sample.relative_alt_m = place.z;
  sample.speed_mps = std::sqrt(state.velocity.x * state.velocity.x + state.velocity.y * state.velocity.y);
  sample.heading_deg = as_heading(heading_deg);
  sample.attitude = {.roll_deg = geometry::to_degrees(state.airframe.roll_rad) + errors.roll_deg,
                     .pitch_deg = geometry::to_degrees(state.airframe.pitch_rad) + errors.pitch_deg,
                     .yaw_deg = as_heading(heading_deg)};
  sample.gimbal = {.roll_deg = geometry::to_degrees(state.camera.roll_rad) + errors.camera_roll_deg,
                   .pitch_deg = geometry::to_degrees(state.camera.pitch_rad) + errors.camera_pitch_deg,
                   .yaw_deg = as_yaw(camera_yaw_deg)};
  return row;
}

}  // namespace

std::vector<AutopilotSample> record(const Flight& flight, const Recording& recording, const SensorNoise& noise,
                                    Random random) {
  std::vector<AutopilotSample> rows;
  Sensors sensors(noise, random);
  for (int i = 0; i * kStep_s <= recording.to_s; ++i) {
    const Sensors::Errors errors = sensors.next();
    const double time_s = i * kStep_s;
    if (time_s + 1e-9 < recording.from_s) continue;
    auto row = sample_of(flight.at(time_s + errors.time_s), errors, recording);
    row.sample.time = recording.start + i * kStep;
    row.sample.battery_percent = static_cast<int>(std::max(0.0, kBatteryAtStart_percent - 100 * time_s / kEndurance_s));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace eyrie::world
