// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/coco_matching.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace eyrie::evaluation {
namespace {

struct AreaRange {
  double min_px2 = 0;
  double max_px2 = 0;
  [[nodiscard]] constexpr bool holds(double area_px2) const noexcept { return area_px2 >= min_px2 && area_px2 <= max_px2; }
};

constexpr double kHuge = 1e10;
constexpr std::array<AreaRange, kAreaRanges> kRanges{
    {{0, kHuge}, {0, 32.0 * 32.0}, {32.0 * 32.0, 96.0 * 96.0}, {96.0 * 96.0, kHuge}}};

/// As numpy's `linspace(.5, .95, 10)` makes them.
constexpr double threshold_at(std::size_t index) {
  constexpr double kStep = (0.95 - 0.5) / static_cast<double>(kIouThresholds - 1);
  return index + 1 == kIouThresholds ? 0.95 : static_cast<double>(index) * kStep + 0.5;
}

}  // namespace

void CocoMatcher::match(std::span<const TrueBox> truth, std::span<const FoundBox> found,
                        std::vector<JudgedDetection>& judged, std::array<std::size_t, kAreaRanges>& counts) {
  order_detections(found);
  measure_overlaps(truth, found);
  const std::size_t first = judged.size();
  for (std::uint32_t rank = 0; rank < detections_.size(); ++rank) {
    judged.push_back({.score = found[detections_[rank]].score, .rank = rank, .verdicts = {}});
  }
  const auto here = std::span(judged).subspan(first);
  for (std::size_t range = 0; range < kAreaRanges; ++range) {
    order_truth(truth, range);
    counts[range] += to_find_;
    for (std::size_t rank = 0; rank < here.size(); ++rank) {
      // Outside of the range it may still be right; it is never wrong.
      if (!kRanges[range].holds(found[detections_[rank]].box.area())) here[rank].verdicts[range].is_ignored.set();
    }
    for (std::size_t threshold = 0; threshold < kIouThresholds; ++threshold) match_at(threshold, range, truth, here);
  }
}

void CocoMatcher::order_detections(std::span<const FoundBox> found) {
  detections_.resize(found.size());
  std::iota(detections_.begin(), detections_.end(), 0U);
  std::ranges::stable_sort(detections_, std::ranges::greater{}, [&](std::uint32_t i) { return found[i].score; });
  detections_.resize(std::min(detections_.size(), kMaxDetections));
}

void CocoMatcher::measure_overlaps(std::span<const TrueBox> truth, std::span<const FoundBox> found) {
  overlaps_.clear();
  for (const auto detection : detections_) {
    const auto& claim = found[detection].box;
    for (const auto& real : truth) {
      const double shared = shared_area(claim, real.box);
      const double whole = real.is_crowd ? claim.area() : claim.area() + real.box.area() - shared;
      overlaps_.push_back(shared <= 0 ? 0 : shared / whole);
    }
  }
}

void CocoMatcher::order_truth(std::span<const TrueBox> truth, std::size_t range) {
  boxes_.resize(truth.size());
  std::iota(boxes_.begin(), boxes_.end(), 0U);
  const auto is_to_find = [&](std::uint32_t i) { return !truth[i].is_crowd && kRanges[range].holds(truth[i].area_px2); };
  const auto others = std::ranges::stable_partition(boxes_, is_to_find);
  to_find_ = boxes_.size() - others.size();
}

void CocoMatcher::match_at(std::size_t threshold, std::size_t range, std::span<const TrueBox> truth,
                           std::span<JudgedDetection> judged) {
  is_taken_.assign(boxes_.size(), 0);
  const double least = threshold_at(threshold);
  for (std::size_t rank = 0; rank < judged.size(); ++rank) {
    const std::size_t best = best_box(overlaps_.data() + rank * truth.size(), least, truth);
    if (best == boxes_.size()) continue;
    is_taken_[best] = 1;
    auto& verdict = judged[rank].verdicts[range];
    verdict.is_right.set(threshold, best < to_find_);
    verdict.is_ignored.set(threshold, best >= to_find_);
  }
}

/// Of the boxes to be found that are free the one overlapped most, of equals the last; where none is overlapped enough, the
/// same of the others. A place in `boxes_`, or their number.
std::size_t CocoMatcher::best_box(const double* overlaps, double threshold, std::span<const TrueBox> truth) const {
  std::size_t best = boxes_.size();
  double most = threshold;
  for (std::size_t place = 0; place < boxes_.size(); ++place) {
    if (place == to_find_ && best != boxes_.size()) break;
    const bool is_free = is_taken_[place] == 0 || truth[boxes_[place]].is_crowd;
    if (!is_free || overlaps[boxes_[place]] < most) continue;
    most = overlaps[boxes_[place]];
    best = place;
  }
  return best;
}

}  // namespace eyrie::evaluation
