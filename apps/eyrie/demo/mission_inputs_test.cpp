// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/mission_inputs.hpp"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/temp_folder.hpp"

namespace eyrie::demo {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// A mission's folder as `eyrie world render` writes it, with one drone and a rule for the polygon "Crane".
class MissionInputs : public ::testing::Test {
 protected:
  MissionInputs() {
    fs::create_directories(folder_ / "drone-01");
    for (const char* file : {"drone-01/video.mp4", "drone-01/telemetry.jsonl", "model.onnx"}) write(file, "bytes");
    write("zones.geojson",
          R"({"features":[{"properties":{"name":"Yard"},"geometry":{"coordinates":[[[0,0],[0,1],[1,1],[0,0]]]}},
                          {"properties":{"name":"Crane"},"geometry":{"coordinates":[[[8.1,47.1],[8.2,47.1],[8.2,47.2],[8.1,47.1]]]}}]})");
    document_ = {
        {"model", (folder_ / "model.onnx").string()},
        {"drones", {{{"id", "drone-01"}, {"name", "Work drone"}, {"settings", {{"camera.horizontal_fov_deg", "48"}}}}}},
        {"rules", {{{"id", "crane"}, {"kind", "intrusion"}, {"area_of", "Crane"}}, {{"id", "bare"}, {"kind", "class"}}}}};
  }

  void write(const std::string& file, const std::string& text) const { std::ofstream(folder_ / file) << text; }
  [[nodiscard]] Result<DemoInputs> read() const {
    write("demo.json", document_.dump());
    return inputs_from_mission(folder_.path());
  }

  const test::TempFolder folder_;
  json document_;
};

TEST_F(MissionInputs, EachDroneFliesItsOwnFilmWithItsOwnTelemetry) {
  const auto inputs = read();
  ASSERT_TRUE(inputs) << inputs.error().message;
  ASSERT_EQ(inputs->drones.size(), 1U);
  const DroneInput& drone = inputs->drones[0];
  EXPECT_EQ(drone.name, "Work drone");
  EXPECT_EQ(drone.source, (folder_ / "drone-01/video.mp4").string());
  EXPECT_EQ(drone.telemetry, folder_ / "drone-01/telemetry.jsonl");
  EXPECT_EQ(drone.model, folder_ / "model.onnx");
  EXPECT_TRUE(drone.is_looped);
  EXPECT_THAT(drone.settings,
              ::testing::ElementsAre(std::pair<std::string, std::string>("camera.horizontal_fov_deg", "48")));
  EXPECT_TRUE(inputs->map.empty());
}

TEST_F(MissionInputs, ARulesAreaIsThePolygonOfThatName) {
  const auto inputs = read();
  ASSERT_TRUE(inputs) << inputs.error().message;
  const json rules = json::parse(inputs->rules_json);
  EXPECT_EQ(rules[0]["area"], json::parse(R"([{"lat":47.1,"lon":8.1},{"lat":47.1,"lon":8.2},{"lat":47.2,"lon":8.2}])"));
  EXPECT_FALSE(rules[0].contains("area_of"));
  EXPECT_FALSE(rules[1].contains("area"));
}

TEST_F(MissionInputs, AMapBesideItIsShown) {
  write("map.pmtiles", "bytes");
  const auto inputs = read();
  ASSERT_TRUE(inputs) << inputs.error().message;
  EXPECT_EQ(inputs->map, folder_ / "map.pmtiles");
}

TEST_F(MissionInputs, WhatIsMissingIsNamed) {
  const auto refusal = [this] {
    const auto inputs = read();
    return inputs ? std::string("taken") : inputs.error().message;
  };
  const json drone = document_["drones"][0];
  const auto nowhere = inputs_from_mission(folder_ / "no-mission");
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().message, AllOf(HasSubstr("no-mission/demo.json"), HasSubstr("--mission")));

  document_["rules"][0]["area_of"] = "Moat";
  EXPECT_THAT(refusal(), AllOf(HasSubstr("\"Moat\""), HasSubstr("area_of")));
  document_["rules"][0].erase("area_of");

  fs::remove(folder_ / "drone-01/telemetry.jsonl");
  EXPECT_THAT(refusal(), HasSubstr("drone-01/telemetry.jsonl"));
  write("drone-01/telemetry.jsonl", "bytes");

  document_["drones"] = json::array();
  EXPECT_THAT(refusal(), HasSubstr("drones: at least one"));
  document_["drones"] = {drone};
  document_["model"] = "models/none.onnx";
  EXPECT_THAT(refusal(), HasSubstr("models/none.onnx"));
  document_["model"] = (folder_ / "model.onnx").string();

  document_["rules"][0]["area_of"] = "Crane";
  write("zones.geojson", R"({"no":"features"})");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("zones.geojson"), HasSubstr("'features'")));
  document_["rules"][0].erase("area_of");

  document_["drones"][0].erase("name");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("demo.json"), HasSubstr("'name'")));
}

/// What lies in the repository: `samples/site/demo.json` names polygons that the mission has, and drones that it flies.
TEST(SampleMission, ItsRulesNameItsZones) {
  const fs::path folder = "samples/site";
  std::ifstream file(folder / "demo.json");
  const json document = json::parse(file);
  std::ifstream mission_file(folder / "mission.toml");
  const std::string mission(std::istreambuf_iterator<char>(mission_file), {});
  for (const json& drone : document.at("drones")) EXPECT_THAT(mission, HasSubstr("id = " + drone.at("id").dump()));
  for (const json& rule : document.at("rules")) {
    if (!rule.contains("area_of")) continue;
    EXPECT_THAT(mission, HasSubstr("name = " + rule.at("area_of").dump()));
  }
}

}  // namespace
}  // namespace eyrie::demo
