// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/mission_inputs.hpp"

#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "model_loading/model_folders.hpp"

namespace eyrie::demo {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

Result<json> read_json(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(Error::kNotFound, "there is no " + path.string() +
                                      ". --mission takes the folder of a rendered mission with a demo.json, which "
                                      "docs/guides/demo.md tells of");
  }
  auto document = json::parse(file, nullptr, false);
  if (document.is_discarded()) return fail(Error::kCorrupt, path.string() + " is no JSON document");
  return document;
}

std::unexpected<Error> fail_corrupt(const fs::path& path, const json::exception& error) {
  return fail(Error::kCorrupt, path.string() + ": " + error.what());
}

/// The corners of the polygon of that name, as rules have them: the first not repeated at the end.
Result<json> area_of(const fs::path& path, const std::string& name) {
  const auto zones = read_json(path);
  if (!zones) return fail(zones.error());
  try {
    for (const json& feature : zones->at("features")) {
      if (feature.at("properties").at("name") != name) continue;
      json corners = json::array();
      for (const json& corner : feature.at("geometry").at("coordinates").at(0))
        corners.push_back({{"lat", corner.at(1)}, {"lon", corner.at(0)}});
      if (!corners.empty()) corners.erase(corners.end() - 1);
      return corners;
    }
  } catch (const json::exception& error) {
    return fail_corrupt(path, error);
  }
  return fail(Error::kNotFound,
              path.string() + " has no polygon \"" + name + "\", which a rule of demo.json names (area_of)");
}

Result<std::string> rules_of(const json& document, const fs::path& folder) {
  json rules = document.at("rules");
  for (json& rule : rules) {
    if (!rule.contains("area_of")) continue;
    auto area = area_of(folder / "zones.geojson", rule.at("area_of"));
    if (!area) return fail(area.error());
    rule["area"] = *std::move(area);
    rule.erase("area_of");
  }
  return rules.dump();
}

Result<DroneInput> drone_of(const json& told, const fs::path& folder, const fs::path& model) {
  const std::string id = told.at("id");
  DroneInput drone{.id = id,
                   .name = told.at("name"),
                   .source = (folder / id / "video.mp4").string(),
                   .model = model,
                   .telemetry = folder / id / "telemetry.jsonl",
                   .is_looped = true};
  for (const auto& [name, value] : told.at("settings").items()) drone.settings.emplace_back(name, value.get<std::string>());
  for (const fs::path& file : {fs::path(drone.source), drone.telemetry}) {
    if (!fs::exists(file)) return fail(Error::kNotFound, "there is no " + file.string() + ", which demo.json tells of");
  }
  return drone;
}

}  // namespace

Result<DemoInputs> inputs_from_mission(const fs::path& folder) {
  const auto document = read_json(folder / "demo.json");
  if (!document) return fail(document.error());
  try {
    const auto model = model_loading::find_network(document->at("model").get<std::string>());
    if (!model) return fail(model.error());
    if (!fs::exists(*model)) return fail(Error::kNotFound, "there is no " + model->string() + ", the model of demo.json");
    DemoInputs inputs;
    for (const json& told : document->at("drones")) {
      auto drone = drone_of(told, folder, *model);
      if (!drone) return fail(drone.error());
      inputs.drones.push_back(*std::move(drone));
    }
    if (inputs.drones.empty()) return fail(Error::kCorrupt, (folder / "demo.json").string() + ": drones: at least one");
    auto rules = rules_of(*document, folder);
    if (!rules) return fail(rules.error());
    inputs.rules_json = *std::move(rules);
    if (const fs::path map = folder / "map.pmtiles"; fs::exists(map)) inputs.map = map;
    return inputs;
  } catch (const json::exception& error) {
    return fail_corrupt(folder / "demo.json", error);
  }
}

}  // namespace eyrie::demo
