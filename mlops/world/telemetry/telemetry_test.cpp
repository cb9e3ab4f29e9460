// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "flightlog/flight_log.hpp"
#include "geometry/locate.hpp"
#include "world/telemetry/formats.hpp"

namespace eyrie::world {
namespace {

using namespace std::chrono_literals;

const geometry::GeoPoint kOrigin{.lat_deg = 47.3977, .lon_deg = 8.5456, .alt_m = 408};

DronePlan long_hold() {
  DronePlan plan;
  plan.start = {10, -20, 12};
  plan.yaw_deg = 350;
  plan.pitch_deg = -40;
  plan.steps.push_back({.what = FlyTo{.to = {25, -5, 14}, .speed_mps = 2}, .yaw_deg = 10});
  return plan;
}

Recording recording_of(double from_s, double to_s) {
  return {.drone = *DroneId::parse("drone-1"),
          .origin = kOrigin,
          .start = *parse_rfc3339("2026-06-01T08:00:00Z"),
          .from_s = from_s,
          .to_s = to_s};
}

/// -180..180.
double between(double from_deg, double to_deg) { return std::remainder(to_deg - from_deg, 360); }

/// What telemetry says minus what was flown, of each row.
std::vector<double> errors_of(const std::vector<AutopilotSample>& told, const std::vector<AutopilotSample>& flown,
                              const std::function<double(const fleet::TelemetrySample&)>& value) {
  std::vector<double> errors;
  for (std::size_t i = 0; i < told.size(); ++i) errors.push_back(value(told[i].sample) - value(flown[i].sample));
  return errors;
}

double deviation_of(const std::vector<double>& errors) {
  double sum = 0;
  for (const double error : errors) sum += error * error;
  return std::sqrt(sum / static_cast<double>(errors.size()));
}

/// Of errors that lie `rows` apart.
double correlation_of(const std::vector<double>& errors, std::size_t rows) {
  double sum = 0;
  for (std::size_t i = 0; i + rows < errors.size(); ++i) sum += errors[i] * errors[i + rows];
  const double deviation = deviation_of(errors);
  return sum / static_cast<double>(errors.size() - rows) / (deviation * deviation);
}

double north_m(const fleet::TelemetrySample& sample) {
  return geometry::offset_between(kOrigin, {*sample.lat_deg, *sample.lon_deg, 0}).north_m;
}
double east_m(const fleet::TelemetrySample& sample) {
  return geometry::offset_between(kOrigin, {*sample.lat_deg, *sample.lon_deg, 0}).east_m;
}

/// Two hours: 240 times the memory of the position, so that its deviation is known to some 7 %.
TEST(Autopilot, IsOffByAsMuchAsItSays) {
  constexpr double kLasts_s = 7200;
  const Flight flight(long_hold(), kLasts_s, {}, Random(2));
  const SensorNoise noise;
  const auto told = record(flight, recording_of(0, kLasts_s), noise, Random(5));
  const auto flown = record(flight, recording_of(0, kLasts_s), kNoNoise, Random(5));
  ASSERT_EQ(told.size(), 72'001U);

  const auto east = errors_of(told, flown, east_m);
  const auto north = errors_of(told, flown, north_m);
  EXPECT_NEAR(deviation_of(east), 1.0, 0.2);
  EXPECT_NEAR(deviation_of(north), 1.0, 0.2);
  EXPECT_NEAR(correlation_of(east, 300), std::exp(-1), 0.15);  // 30 s apart
  EXPECT_GT(correlation_of(east, 1), 0.98);
  const auto height = errors_of(told, flown, [](const auto& sample) { return *sample.relative_alt_m; });
  EXPECT_NEAR(deviation_of(height), 0.5, 0.2);
  const auto roll = errors_of(told, flown, [](const auto& sample) { return sample.gimbal->roll_deg; });
  EXPECT_NEAR(deviation_of(roll), 0.5, 0.1);
  const auto pitch = errors_of(told, flown, [](const auto& sample) { return sample.gimbal->pitch_deg; });
  EXPECT_NEAR(deviation_of(pitch), 0.5, 0.1);
  std::vector<double> heading;
  for (std::size_t i = 0; i < told.size(); ++i)
    heading.push_back(between(*flown[i].sample.heading_deg, *told[i].sample.heading_deg));
  EXPECT_NEAR(deviation_of(heading), 2.0, 0.35);
}

TEST(Autopilot, WithoutNoiseTellsThePoseItself) {
  const Flight flight(long_hold(), 20, {}, Random(2));
  const auto flown = record(flight, recording_of(0, 20), kNoNoise, Random(5));
  for (std::size_t i = 0; i < flown.size(); ++i) {
    const FlightState state = flight.at(static_cast<double>(i) / kTelemetryRate_hz);
    const fleet::TelemetrySample& sample = flown[i].sample;
    EXPECT_NEAR(east_m(sample), state.position.x, 1e-6);
    EXPECT_NEAR(north_m(sample), state.position.y, 1e-6);
    EXPECT_NEAR(*sample.relative_alt_m, state.position.z, 1e-12);
    EXPECT_NEAR(*sample.alt_m, kOrigin.alt_m + state.position.z, 1e-12);
    EXPECT_NEAR(between(*sample.heading_deg, geometry::to_degrees(state.airframe.yaw_rad)), 0, 1e-9);
    EXPECT_NEAR(sample.gimbal->pitch_deg, geometry::to_degrees(state.camera.pitch_rad), 1e-9);
  }
}

TEST(Autopilot, MeasuresAtTimesThatAreOffByTheClock) {
  DronePlan plan;
  plan.start = {0, 0, 10};
  plan.steps.push_back({.what = FlyTo{.to = {300, 0, 10}, .speed_mps = 10}});
  const Flight flight(plan, 25, {.east_mps = 0, .north_mps = 0, .gust_mps = 0}, Random(2));
  SensorNoise clock = kNoNoise;
  clock.time_s = 0.02;
  const auto told = record(flight, recording_of(10, 24), clock, Random(5));
  const auto flown = record(flight, recording_of(10, 24), kNoNoise, Random(5));
  EXPECT_NEAR(deviation_of(errors_of(told, flown, east_m)), 10 * 0.02, 0.05);
}

TEST(Autopilot, APieceIsThatPieceOfTheWhole) {
  const Flight flight(long_hold(), 20, {}, Random(2));
  const auto whole = record(flight, recording_of(0, 20), {}, Random(5));
  const auto piece = record(flight, recording_of(5, 8), {}, Random(5));
  ASSERT_EQ(piece.size(), 31U);
  for (std::size_t i = 0; i < piece.size(); ++i) EXPECT_EQ(piece[i].sample, whole[i + 50].sample);
}

class Formats : public ::testing::Test {
 protected:
  Formats() : flight_(long_hold(), 20, {}, Random(2)), rows_(record(flight_, recording_of(0, 20), {}, Random(5))) {}

  static Result<flightlog::FlightLog> read(const std::string& bytes) {
    return flightlog::parse_flight_log(std::as_bytes(std::span(bytes.data(), bytes.size())));
  }

  Flight flight_;
  std::vector<AutopilotSample> rows_;
};

void expect_near(const fleet::Attitude& read, const fleet::Attitude& written, double tolerance_deg) {
  EXPECT_NEAR(read.roll_deg, written.roll_deg, tolerance_deg);
  EXPECT_NEAR(read.pitch_deg, written.pitch_deg, tolerance_deg);
  EXPECT_NEAR(between(read.yaw_deg, written.yaw_deg), 0, tolerance_deg);
}

struct Tolerance {
  double place_deg;
  double height_m;
  double angle_deg;
  double speed_mps;
};

void expect_read_back(const flightlog::FlightLog& log, const std::vector<AutopilotSample>& rows,
                      const Tolerance& tolerance) {
  ASSERT_EQ(log.moments().size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const fleet::TelemetrySample& read = log.moments()[i].sample;
    const fleet::TelemetrySample& written = rows[i].sample;
    EXPECT_EQ(log.moments()[i].at, 100ms * i);
    EXPECT_NEAR(*read.lat_deg, *written.lat_deg, tolerance.place_deg);
    EXPECT_NEAR(*read.lon_deg, *written.lon_deg, tolerance.place_deg);
    EXPECT_NEAR(*read.alt_m, *written.alt_m, tolerance.height_m);
    EXPECT_NEAR(*read.relative_alt_m, *written.relative_alt_m, tolerance.height_m);
    EXPECT_NEAR(*read.speed_mps, *written.speed_mps, tolerance.speed_mps);
    EXPECT_NEAR(between(*read.heading_deg, *written.heading_deg), 0, tolerance.angle_deg);
    EXPECT_EQ(read.battery_percent, written.battery_percent);
    ASSERT_TRUE(read.attitude && read.gimbal);
    expect_near(*read.attitude, *written.attitude, tolerance.angle_deg);
    expect_near(*read.gimbal, *written.gimbal, tolerance.angle_deg);
  }
}

TEST_F(Formats, TlogIsReadBackByTheReplay) {
  const auto log = read(to_tlog(rows_));
  ASSERT_TRUE(log) << log.error().message;
  expect_read_back(*log, rows_, {.place_deg = 0.51e-7, .height_m = 0.51e-3, .angle_deg = 0.0051, .speed_mps = 1e-6});
}

TEST_F(Formats, JsonLinesAreReadBackByTheReplay) {
  const auto log = read(to_jsonl(rows_));
  ASSERT_TRUE(log) << log.error().message;
  expect_read_back(*log, rows_, {.place_deg = 0.51e-7, .height_m = 0.0051, .angle_deg = 0.051, .speed_mps = 0.0051});
}

/// From file to map: what the edge locates by the telemetry without noise is where it is.
TEST_F(Formats, GroundPointsAreLocatedFromTheReplay) {
  const auto flown = record(flight_, recording_of(0, 20), kNoNoise, Random(5));
  const auto log = read(to_tlog(flown));
  ASSERT_TRUE(log) << log.error().message;
  const auto camera = geometry::CameraModel::create(geometry::Intrinsics::from_fov(960, 540, 1.0));
  ASSERT_TRUE(camera);
  for (std::size_t i = 0; i < flown.size(); i += 10) {
    const FlightState state = flight_.at(static_cast<double>(i) / kTelemetryRate_hz);
    const auto ned_from_camera = geometry::ned_from_camera(state.camera);
    const geometry::Vector3 in_site{state.position.x + 1, state.position.y + 14, 0};
    const auto seen = camera->project(ned_from_camera.inverse() * geometry::ned_of_enu(in_site - state.position));
    ASSERT_TRUE(seen);
    const fleet::TelemetrySample& sample = log->moments()[i].sample;
    const auto pose = geometry::pose_from({.lat_deg = sample.lat_deg,
                                           .lon_deg = sample.lon_deg,
                                           .alt_m = sample.alt_m,
                                           .relative_alt_m = sample.relative_alt_m,
                                           .gimbal = geometry::Attitude::from_degrees(
                                               sample.gimbal->roll_deg, sample.gimbal->pitch_deg, sample.gimbal->yaw_deg)});
    ASSERT_TRUE(pose);
    const auto fix = geometry::locate(*seen, *camera, *pose);
    ASSERT_TRUE(fix) << fix.error().message;
    const auto found = geometry::offset_between(kOrigin, fix->position);
    EXPECT_NEAR(found.east_m, in_site.x, 0.03);
    EXPECT_NEAR(found.north_m, in_site.y, 0.03);
  }
}

}  // namespace
}  // namespace eyrie::world
