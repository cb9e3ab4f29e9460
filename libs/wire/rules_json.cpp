// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/rules_json.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include <nlohmann/json.hpp>

#include "wire/detail/json_reader.hpp"

namespace eyrie::wire {
namespace {

using detail::JsonReader;
using detail::JsonValue;
using std::chrono::milliseconds;

constexpr std::size_t kMaxRules = 200;
constexpr std::size_t kMaxNames = 1000;
constexpr std::size_t kMaxCorners = 100;
constexpr std::size_t kMaxWordLength = 64;
constexpr std::size_t kMaxTitleLength = 100;
constexpr int kMaxWindow = 100;
constexpr std::uint64_t kHighestVersion = (std::uint64_t{1} << 53U) - 1;

std::vector<std::string> read_names(JsonReader& reader, std::string_view field, JsonValue value) {
  std::vector<std::string> names;
  reader.array(field, value, kMaxNames,
               [&](JsonValue item) { reader.text(field, item, kMaxWordLength, names.emplace_back()); });
  return names;
}

std::vector<DroneId> read_drones(JsonReader& reader, JsonValue value) {
  std::vector<DroneId> drones;
  for (const auto& name : read_names(reader, "drones", value)) {
    const auto drone = DroneId::parse(name);
    if (!drone) {
      reader.refuse(Error::kInvalidArgument, "drones", drone.error().message);
      break;
    }
    drones.push_back(*drone);
  }
  return drones;
}

std::vector<fleet::NormalisedPoint> read_zone(JsonReader& reader, JsonValue value) {
  std::vector<fleet::NormalisedPoint> corners;
  reader.array("zone", value, kMaxCorners, [&](JsonValue item) {
    std::vector<double> pair;
    reader.array("zone", item, 2, [&](JsonValue number) { reader.number("zone", number, 0, 1, pair.emplace_back()); });
    if (pair.size() == 2) {
      corners.push_back({pair[0], pair[1]});
    } else {
      reader.refuse_type("zone", "pairs of x and y");
    }
  });
  return corners;
}

/// Where a corner may be is for `fleet::validate`, which names the rule and the corner.
std::vector<fleet::GroundPoint> read_area(JsonReader& reader, JsonValue value) {
  constexpr double kAny = std::numeric_limits<double>::max();
  std::vector<fleet::GroundPoint> corners;
  reader.array("area", value, kMaxCorners, [&](JsonValue item) {
    std::optional<double> lat_deg;
    std::optional<double> lon_deg;
    reader.object("area", item, [&](std::string_view name, JsonValue v) {
      if (name == "lat") reader.number("area", v, -kAny, kAny, lat_deg);
      if (name == "lon") reader.number("area", v, -kAny, kAny, lon_deg);
    });
    if (!lat_deg || !lon_deg) {
      reader.refuse(Error::kInvalidArgument, "area", "has a corner without lat and lon, which are degrees on WGS-84");
    } else {
      corners.push_back({.lat_deg = *lat_deg, .lon_deg = *lon_deg});
    }
  });
  return corners;
}

milliseconds read_seconds(JsonReader& reader, std::string_view field, JsonValue value, double most_s) {
  double seconds = 0;
  reader.number(field, value, 0, most_s, seconds);
  return milliseconds{std::llround(seconds * 1e3)};
}

void read_kind(JsonReader& reader, JsonValue value, fleet::RuleKind& kind) {
  std::string name;
  reader.text("kind", value, kMaxWordLength, name);
  const auto parsed = fleet::parse_rule_kind(name);
  if (parsed) {
    kind = *parsed;
  } else {
    reader.refuse(Error::kInvalidArgument, "kind", parsed.error().message);
  }
}

void read_scope(JsonReader& reader, JsonValue value, fleet::RuleScope& scope) {
  std::string name;
  reader.text("scope", value, kMaxWordLength, name);
  const auto parsed = fleet::parse_rule_scope(name);
  if (parsed) {
    scope = *parsed;
  } else {
    reader.refuse(Error::kInvalidArgument, "scope", parsed.error().message);
  }
}

fleet::Rule read_rule(JsonReader& reader, JsonValue value) {
  fleet::Rule rule;
  int severity = static_cast<int>(rule.severity);
  reader.object("rules", value, [&](std::string_view name, JsonValue v) {
    if (name == "id") reader.text(name, v, kMaxWordLength, rule.id);
    if (name == "kind") read_kind(reader, v, rule.kind);
    if (name == "scope") read_scope(reader, v, rule.scope);
    if (name == "is_enabled") reader.flag(name, v, rule.is_enabled);
    if (name == "incident_type") reader.text(name, v, kMaxWordLength, rule.incident_type);
    if (name == "title") reader.text(name, v, kMaxTitleLength, rule.title);
    if (name == "severity") reader.whole(name, v, 1, 4, severity);
    if (name == "classes") rule.classes = read_names(reader, name, v);
    if (name == "helmet_classes") rule.helmet_classes = read_names(reader, name, v);
    if (name == "vehicle_classes") rule.vehicle_classes = read_names(reader, name, v);
    if (name == "distance_m") reader.number(name, v, 0, 50, rule.distance_m);
    if (name == "min_speed_mps") reader.number(name, v, 0, 30, rule.min_speed_mps);
    if (name == "models") rule.models = read_names(reader, name, v);
    if (name == "drones") rule.drones = read_drones(reader, v);
    if (name == "zone") rule.zone = read_zone(reader, v);
    if (name == "area") rule.area = read_area(reader, v);
    if (name == "certainty") reader.number(name, v, 0, 1, rule.certainty);
    if (name == "min_confidence") reader.number(name, v, 0, 1, rule.min_confidence);
    if (name == "min_box_height") reader.number(name, v, 0, 1, rule.min_box_height);
    if (name == "k") reader.whole(name, v, 1, kMaxWindow, rule.hits_needed);
    if (name == "n") reader.whole(name, v, 1, kMaxWindow, rule.window_frames);
    if (name == "dwell_seconds") rule.dwell = read_seconds(reader, name, v, 3'600);
    if (name == "cooldown_seconds") rule.cooldown = read_seconds(reader, name, v, 86'400);
  });
  rule.severity = static_cast<fleet::Severity>(severity);
  return rule;
}

nlohmann::json to_document(const fleet::Rule& rule) {
  nlohmann::json document{{"id", rule.id},
                          {"kind", fleet::name_of(rule.kind)},
                          {"scope", fleet::name_of(rule.scope)},
                          {"is_enabled", rule.is_enabled},
                          {"incident_type", rule.incident_type.empty() ? rule.id : rule.incident_type},
                          {"title", rule.title.empty() ? rule.id : rule.title},
                          {"severity", static_cast<int>(rule.severity)},
                          {"classes", rule.classes},
                          {"min_confidence", rule.min_confidence},
                          {"k", rule.hits_needed},
                          {"n", rule.window_frames},
                          {"dwell_seconds", static_cast<double>(rule.dwell.count()) / 1e3},
                          {"cooldown_seconds", static_cast<double>(rule.cooldown.count()) / 1e3}};
  if (!rule.helmet_classes.empty()) document["helmet_classes"] = rule.helmet_classes;
  if (!rule.vehicle_classes.empty()) {
    document["vehicle_classes"] = rule.vehicle_classes;
    document["distance_m"] = rule.distance_m;
    document["min_speed_mps"] = rule.min_speed_mps;
  }
  if (!rule.models.empty()) document["models"] = rule.models;
  if (rule.min_box_height > 0) document["min_box_height"] = rule.min_box_height;
  for (const auto& drone : rule.drones) document["drones"].push_back(drone.str());
  for (const auto& corner : rule.zone) document["zone"].push_back({corner.x, corner.y});
  for (const auto& corner : rule.area) document["area"].push_back({{"lat", corner.lat_deg}, {"lon", corner.lon_deg}});
  if (!rule.area.empty()) document["certainty"] = rule.certainty;
  return document;
}

}  // namespace

Result<fleet::RuleSet> parse_rules(std::string_view json) {
  fleet::RuleSet rules;
  bool has_rules = false;
  JsonReader reader("rule set");
  reader.read(json, [&](std::string_view name, JsonValue value) {
    if (name == "version") reader.whole(name, value, std::uint64_t{0}, kHighestVersion, rules.version);
    if (name == "rules") {
      has_rules = true;
      reader.array(name, value, kMaxRules, [&](JsonValue item) { rules.rules.push_back(read_rule(reader, item)); });
    }
  });
  reader.require("rules", has_rules);
  if (reader.is_refused()) return reader.refusal();
  if (const auto valid = fleet::validate(rules); !valid) return fail(valid.error());
  return rules;
}

std::string to_json(const fleet::RuleSet& rules) {
  nlohmann::json document{{"version", rules.version}, {"rules", nlohmann::json::array()}};
  for (const auto& rule : rules.rules) document["rules"].push_back(to_document(rule));
  return document.dump();
}

}  // namespace eyrie::wire
