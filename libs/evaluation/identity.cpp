// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/scene.hpp"
#include "matching/assignment.hpp"

namespace eyrie::evaluation {
namespace {

constexpr double kMinIou = 0.5;

/// The most boxes that agree when each track has one partner at most.
std::size_t most_agreeing(const Scene& scene) {
  Table costs(scene.true_lengths.size(), scene.found_lengths.size());
  for (const auto& frame : scene.frames) {
    const auto overlaps = frame.overlaps();
    for (std::size_t row = 0; row < frame.truth.tracks.size(); ++row) {
      for (std::size_t column = 0; column < frame.found.tracks.size(); ++column) {
        if (overlaps(row, column) >= kMinIou) costs(frame.truth.tracks[row], frame.found.tracks[column]) -= 1;
      }
    }
  }
  matching::Assignment assignment;
  const auto partners = assignment.solve(costs.values(), scene.true_lengths.size(), scene.found_lengths.size(), 0.0);
  double agreeing = 0;
  for (std::size_t track = 0; track < partners.size(); ++track) {
    if (partners[track] != matching::Assignment::kNone) agreeing -= costs(track, static_cast<std::size_t>(partners[track]));
  }
  return static_cast<std::size_t>(agreeing);
}

double share(std::size_t part, std::size_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }

}  // namespace

Identity identity_of(const Scene& scene) {
  if (scene.is_one_sided()) return {.misses = scene.true_boxes, .false_alarms = scene.found_boxes};
  const std::size_t hits = most_agreeing(scene);
  return {.idf1 = share(2 * hits, scene.true_boxes + scene.found_boxes),
          .idp = share(hits, scene.found_boxes),
          .idr = share(hits, scene.true_boxes),
          .hits = hits,
          .misses = scene.true_boxes - hits,
          .false_alarms = scene.found_boxes - hits};
}

}  // namespace eyrie::evaluation
