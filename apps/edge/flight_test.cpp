// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/flight.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace eyrie::edge {
namespace {

using namespace std::chrono_literals;

class FlightTest : public ::testing::Test {
 protected:
  /// Four seconds; the height tells the second.
  std::unique_ptr<Flight> open(Timestamp start) {
    std::ofstream file(folder_ / "flight.jsonl");
    for (int second = 0; second <= 4; ++second)
      file << R"({"drone_id":"other","timestamp":"2026-06-01T08:00:0)" << second << R"(.000Z","relative_alt":)" << second
           << "}\n";
    file.close();
    auto flight = Flight::open(folder_ / "flight.jsonl", *DroneId::parse("drone-01"), start);
    EXPECT_TRUE(flight) << flight.error().message;
    return *std::move(flight);
  }
  static double second_of(const Flight& flight, Timestamp time) { return *flight.at(time).relative_alt_m; }

  const test::TempFolder folder_;
  const Timestamp start_ = *parse_rfc3339("2026-11-21T10:00:00Z");
};

TEST_F(FlightTest, IsPlayedOverAndOverAsThisDrones) {
  const auto flight = open(start_);
  EXPECT_DOUBLE_EQ(second_of(*flight, start_ + 1500ms), 1.5);
  EXPECT_DOUBLE_EQ(second_of(*flight, start_ + 9s), 1);
  EXPECT_EQ(flight->at(start_).drone, *DroneId::parse("drone-01"));
  EXPECT_EQ(flight->at(start_ + 9s).time, start_ + 9s);
}

TEST_F(FlightTest, BeginsWithItsFilmAndRemembersThePassBefore) {
  const auto flight = open(start_);
  flight->begin(start_ + 3500ms);
  EXPECT_DOUBLE_EQ(second_of(*flight, start_ + 4s), 0.5);
  EXPECT_DOUBLE_EQ(second_of(*flight, start_ + 3s), 3) << "a frame of the pass before, still in line";
}

}  // namespace
}  // namespace eyrie::edge
