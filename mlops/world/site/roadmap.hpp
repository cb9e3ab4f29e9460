// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "world/math/random.hpp"
#include "world/site/area.hpp"

namespace eyrie::world {

/// Ways over the site that keep clear of what is solid: a probabilistic roadmap (Kavraki, Svestka, Latombe, Overmars, 1996)
/// of random free places, joined where the straight way between two is free.
class Roadmap {
 public:
  /// `clearance_m` is kept to every obstacle; places lie inside `region`.
  Roadmap(const Area& region, std::vector<Area> obstacles, float clearance_m, Random random);

  [[nodiscard]] bool is_free(Point2 place) const noexcept;
  /// A free place, up to `reach_m` away from `around` (and at least a quarter of that); nothing if none is found in some
  /// tries.
  [[nodiscard]] std::optional<Point2> free_place(Point2 around, float reach_m, Random& random) const;
  /// The corners of a short free way, both ends included; nothing where there is none.
  [[nodiscard]] std::optional<std::vector<Point2>> route(Point2 from, Point2 to) const;

 private:
  [[nodiscard]] bool is_clear(Point2 from, Point2 to) const noexcept;

  Area region_;
  std::vector<Area> obstacles_;  ///< grown by the clearance
  std::vector<Point2> nodes_;
  std::vector<std::vector<std::size_t>> neighbours_;
};

}  // namespace eyrie::world
