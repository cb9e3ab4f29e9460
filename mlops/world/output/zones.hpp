// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "world/mission/mission.hpp"

namespace eyrie::world {

/// A GeoJSON FeatureCollection (RFC 7946): the yard's outline, `kind` "site", and each zone as a polygon, `kind` "zone".
[[nodiscard]] std::string zones_geojson(const Site& site, std::span<const Zone> zones);

}  // namespace eyrie::world
