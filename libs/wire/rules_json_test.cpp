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

TEST(RulesJson, WhatIsWrittenIsReadAlike) {
  const auto rules = parse_rules(kIntrusion);
  ASSERT_TRUE(rules);
  EXPECT_EQ(to_json(*parse_rules(to_json(*rules))), to_json(*rules));
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
