// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/rules_json.hpp"

#include <gtest/gtest.h>

namespace eyrie::wire {
namespace {

constexpr std::string_view kIntrusion =
    R"({"version":3,"rules":[{"id":"yard","kind":"intrusion","scope":"view","incident_type":"intrusion","title":"Person in the yard",
  "severity":3,"classes":["person"],"zone":[[0.1,0.2],[0.9,0.2],[0.5,1]],"k":3,"n":5,"dwell_seconds":1.5,"cooldown_seconds":30,"drones":["drone-02"]}]})";

TEST(RulesJson, EveryFieldIsRead) {
  const auto rules = parse_rules(kIntrusion);
  ASSERT_TRUE(rules) << rules.error().message;
  ASSERT_EQ(rules->rules.size(), 1U);
  const auto& rule = rules->rules.front();
  EXPECT_EQ(rules->version, 3U);
  EXPECT_EQ(rule.kind, fleet::RuleKind::kIntrusion);
  EXPECT_EQ(rule.scope, fleet::RuleScope::kView);
  EXPECT_EQ(rule.severity, fleet::Severity::kHigh);
  EXPECT_EQ(rule.zone.size(), 3U);
  EXPECT_DOUBLE_EQ(rule.zone[2].y, 1.0);
  EXPECT_EQ(rule.dwell, std::chrono::milliseconds{1500});
  EXPECT_EQ(rule.drones.front().str(), "drone-02");
}

constexpr std::string_view kGroundIntrusion =
    R"({"version":3,"rules":[{"id":"crane","kind":"intrusion","classes":["person"],"certainty":0.8,
  "area":[{"lat":53.71801,"lon":-1.7397},{"lat":53.71823456789,"lon":-1.7397},{"lat":53.7182,"lon":-1.7395}]}]})";

TEST(RulesJson, AnAreaOnTheGroundIsReadToTheLastDigit) {
  const auto rules = parse_rules(kGroundIntrusion);
  ASSERT_TRUE(rules) << rules.error().message;
  const auto& rule = rules->rules.front();
  EXPECT_EQ(rule.area,
            (std::vector<fleet::GroundPoint>{{53.71801, -1.7397}, {53.71823456789, -1.7397}, {53.7182, -1.7395}}));
  EXPECT_DOUBLE_EQ(rule.certainty, 0.8);
  EXPECT_EQ(parse_rules(to_json(*rules))->rules.front().area, rule.area);
}

TEST(RulesJson, ABadAreaIsRefusedWithItsRuleItsPlaceAndTheRemedy) {
  const auto refusal_of = [](const std::string& area) {
    const auto rules = parse_rules(
        R"({"rules":[{"id":"a","kind":"class","classes":["x"]},{"id":"crane","kind":"intrusion","classes":["person"],"area":)" +
        area + "}]}");
    return rules ? std::string() : rules.error().message;
  };
  const auto says = [&refusal_of](const std::string& area, std::string_view what) {
    const std::string refusal = refusal_of(area);
    EXPECT_NE(refusal.find(what), std::string::npos) << refusal;
  };
  says("7", "rules[1].area is not an array");
  says("[[53,1],[53,2]]", "rules[1].area is not an object");
  says(R"([{"lat":53}])", "rules[1].area has a corner without lat and lon");
  says(R"([{"lat":53,"lon":"west"}])", "rules[1].area is not a number");
  says(R"([{"lat":53,"lon":1},{"lat":53.001,"lon":1}])", "rule \"crane\" is not usable: area: 3 to 100 corners");
  says(R"([{"lat":53,"lon":1},{"lat":91,"lon":1},{"lat":53,"lon":1.001}])", "area: corner 2 is no place on the earth");
}

constexpr std::string_view kNearVehicle =
    R"({"version":3,"rules":[{"id":"reversing","kind":"near_vehicle","classes":["person"],"vehicle_classes":["vehicle","truck"],
  "distance_m":6.5,"min_speed_mps":1.25}]})";

TEST(RulesJson, AVehicleToBeNearIsRead) {
  const auto rules = parse_rules(kNearVehicle);
  ASSERT_TRUE(rules) << rules.error().message;
  const auto& rule = rules->rules.front();
  EXPECT_EQ(rule.kind, fleet::RuleKind::kNearVehicle);
  EXPECT_EQ(rule.vehicle_classes, (std::vector<std::string>{"vehicle", "truck"}));
  EXPECT_DOUBLE_EQ(rule.distance_m, 6.5);
  EXPECT_DOUBLE_EQ(rule.min_speed_mps, 1.25);
}

TEST(RulesJson, WhatIsWrittenIsReadAlike) {
  for (const std::string_view text : {kIntrusion, kGroundIntrusion, kNearVehicle}) {
    const auto rules = parse_rules(text);
    ASSERT_TRUE(rules);
    EXPECT_EQ(to_json(*parse_rules(to_json(*rules))), to_json(*rules));
  }
  EXPECT_EQ(to_json(*parse_rules(to_json(fleet::default_rules()))), to_json(fleet::default_rules()));
}

TEST(RulesJson, WhatCouldMissAnIncidentIsRefusedWithItsField) {
  for (const std::string_view text :
       {R"({})", R"({"version":1})", R"({"version":1,"rules":[{"id":"a","kind":"dream","classes":["person"]}]})",
        R"({"version":1,"rules":[{"id":"a","kind":"intrusion","classes":["person"],"zone":[[0.1,0.2]]}]})",
        R"({"version":1,"rules":[{"id":"a","kind":"intrusion","classes":["person"],"zone":[[0.1]]}]})",
        R"({"version":1,"rules":[{"id":"a","kind":"class","classes":["x"],"severity":9}]})",
        R"({"version":1,"rules":[{"id":"a","kind":"class","classes":[]}]})",
        R"({"version":1,"rules":[{"id":"a","kind":"class","classes":["x"],"scope":"site"}]})",
        R"({"version":1,"rules":[{"id":"a","kind":"class","classes":["x"],"k":5,"n":2}]})",
        R"({"version":1,"rules":[{"id":"a","kind":"class","classes":["x"],"drones":["../x"]}]})",
        R"({"version":1,"rules":[{"id":"a","kind":"class","classes":["x"]},{"id":"a","kind":"class","classes":["x"]}]})"}) {
    const auto rules = parse_rules(text);
    ASSERT_FALSE(rules) << text;
    EXPECT_FALSE(rules.error().message.empty());
  }
}

}  // namespace
}  // namespace eyrie::wire
