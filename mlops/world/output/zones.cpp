// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/output/zones.hpp"

#include <cmath>
#include <vector>

#include <nlohmann/json.hpp>

namespace eyrie::world {
namespace {

/// RFC 7946 has longitude first, and a ring that ends where it begins, counter-clockwise.
nlohmann::json ring_of(const Site& site, const std::vector<Point2>& corners) {
  const auto position = [&site](Point2 place) -> nlohmann::json {
    const auto geo = geometry::moved(site.origin, static_cast<double>(place.y), static_cast<double>(place.x));
    constexpr double kGrid = 1e9;  // 0.1 mm
    return {std::round(geo.lon_deg * kGrid) / kGrid, std::round(geo.lat_deg * kGrid) / kGrid};
  };
  nlohmann::json ring = nlohmann::json::array();
  for (const Point2 corner : corners) ring.push_back(position(corner));
  ring.push_back(ring.front());
  return ring;
}

nlohmann::json feature(const std::string& name, const std::string& kind, nlohmann::json ring) {
  return {{"type", "Feature"},
          {"properties", {{"name", name}, {"kind", kind}}},
          {"geometry", {{"type", "Polygon"}, {"coordinates", nlohmann::json::array({std::move(ring)})}}}};
}

std::vector<Point2> corners_of(const Area& area) {
  const float u = area.half_length_m();
  const float v = area.half_width_m();
  return {area.from_local({-u, -v}), area.from_local({u, -v}), area.from_local({u, v}), area.from_local({-u, v})};
}

std::vector<Point2> corners_of(const Zone& zone) {
  constexpr int kCorners = 48;
  std::vector<Point2> corners;
  for (int i = 0; i < kCorners; ++i) {
    const auto [s, c] = portable::sin_cos(portable::kTwoPi * static_cast<float>(i) / kCorners);
    corners.push_back(zone.centre + Point2{c, s} * static_cast<float>(zone.radius_m));
  }
  return corners;
}

}  // namespace

std::string zones_geojson(const Site& site, std::span<const Zone> zones) {
  nlohmann::json features = nlohmann::json::array();
  features.push_back(feature("site", "site", ring_of(site, corners_of(site.ground.yard))));
  for (const Zone& zone : zones) features.push_back(feature(zone.name, "zone", ring_of(site, corners_of(zone))));
  const nlohmann::json collection{{"type", "FeatureCollection"}, {"features", std::move(features)}};
  return collection.dump(1) + "\n";
}

}  // namespace eyrie::world
