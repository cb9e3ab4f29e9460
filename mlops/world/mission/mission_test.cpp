// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/mission/mission.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::world {
namespace {

using ::testing::HasSubstr;

constexpr const char* kSmall = R"(seed = 4
lasts_s = 10

[site]
seed = 5
weather = "day"

[[helmet_off]]
worker = 2
at_s = 3.0

[[zone]]
name = "crane"
centre = { east_m = 4.0, north_m = 8.0 }
radius_m = 6.0

[[drone]]
id = "drone-1"
fov_deg = 50
start = { east_m = -20.0, north_m = -10.0, height_m = 12.0 }

[[drone.step]]
fly_to = { east_m = 10.0, north_m = -10.0, height_m = 12.0 }
speed_mps = 2.5
look_at = { east_m = 0.0, north_m = 5.0 }

[[drone.step]]
hold_s = 2.0
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kSmall;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string refusal_of(const std::string& text) {
  const auto mission = parse_mission(text, "mission.toml");
  return mission ? "" : mission.error().message;
}

TEST(Mission, IsReadAsItIsWritten) {
  const auto mission = parse_mission(kSmall, "mission.toml");
  ASSERT_TRUE(mission) << mission.error().message;
  EXPECT_EQ(mission->seed, 4U);
  EXPECT_EQ(mission->lasts_s, 10);
  EXPECT_EQ(mission->site.seed, 5U);
  EXPECT_EQ(mission->site.weather, Weather::kDay);
  ASSERT_EQ(mission->site.story.helmets_off.size(), 1U);
  EXPECT_EQ(mission->site.story.helmets_off[0].worker, 2);
  EXPECT_EQ(mission->zones.at(0).name, "crane");
  ASSERT_EQ(mission->drones.size(), 1U);
  const DronePlan& drone = mission->drones[0];
  EXPECT_EQ(drone.start.z, 12);
  ASSERT_EQ(drone.steps.size(), 2U);
  EXPECT_EQ(std::get<FlyTo>(drone.steps[0].what).speed_mps, 2.5);
  EXPECT_EQ(drone.steps[0].look_at, (Point2{0, 5}));
  EXPECT_EQ(std::get<Hold>(drone.steps[1].what).lasts_s, 2);
}

TEST(Mission, UnknownKeyIsRefusedWithTheNearest) {
  const std::string refusal = refusal_of(with("speed_mps", "spede_mps"));
  EXPECT_THAT(refusal, HasSubstr("mission.toml:24: drone[0].step[0].spede_mps"));
  EXPECT_THAT(refusal, HasSubstr("Did you mean drone[0].step[0].speed_mps?"));
}

TEST(Mission, AllProblemsAreToldAtOnceWithTheirLines) {
  const std::string refusal =
      refusal_of(with("lasts_s = 10", "lasts_s = -1\nweahter = \"day\"") + "\n[[drone]]\nid = \"drone-1\"\n");
  EXPECT_THAT(refusal, HasSubstr("mission.toml:2: lasts_s: is -1; give 0.5 to 3600"));
  EXPECT_THAT(refusal, HasSubstr("weahter: there is no such key"));
  EXPECT_THAT(refusal, HasSubstr("drone[1].id: \"drone-1\" is another drone's already"));
  EXPECT_THAT(refusal, HasSubstr("a place in the air needs east_m, north_m and height_m"));
}

TEST(Mission, WhatCannotBeIsRefused) {
  EXPECT_THAT(refusal_of(with("\"day\"", "\"snow\"")), HasSubstr("low-sun"));
  EXPECT_THAT(refusal_of(with("hold_s = 2.0", "yaw_deg = 4")), HasSubstr("one of fly_to, hold_s and orbit"));
  EXPECT_THAT(refusal_of(with("fov_deg = 50", "fov_deg = \"wide\"")), HasSubstr("drone[0].fov_deg"));
  EXPECT_THAT(refusal_of(with("id = \"drone-1\"", "id = \"../x\"")), HasSubstr("drone[0].id"));
  EXPECT_THAT(refusal_of(with("seed = 4", "seed = = 4")), HasSubstr("mission.toml:1:"));
  EXPECT_THAT(refusal_of("seed = 4\n"), HasSubstr("[[drone]]"));
}

class Routes : public ::testing::Test {
 protected:
  std::string refusal_of(const std::string& text) const {
    const auto mission = parse_mission(text, "mission.toml");
    EXPECT_TRUE(mission);
    if (!mission) return "";
    Site site;  // the plane, without hills
    site.ground.yard = Area({0, 0}, 60, 60, 0);
    site.ground.road = Area({0, -70}, 200, 4, 0);
    const auto status = check_routes(*mission, site);
    return status ? "" : status.error().message;
  }
};

TEST_F(Routes, UnderTheGroundIsRefusedWithPlaceAndRemedy) {
  EXPECT_EQ(refusal_of(kSmall), "");
  const std::string refusal = refusal_of(
      with("{ east_m = 10.0, north_m = -10.0, height_m = 12.0 }", "{ east_m = 10.0, north_m = -10.0, height_m = -3.0 }"));
  EXPECT_THAT(refusal, HasSubstr("mission.toml:23: drone[0].step[0]"));
  EXPECT_THAT(refusal, HasSubstr("the ground, which lies at 0 m there. Give at least 1 m"));
  EXPECT_THAT(refusal_of(with("height_m = 12.0 }\n\n", "height_m = -2.0 }\n\n")),
              HasSubstr("mission.toml:20: drone[0].start"));
}

TEST_F(Routes, OffTheMapIsRefused) {
  EXPECT_THAT(refusal_of(with("east_m = 10.0", "east_m = 900.0")), HasSubstr("off the map, which reaches 400 m"));
}

}  // namespace
}  // namespace eyrie::world
