// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/roadmap.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace eyrie::world {
namespace {

constexpr int kNodes = 260;
constexpr float kEdgeReach_m = 9;

}  // namespace

Roadmap::Roadmap(const Area& region, std::vector<Area> obstacles, float clearance_m, Random random)
    : region_(region), obstacles_(std::move(obstacles)) {
  for (Area& obstacle : obstacles_) obstacle = obstacle.grown(clearance_m);
  for (int i = 0; i < kNodes; ++i) {
    const Point2 local{random.uniform(-1, 1) * region_.half_length_m(), random.uniform(-1, 1) * region_.half_width_m()};
    const Point2 node = region_.from_local(local);
    if (is_free(node)) nodes_.push_back(node);
  }
  neighbours_.resize(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (distance(nodes_[i], nodes_[j]) > kEdgeReach_m || !is_clear(nodes_[i], nodes_[j])) continue;
      neighbours_[i].push_back(j);
      neighbours_[j].push_back(i);
    }
  }
}

bool Roadmap::is_free(Point2 place) const noexcept {
  if (region_.signed_distance(place) > 0) return false;
  return std::ranges::none_of(obstacles_, [place](const Area& area) { return area.signed_distance(place) <= 0; });
}

bool Roadmap::is_clear(Point2 from, Point2 to) const noexcept {
  return std::ranges::none_of(obstacles_, [from, to](const Area& area) { return area.blocks(from, to); });
}

std::optional<Point2> Roadmap::free_place(Point2 around, float reach_m, Random& random) const {
  for (int attempt = 0; attempt < 60; ++attempt) {
    const float radius = reach_m * random.uniform(0.25F, 1);
    const auto [s, c] = portable::sin_cos(random.uniform(0, portable::kTwoPi));
    const Point2 place = around + Point2{c, s} * radius;
    if (is_free(place)) return place;
  }
  return std::nullopt;
}

std::optional<std::vector<Point2>> Roadmap::route(Point2 from, Point2 to) const {
  if (!is_free(from) || !is_free(to)) return std::nullopt;
  if (is_clear(from, to)) return std::vector{from, to};

  // Dijkstra from `to` over the nodes; a few hundred, so the nearest is found by looking at all of them.
  constexpr float kFar = std::numeric_limits<float>::max();
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::vector<float> cost(nodes_.size(), kFar);
  std::vector<std::size_t> next(nodes_.size(), kNone);
  std::vector<bool> is_settled(nodes_.size(), false);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (is_clear(nodes_[i], to)) cost[i] = distance(nodes_[i], to);
  }
  for (;;) {
    std::size_t here = kNone;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!is_settled[i] && cost[i] < kFar && (here == kNone || cost[i] < cost[here])) here = i;
    }
    if (here == kNone) return std::nullopt;
    is_settled[here] = true;
    if (is_clear(from, nodes_[here])) {
      std::vector<Point2> way{from};
      for (std::size_t node = here; node != kNone; node = next[node]) way.push_back(nodes_[node]);
      way.push_back(to);
      return way;
    }
    for (const std::size_t neighbour : neighbours_[here]) {
      const float through = cost[here] + distance(nodes_[here], nodes_[neighbour]);
      if (through >= cost[neighbour]) continue;
      cost[neighbour] = through;
      next[neighbour] = here;
    }
  }
}

}  // namespace eyrie::world
