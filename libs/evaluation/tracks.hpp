// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "evaluation/boxes.hpp"

/// How good a tracker is: three views of the same scene. Names and conventions for what the papers leave open (empty scenes
/// among them) are those of TrackEval, whose figures these are.
namespace eyrie::evaluation {

/// A thing in one frame. An id occurs once in a frame at most.
struct TrackPoint {
  std::uint64_t frame = 0;
  std::uint64_t id = 0;
  PixelBox box;
};

/// HOTA (Luiten et al., IJCV 129, 2021): how well things are found (`det_a`), how well what is found keeps its identity
/// (`ass_a`) and both as one figure, the geometric mean. Each 0..1, mean over overlaps alpha = .05, .10 ... .95.
struct Hota {
  double hota = 0;
  double det_a = 0;
  double ass_a = 0;
  double loc_a = 0;  ///< mean IoU of what was matched; 1 where one side is empty
  double det_re = 0;
  double det_pr = 0;
  double ass_re = 0;
  double ass_pr = 0;
};

/// CLEAR MOT (Bernardin and Stiefelhagen, EURASIP JIVP 2008), matched by IoU >= .5, what was matched in the frame before
/// first.
struct ClearMot {
  double mota = 0;  ///< may be below 0; 0 where one side is empty
  double motp = 0;  ///< mean IoU of what was matched
  std::size_t hits = 0;
  std::size_t misses = 0;
  std::size_t false_alarms = 0;
  std::size_t id_switches = 0;
  std::size_t fragmentations = 0;
  std::size_t mostly_tracked = 0;  ///< true tracks, matched in more than 80 % of their frames
  std::size_t partially_tracked = 0;
  std::size_t mostly_lost = 0;  ///< matched in less than 20 %
};

/// Identity (Ristani et al., ECCV workshops 2016): each true track is one found track or none, chosen so that the most
/// boxes (IoU >= .5) agree.
struct Identity {
  double idf1 = 0;
  double idp = 0;
  double idr = 0;
  std::size_t hits = 0;          ///< IDTP
  std::size_t misses = 0;        ///< IDFN
  std::size_t false_alarms = 0;  ///< IDFP
};

struct TrackAccuracy {
  std::size_t frames = 0;  ///< in which there is anything
  std::size_t true_tracks = 0;
  std::size_t found_tracks = 0;
  std::size_t true_boxes = 0;
  std::size_t found_boxes = 0;
  Hota hota;
  ClearMot clear;
  Identity identity;
};

/// Pairs of a true and a found track that `judge_tracks` keeps books on at most: 200 MB a book.
inline constexpr std::size_t kMostTrackPairs = 25'000'000;

/// Judges the tracks of one scene; points come in any order. `kTooLarge` past `kMostTrackPairs`.
[[nodiscard]] Result<TrackAccuracy> judge_tracks(std::span<const TrackPoint> truth, std::span<const TrackPoint> found);

}  // namespace eyrie::evaluation
