// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "evaluation/mean.hpp"
#include "evaluation/scene.hpp"
#include "matching/assignment.hpp"

namespace eyrie::evaluation {
namespace {

constexpr std::size_t kAlphas = 19;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

constexpr double alpha_at(std::size_t index) { return 0.05 + static_cast<double>(index) * 0.05; }

double ratio(double part, double whole) { return part / std::max(1.0, whole); }

/// How alike a true and a found track are over the whole scene (Luiten et al., section 5.2): the share of their frames in
/// which they overlap, each weighed by how little else they overlap there.
Table alignment_of(const Scene& scene) {
  Table agreement(scene.true_lengths.size(), scene.found_lengths.size());
  for (const auto& frame : scene.frames) {
    const auto overlaps = frame.overlaps();
    std::vector<double> row_sums(frame.truth.tracks.size());
    std::vector<double> column_sums(frame.found.tracks.size());
    for (std::size_t row = 0; row < row_sums.size(); ++row) {
      for (std::size_t column = 0; column < column_sums.size(); ++column) {
        row_sums[row] += overlaps(row, column);
        column_sums[column] += overlaps(row, column);
      }
    }
    for (std::size_t row = 0; row < row_sums.size(); ++row) {
      for (std::size_t column = 0; column < column_sums.size(); ++column) {
        const double all = row_sums[row] + column_sums[column] - overlaps(row, column);
        if (all > kEpsilon) agreement(frame.truth.tracks[row], frame.found.tracks[column]) += overlaps(row, column) / all;
      }
    }
  }
  Table alignment = agreement;
  for (std::size_t row = 0; row < scene.true_lengths.size(); ++row) {
    for (std::size_t column = 0; column < scene.found_lengths.size(); ++column) {
      const auto frames = static_cast<double>(scene.true_lengths[row] + scene.found_lengths[column]);
      alignment(row, column) = agreement(row, column) / (frames - agreement(row, column));
    }
  }
  return alignment;
}

/// What is matched at one alpha, over all frames.
struct Matches {
  double hits = 0;
  double iou_sum = 0;
  std::map<std::pair<std::size_t, std::size_t>, double> of_tracks;  ///< true and found track -> frames
};

/// A frame is matched once, for all alphas: by alignment first, by overlap within it.
void match_frame(const SceneFrame& frame, const Table& alignment, matching::Assignment& assignment,
                 std::array<Matches, kAlphas>& matches) {
  const auto overlaps = frame.overlaps();
  const auto& true_tracks = frame.truth.tracks;
  const auto& found_tracks = frame.found.tracks;
  Table costs(true_tracks.size(), found_tracks.size());
  for (std::size_t row = 0; row < true_tracks.size(); ++row) {
    for (std::size_t column = 0; column < found_tracks.size(); ++column) {
      costs(row, column) = -alignment(true_tracks[row], found_tracks[column]) * overlaps(row, column);
    }
  }
  const auto column_of_row = assignment.solve(costs.values(), true_tracks.size(), found_tracks.size(), 0.0);
  for (std::size_t row = 0; row < column_of_row.size(); ++row) {
    if (column_of_row[row] == matching::Assignment::kNone) continue;
    const auto column = static_cast<std::size_t>(column_of_row[row]);
    const double overlap = overlaps(row, column);
    for (std::size_t i = 0; i < kAlphas && overlap >= alpha_at(i) - kEpsilon; ++i) {
      matches[i].hits += 1;
      matches[i].iou_sum += overlap;
      matches[i].of_tracks[{true_tracks[row], found_tracks[column]}] += 1;
    }
  }
}

Hota hota_at(const Scene& scene, const Matches& matches) {
  const auto true_boxes = static_cast<double>(scene.true_boxes);
  const auto found_boxes = static_cast<double>(scene.found_boxes);
  Hota at{.det_a = ratio(matches.hits, true_boxes + found_boxes - matches.hits),
          .loc_a = std::max(1e-10, matches.iou_sum) / std::max(1e-10, matches.hits),
          .det_re = ratio(matches.hits, true_boxes),
          .det_pr = ratio(matches.hits, found_boxes)};
  for (const auto& [tracks, frames] : matches.of_tracks) {
    const auto true_length = static_cast<double>(scene.true_lengths[tracks.first]);
    const auto found_length = static_cast<double>(scene.found_lengths[tracks.second]);
    at.ass_a += ratio(frames * ratio(frames, true_length + found_length - frames), matches.hits);
    at.ass_re += ratio(frames * ratio(frames, true_length), matches.hits);
    at.ass_pr += ratio(frames * ratio(frames, found_length), matches.hits);
  }
  at.hota = std::sqrt(at.det_a * at.ass_a);
  return at;
}

double mean_over_alphas(const std::array<Hota, kAlphas>& figures, double Hota::*member) {
  std::array<double, kAlphas> values{};
  std::ranges::transform(figures, values.begin(), member);
  return *mean_of(values);
}

}  // namespace

Hota hota_of(const Scene& scene) {
  if (scene.is_one_sided()) return {.loc_a = 1};
  const auto alignment = alignment_of(scene);
  std::array<Matches, kAlphas> matches;
  matching::Assignment assignment;
  for (const auto& frame : scene.frames) match_frame(frame, alignment, assignment, matches);
  std::array<Hota, kAlphas> figures;
  std::ranges::transform(matches, figures.begin(), [&](const Matches& at) { return hota_at(scene, at); });
  Hota mean;
  for (const auto member :
       {&Hota::hota, &Hota::det_a, &Hota::ass_a, &Hota::loc_a, &Hota::det_re, &Hota::det_pr, &Hota::ass_re, &Hota::ass_pr}) {
    mean.*member = mean_over_alphas(figures, member);
  }
  return mean;
}

}  // namespace eyrie::evaluation
