// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "evaluation/scene.hpp"
#include "matching/assignment.hpp"

namespace eyrie::evaluation {
namespace {

constexpr double kMinIou = 0.5;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
/// More than any frame's overlaps sum up to: a pair that goes on is kept before any other is made.
constexpr double kGoesOn = 1000;
constexpr double kMostlyTracked = 0.8;
constexpr double kMostlyLost = 0.2;

struct TrueTrack {
  std::size_t frames_matched = 0;
  std::size_t pieces = 0;                   ///< runs of frames in which it was matched
  std::optional<std::size_t> last_match;    ///< found track it was last matched to
  std::optional<std::size_t> match_before;  ///< the same, in the frame before
};

class Sequence {
 public:
  explicit Sequence(const Scene& scene) : scene_(scene), tracks_(scene.true_lengths.size()) {}

  void add(const SceneFrame& frame) {
    // A frame without either side interrupts nothing.
    if (frame.truth.tracks.empty() || frame.found.tracks.empty()) return;
    const auto overlaps = frame.overlaps();
    const auto pairs = match(frame, overlaps);
    std::vector<std::optional<std::size_t>> matched_now(tracks_.size());
    for (const auto& [row, column] : pairs) {
      auto& track = tracks_[frame.truth.tracks[row]];
      const auto found = frame.found.tracks[column];
      if (track.last_match && *track.last_match != found) ++id_switches_;
      if (!track.match_before) ++track.pieces;
      ++track.frames_matched;
      track.last_match = found;
      matched_now[frame.truth.tracks[row]] = found;
      iou_sum_ += overlaps(row, column);
    }
    hits_ += pairs.size();
    for (std::size_t i = 0; i < tracks_.size(); ++i) tracks_[i].match_before = matched_now[i];
  }

  [[nodiscard]] ClearMot sum() const {
    ClearMot clear{.hits = hits_,
                   .misses = scene_.true_boxes - hits_,
                   .false_alarms = scene_.found_boxes - hits_,
                   .id_switches = id_switches_};
    for (std::size_t i = 0; i < tracks_.size(); ++i) {
      if (tracks_[i].pieces > 1) clear.fragmentations += tracks_[i].pieces - 1;
      const double share = static_cast<double>(tracks_[i].frames_matched) / static_cast<double>(scene_.true_lengths[i]);
      ++(share > kMostlyTracked ? clear.mostly_tracked : share >= kMostlyLost ? clear.partially_tracked : clear.mostly_lost);
    }
    const double mistakes = static_cast<double>(clear.misses + clear.false_alarms + clear.id_switches);
    clear.mota = 1 - mistakes / static_cast<double>(scene_.true_boxes);
    clear.motp = iou_sum_ / std::max(1.0, static_cast<double>(hits_));
    return clear;
  }

 private:
  /// Rows and columns.
  std::vector<std::pair<std::size_t, std::size_t>> match(const SceneFrame& frame, const Table& overlaps) {
    Table costs(frame.truth.tracks.size(), frame.found.tracks.size());
    for (std::size_t row = 0; row < frame.truth.tracks.size(); ++row) {
      for (std::size_t column = 0; column < frame.found.tracks.size(); ++column) {
        const double overlap = overlaps(row, column);
        if (overlap < kMinIou - kEpsilon) continue;
        const bool goes_on = tracks_[frame.truth.tracks[row]].match_before == frame.found.tracks[column];
        costs(row, column) = -overlap - (goes_on ? kGoesOn : 0);
      }
    }
    const auto column_of_row = assignment_.solve(costs.values(), frame.truth.tracks.size(), frame.found.tracks.size(), 0.0);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t row = 0; row < column_of_row.size(); ++row) {
      if (column_of_row[row] != matching::Assignment::kNone) pairs.emplace_back(row, column_of_row[row]);
    }
    return pairs;
  }

  const Scene& scene_;
  matching::Assignment assignment_;
  std::vector<TrueTrack> tracks_;
  std::size_t hits_ = 0;
  std::size_t id_switches_ = 0;
  double iou_sum_ = 0;
};

}  // namespace

ClearMot clear_mot_of(const Scene& scene) {
  if (scene.is_one_sided()) {
    return {.misses = scene.true_boxes, .false_alarms = scene.found_boxes, .mostly_lost = scene.true_lengths.size()};
  }
  Sequence sequence(scene);
  for (const auto& frame : scene.frames) sequence.add(frame);
  return sequence.sum();
}

}  // namespace eyrie::evaluation
