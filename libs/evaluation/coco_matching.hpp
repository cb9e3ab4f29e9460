// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "evaluation/coco.hpp"

namespace eyrie::evaluation {

inline constexpr std::size_t kIouThresholds = 10;
inline constexpr std::size_t kAreaRanges = 4;  ///< all, small (below 32^2), medium, large (from 96^2)
/// A picture's detections of a class that count at most.
inline constexpr std::size_t kMaxDetections = 100;

/// What became of one detection in one range of areas, a bit a threshold.
struct Verdict {
  std::bitset<kIouThresholds> is_right;
  std::bitset<kIouThresholds> is_ignored;  ///< neither right nor wrong
};

struct JudgedDetection {
  double score = 0;
  std::uint32_t rank = 0;  ///< in its picture and class, from 0 for the strongest
  std::array<Verdict, kAreaRanges> verdicts;
};

/// Pairs the detections of one class in one picture with what is there: `COCOeval.computeIoU` and `evaluateImg`.
///
/// Keeps its memory between calls; used by one thread.
class CocoMatcher {
 public:
  /// Appends the strongest `kMaxDetections` to `judged`, strongest first, and adds to `counts` how many boxes there are to
  /// find in each range.
  void match(std::span<const TrueBox> truth, std::span<const FoundBox> found, std::vector<JudgedDetection>& judged,
             std::array<std::size_t, kAreaRanges>& counts);

 private:
  void order_detections(std::span<const FoundBox> found);
  void measure_overlaps(std::span<const TrueBox> truth, std::span<const FoundBox> found);
  void order_truth(std::span<const TrueBox> truth, std::size_t range);
  void match_at(std::size_t threshold, std::size_t range, std::span<const TrueBox> truth, std::span<JudgedDetection> judged);
  [[nodiscard]] std::size_t best_box(const double* overlaps, double threshold, std::span<const TrueBox> truth) const;

  std::vector<std::uint32_t> detections_;  ///< strongest first
  std::vector<double> overlaps_;           ///< a row a detection, a column a true box
  std::vector<std::uint32_t> boxes_;       ///< those to be found first
  std::size_t to_find_ = 0;                ///< how many of `boxes_` these are
  std::vector<char> is_taken_;             ///< by place in `boxes_`
};

}  // namespace eyrie::evaluation
