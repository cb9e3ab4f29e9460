// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "flightlog/flight_log.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace eyrie::flightlog {
namespace {

using namespace std::chrono_literals;

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text.data(), text.size())); }

std::filesystem::path assets() {
  const char* const given = std::getenv("EYRIE_TEST_ASSETS");
  return given != nullptr ? given : "../shared/assets";
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(DjiSrt, BracketedFieldsWithGimbal) {
  const auto log = parse_dji_srt(
      "1\n00:00:00,000 --> 00:00:00,041\n<font size=\"28\">FrameCnt: 1, DiffTime: 41ms\n2026-05-27 13:10:00.015\n"
      "[iso: 200] [latitude: 53.365080] [longitude: -6.460739] [rel_alt: 5.400 abs_alt: -124.744] [gb_yaw: -162.8 gb_pitch: "
      "-30.5 "
      "gb_roll: 0.1]</font>\n\n");
  ASSERT_TRUE(log) << log.error().message;
  const auto& sample = log->moments().front().sample;
  EXPECT_DOUBLE_EQ(*sample.lat_deg, 53.365080);
  EXPECT_DOUBLE_EQ(*sample.lon_deg, -6.460739);
  EXPECT_DOUBLE_EQ(*sample.relative_alt_m, 5.4);
  EXPECT_DOUBLE_EQ(*sample.alt_m, -124.744);
  EXPECT_DOUBLE_EQ(sample.gimbal->pitch_deg, -30.5);
  EXPECT_DOUBLE_EQ(sample.gimbal->yaw_deg, -162.8);
}

TEST(DjiSrt, SatelliteCountMeansLongitudeFirst) {
  const auto log = parse_dji_srt(
      "1\n00:00:00,000 --> 00:00:01,000\nF/5.6, GPS (-58.851745, -34.237922, 15), HOME (-58.847509, -34.232707, -57.98m), "
      "D 698.70m, H 85.80m, H.S 2.88m/s, V.S 0.00m/s, F.PRY (2.7\xC2\xB0, -7.0\xC2\xB0, -110.1\xC2\xB0), G.PRY "
      "(-24.4\xC2\xB0, 0.0\xC2\xB0, 110.4\xC2\xB0)\n");
  ASSERT_TRUE(log) << log.error().message;
  const auto& sample = log->moments().front().sample;
  EXPECT_DOUBLE_EQ(*sample.lat_deg, -34.237922);
  EXPECT_DOUBLE_EQ(*sample.lon_deg, -58.851745);
  EXPECT_DOUBLE_EQ(*sample.relative_alt_m, 85.8);
  EXPECT_DOUBLE_EQ(*sample.speed_mps, 2.88);
  EXPECT_DOUBLE_EQ(*sample.heading_deg, 249.9);
  EXPECT_DOUBLE_EQ(sample.gimbal->pitch_deg, -24.4);
}

TEST(DjiSrt, MetresOrALongitudePastNinetyMeanLatitudeFirst) {
  const auto metres = parse_dji_srt("1\n00:00:00,000 --> 00:00:01,000\nGPS(36.6146,-6.1120,0.0M) BAROMETER:0.3M\n");
  ASSERT_TRUE(metres);
  EXPECT_DOUBLE_EQ(*metres->moments().front().sample.lat_deg, 36.6146);
  const auto past_ninety =
      parse_dji_srt("1\n00:00:00,000 --> 00:00:01,000\nGPS(39.906217,116.391305,69.800) BAROMETER(91.2)\n");
  ASSERT_TRUE(past_ninety);
  EXPECT_DOUBLE_EQ(*past_ninety->moments().front().sample.lon_deg, 116.391305);
}

TEST(DjiSrt, FixAtZeroIsNone) {
  const auto log = parse_dji_srt(
      "1\n00:00:00,000 --> 00:00:00,033\n[latitude: 0.000000] [longitude: 0.000000] [rel_alt: 0.400 abs_alt: 269.1]\n");
  ASSERT_TRUE(log);
  EXPECT_FALSE(log->moments().front().sample.lat_deg);
  EXPECT_DOUBLE_EQ(*log->moments().front().sample.relative_alt_m, 0.4);
}

TEST(FlightLog, NumbersChangeEvenlyBetweenMoments) {
  const auto log = parse_dji_srt(
      "1\n00:00:05,000 --> 00:00:06,000\n[rel_alt: 1.0 abs_alt: 1.0]\n\n2\n00:00:06,000 --> 00:00:07,000\n[rel_alt: 2.0 "
      "abs_alt: 1.0]\n\n"
      "3\n00:00:09,000 --> 00:00:10,000\n[rel_alt: 3.0 abs_alt: 1.0]\n");
  ASSERT_TRUE(log);
  EXPECT_DOUBLE_EQ(*log->sample_at(-1s).relative_alt_m, 1.0);
  EXPECT_DOUBLE_EQ(*log->sample_at(250ms).relative_alt_m, 1.25);
  EXPECT_DOUBLE_EQ(*log->sample_at(2500ms).relative_alt_m, 2.0) << "three seconds are nobody's to fill";
  EXPECT_DOUBLE_EQ(*log->sample_at(9s).relative_alt_m, 3.0);
}

TEST(FlightLog, AnglesTurnTheShorterWay) {
  const auto log = parse_flight_log(bytes_of(
      "{\"drone_id\":\"drone-07\",\"timestamp\":\"2026-06-01T08:00:00.000Z\",\"lat\":47.1,\"lon\":8.5,\"heading\":350,"
      "\"gimbal\":{\"roll\":0,\"pitch\":-30,\"yaw\":350}}\n"
      "{\"drone_id\":\"drone-07\",\"timestamp\":\"2026-06-01T08:00:01.000Z\",\"lat\":47.2,\"lon\":8.5,\"heading\":30,"
      "\"gimbal\":{\"roll\":0,\"pitch\":-50,\"yaw\":30}}\n"));
  ASSERT_TRUE(log) << log.error().message;
  const auto sample = log->sample_at(750ms);
  EXPECT_NEAR(*sample.heading_deg, 20, 1e-9);
  EXPECT_NEAR(sample.gimbal->yaw_deg, 380, 1e-9);
  EXPECT_NEAR(sample.gimbal->pitch_deg, -45, 1e-9);
  EXPECT_NEAR(*sample.lat_deg, 47.175, 1e-9);
}

TEST(TelemetryJsonl, MessagesOfAnyDroneAreMoments) {
  const auto log = parse_flight_log(
      bytes_of("{\"drone_id\":\"drone-07\",\"timestamp\":\"2026-06-01T08:00:00.000Z\",\"lat\":47.1,\"lon\":8.5,\"relative_"
               "alt\":12.5}\n"
               "damaged\n\n"
               "{\"drone_id\":\"drone-07\",\"timestamp\":\"2026-06-01T08:00:00.100Z\",\"lat\":47.2,\"lon\":8.5,"
               "\"gimbal\":{\"roll\":0.5,\"pitch\":-40,\"yaw\":170}}"));
  ASSERT_TRUE(log) << log.error().message;
  ASSERT_EQ(log->moments().size(), 2U);
  EXPECT_EQ(*log->moments()[0].sample.relative_alt_m, 12.5);
  EXPECT_TRUE(log->moments()[0].sample.drone.is_empty());
  EXPECT_EQ(log->moments()[1].at, 100ms);
  EXPECT_EQ(log->moments()[1].sample.gimbal, (fleet::Attitude{.roll_deg = 0.5, .pitch_deg = -40, .yaw_deg = 170}));
}

TEST(TelemetryJsonl, TimeThatRunsBackwardsIsRefused) {
  EXPECT_FALSE(
      parse_telemetry_jsonl("{\"drone_id\":\"a\",\"timestamp\":\"2026-06-01T08:00:01Z\"}\n"
                            "{\"drone_id\":\"a\",\"timestamp\":\"2026-06-01T08:00:00Z\"}\n"));
}

TEST(FlightLog, WhatIsNoLogIsRefused) {
  for (const std::string text :
       {"", "hello", "{}", "{\"drone_id\":1}\n", "1\n00:00:00,000 --> 00:00:01,000\nnothing here\n", "-->", "\xFE\x1C"}) {
    EXPECT_FALSE(parse_flight_log(bytes_of(text)));
  }
}

// Oracle: pymavlink 2.4.50's mavutil over the same file counts 807 GLOBAL_POSITION_INT.
TEST(MavlinkTlog, RealFlightAgreesWithPymavlink) {
  const auto path = assets() / "telemetry/ardupilot/vtol.tlog";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "needs the test data: " << path;
  const std::string file = read(path);
  const auto log = parse_flight_log(bytes_of(file));
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->moments().size(), 807U);
  EXPECT_NEAR(std::chrono::duration<double>(log->duration()).count(), 207.6, 15.0);
  const auto& fiftieth = log->moments()[49].sample;
  EXPECT_DOUBLE_EQ(*fiftieth.lat_deg, -353629039 * 1e-7);
  EXPECT_DOUBLE_EQ(*fiftieth.lon_deg, 1491650828 * 1e-7);
  EXPECT_DOUBLE_EQ(*fiftieth.alt_m, 587.85);
  EXPECT_DOUBLE_EQ(*fiftieth.relative_alt_m, 6.75);
  EXPECT_DOUBLE_EQ(*fiftieth.heading_deg, 265.73);
  EXPECT_FALSE(fiftieth.battery_percent);
}

TEST(MavlinkTlog, DamageCostsOnlyWhatItHit) {
  const auto path = assets() / "telemetry/ardupilot/vtol.tlog";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "needs the test data: " << path;
  std::string file = read(path);
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) file[random() % file.size()] ^= 0x55;
  const auto log = parse_flight_log(bytes_of(file));
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_GT(log->moments().size(), 700U);
}

TEST(DjiSrt, EveryModelsFileIsRead) {
  for (const char* folder : {"telemetry/dji_srt", "telemetry/dji_srt_models"}) {
    if (!std::filesystem::exists(assets() / folder)) GTEST_SKIP() << "needs the test data: " << assets() / folder;
    for (const auto& entry : std::filesystem::directory_iterator(assets() / folder)) {
      if (entry.path().extension() != ".srt" && entry.path().extension() != ".SRT") continue;
      const std::string file = read(entry.path());
      const auto log = parse_flight_log(bytes_of(file));
      EXPECT_TRUE(log) << entry.path() << ": " << log.error().message;
    }
  }
}

}  // namespace
}  // namespace eyrie::flightlog
