// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "evaluation/places.hpp"

namespace eyrie::datasets {

/// What joins a true place and an estimate: whose place it is and, for things that move, in which frame.
struct PlaceKey {
  std::string id;
  std::optional<std::int64_t> frame;
  auto operator<=>(const PlaceKey&) const = default;
};

/// Places as JSON, an object a line: `{"id": "worker-1", "frame": 12, "lat": 47.4, "lon": 8.5}`; `frame` may be left out.
/// `kCorrupt` with `file:line` for anything else, and for a key that comes twice.
[[nodiscard]] Result<std::map<PlaceKey, geometry::GeoPoint>> read_true_places(const std::filesystem::path& file);

/// The same with `semi_major_m`, `semi_minor_m` and `orientation_deg`, the 95 % ellipse in the words of the messages.
[[nodiscard]] Result<std::map<PlaceKey, evaluation::PlaceEstimate>> read_place_estimates(const std::filesystem::path& file);

}  // namespace eyrie::datasets
