// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/daylight.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "world/math/portable.hpp"

namespace eyrie::world {
namespace {

using namespace std::chrono;

struct Noted {
  Timestamp time;
  geometry::GeoPoint place;
  float azimuth_deg;
};

TEST(SunAzimuth, IsThatOfTheAstronomicalAlmanac) {
  // By the low-precision formulas of the Astronomical Almanac, section C, which take the equation of time in.
  const Noted noted[]{{sys_days(2026y / 6 / 1) + 8h, {47.3977, 8.5456, 408}, 103.7F},
                      {sys_days(2026y / 12 / 21) + 14h, {47.3977, 8.5456, 408}, -144.0F},
                      {sys_days(2026y / 3 / 20) + 9h, {1.35, 103.8, 0}, -91.0F},
                      {sys_days(2026y / 9 / 1) + 17h, {40.7, -74, 0}, -178.1F}};
  for (const auto& [time, place, azimuth_deg] : noted) {
    const float found_deg = sun_azimuth(time, place) * 180 / portable::kPi;
    EXPECT_LT(std::fabs(std::remainder(found_deg - azimuth_deg, 360.0F)), 6) << azimuth_deg;
  }
}

TEST(Daylight, TheSunStandsWhereItIsTold) {
  const Daylight from_east = make_daylight(Weather::kDay, portable::kPi / 2, Random(3));
  EXPECT_GT(from_east.to_sun.x, 0.4F);
  EXPECT_NEAR(from_east.to_sun.y, 0, 1e-6F);
  const Daylight from_anywhere = make_daylight(Weather::kDay, {}, Random(3));
  EXPECT_EQ(from_anywhere.to_sun.z, from_east.to_sun.z) << "the weather decides how high";
}

}  // namespace
}  // namespace eyrie::world
