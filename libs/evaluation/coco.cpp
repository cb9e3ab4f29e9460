// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/coco.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <tuple>

#include "evaluation/coco_matching.hpp"
#include "evaluation/mean.hpp"

namespace eyrie::evaluation {
namespace {

constexpr std::size_t kRecalls = 101;
constexpr std::size_t kIou50 = 0;
constexpr std::size_t kIou75 = 5;
constexpr std::size_t kAllAreas = 0;
/// How many detections of a picture and class count, the strongest; the last is `kMaxDetections`.
constexpr std::array<std::size_t, 3> kLimits{1, 10, kMaxDetections};

/// The curves of one class and range of areas.
struct Curves {
  std::array<std::array<double, kRecalls>, kIouThresholds> precision{};          ///< at recall 0, .01 ... 1
  std::array<std::array<double, kLimits.size()>, kIouThresholds> best_recall{};  ///< by limit
};

struct JudgedClass {
  ClassAccuracy accuracy;
  /// By range of areas; nothing where there is nothing to find.
  std::array<std::unique_ptr<const Curves>, kAreaRanges> curves;
};

/// How many right detections each recall takes: the recall of that many is the first that is not below.
std::array<std::size_t, kRecalls> hits_for_recalls(std::size_t to_find) {
  std::array<std::size_t, kRecalls> hits{};
  std::size_t needed = 0;
  for (std::size_t i = 0; i < kRecalls; ++i) {
    const double recall = i + 1 == kRecalls ? 1.0 : static_cast<double>(i) * 0.01;  // numpy's linspace(0, 1, 101)
    while (static_cast<double>(needed) / static_cast<double>(to_find) < recall) ++needed;
    hits[i] = std::max<std::size_t>(needed, 1);  // the best precision of all is that of the first, too
  }
  return hits;
}

/// Precision at every right detection, made monotonous. It is highest at one, so that between two it is that of the next.
void precisions_at_hits(std::span<const JudgedDetection> judged, std::size_t range, std::size_t threshold,
                        std::vector<double>& precisions) {
  precisions.clear();
  double right = 0;
  double wrong = 0;
  for (const auto& detection : judged) {
    const auto& verdict = detection.verdicts[range];
    if (verdict.is_right[threshold]) {
      right += 1;
      precisions.push_back(right / (wrong + right + std::numeric_limits<double>::epsilon()));
    } else if (!verdict.is_ignored[threshold]) {
      wrong += 1;
    }
  }
  for (auto i = precisions.size(); i-- > 1;) precisions[i - 1] = std::max(precisions[i - 1], precisions[i]);
}

/// `COCOeval.accumulate` for one class and range: `judged` strongest first.
Curves draw_curves(std::span<const JudgedDetection> judged, std::size_t range, std::size_t to_find) {
  Curves curves;
  const auto hits_at = hits_for_recalls(to_find);
  std::vector<double> precisions;
  for (std::size_t threshold = 0; threshold < kIouThresholds; ++threshold) {
    precisions_at_hits(judged, range, threshold, precisions);
    for (std::size_t i = 0; i < kRecalls && hits_at[i] <= precisions.size(); ++i) {
      curves.precision[threshold][i] = precisions[hits_at[i] - 1];
    }
    for (std::size_t limit = 0; limit < kLimits.size(); ++limit) {
      const auto hits = std::ranges::count_if(judged, [&](const JudgedDetection& detection) {
        return detection.rank < kLimits[limit] && detection.verdicts[range].is_right[threshold];
      });
      curves.best_recall[threshold][limit] = static_cast<double>(hits) / static_cast<double>(to_find);
    }
  }
  return curves;
}

/// Boxes of one class, picture by picture.
template <typename Box>
std::vector<Box> in_order(std::span<const Box> boxes) {
  std::vector<Box> sorted(boxes.begin(), boxes.end());
  std::ranges::stable_sort(sorted, {}, [](const Box& box) { return std::tuple(box.class_index, box.picture); });
  return sorted;
}

/// Takes those that belong to a class, or to a picture, off the front.
template <typename Box>
std::span<const Box> take(std::span<const Box>& boxes, std::uint32_t Box::*member, std::uint32_t value) {
  const auto end = std::ranges::find_if(boxes, [=](const Box& box) { return box.*member != value; });
  const auto taken = boxes.first(static_cast<std::size_t>(end - boxes.begin()));
  boxes = boxes.subspan(taken.size());
  return taken;
}

std::uint32_t first_picture(std::span<const TrueBox> truth, std::span<const FoundBox> found) {
  if (truth.empty()) return found.front().picture;
  if (found.empty()) return truth.front().picture;
  return std::min(truth.front().picture, found.front().picture);
}

JudgedClass judge_class(std::span<const TrueBox> truth, std::span<const FoundBox> found, CocoMatcher& matcher) {
  std::vector<JudgedDetection> judged;
  std::array<std::size_t, kAreaRanges> to_find{};
  while (!truth.empty() || !found.empty()) {
    const auto picture = first_picture(truth, found);
    const auto real = take(truth, &TrueBox::picture, picture);
    matcher.match(real, take(found, &FoundBox::picture, picture), judged, to_find);
  }
  std::ranges::stable_sort(judged, std::ranges::greater{}, &JudgedDetection::score);
  JudgedClass result{.accuracy = {.true_boxes = to_find[kAllAreas], .found_boxes = judged.size()}, .curves = {}};
  for (std::size_t range = 0; range < kAreaRanges; ++range) {
    if (to_find[range] == 0) continue;
    result.curves[range] = std::make_unique<const Curves>(draw_curves(judged, range, to_find[range]));
  }
  return result;
}

/// `COCOeval.summarize`: means over classes that have something to find, in the order of numpy's axes.
class Summary {
 public:
  explicit Summary(std::span<const JudgedClass> classes) : classes_(classes) {}

  [[nodiscard]] std::optional<double> precision(std::size_t range, std::optional<std::size_t> only_threshold = {}) const {
    std::vector<double> values;
    for (std::size_t threshold = 0; threshold < kIouThresholds; ++threshold) {
      if (only_threshold.value_or(threshold) != threshold) continue;
      for (std::size_t recall = 0; recall < kRecalls; ++recall) {
        for (const auto& one : classes_) {
          if (one.curves[range]) values.push_back(one.curves[range]->precision[threshold][recall]);
        }
      }
    }
    return mean_of(values);
  }

  [[nodiscard]] std::optional<double> recall(std::size_t range, std::size_t limit) const {
    std::vector<double> values;
    for (std::size_t threshold = 0; threshold < kIouThresholds; ++threshold) {
      for (const auto& one : classes_) {
        if (one.curves[range]) values.push_back(one.curves[range]->best_recall[threshold][limit]);
      }
    }
    return mean_of(values);
  }

 private:
  std::span<const JudgedClass> classes_;
};

std::array<double, kCocoFigures> figures_of(const Summary& summary) {
  constexpr std::size_t kMost = kLimits.size() - 1;
  constexpr double kNothingToFind = -1;
  std::array<double, kCocoFigures> figures{};
  std::size_t at = 0;
  const auto put = [&](std::optional<double> figure) { figures[at++] = figure.value_or(kNothingToFind); };
  put(summary.precision(kAllAreas));
  put(summary.precision(kAllAreas, kIou50));
  put(summary.precision(kAllAreas, kIou75));
  for (std::size_t range = 1; range < kAreaRanges; ++range) put(summary.precision(range));
  for (std::size_t limit = 0; limit <= kMost; ++limit) put(summary.recall(kAllAreas, limit));
  for (std::size_t range = 1; range < kAreaRanges; ++range) put(summary.recall(range, kMost));
  return figures;
}

}  // namespace

CocoAccuracy judge_detections(std::span<const TrueBox> truth, std::span<const FoundBox> found, std::size_t classes) {
  const auto sorted_truth = in_order(truth);
  const auto sorted_found = in_order(found);
  std::span<const TrueBox> truth_left = sorted_truth;
  std::span<const FoundBox> found_left = sorted_found;
  CocoMatcher matcher;
  std::vector<JudgedClass> judged;
  for (std::uint32_t index = 0; index < classes; ++index) {
    const auto real = take(truth_left, &TrueBox::class_index, index);
    judged.push_back(judge_class(real, take(found_left, &FoundBox::class_index, index), matcher));
    const auto newest = std::span<const JudgedClass>(judged).last(1);
    const Summary of_class(newest);
    judged.back().accuracy.ap = of_class.precision(kAllAreas);
    judged.back().accuracy.ap50 = of_class.precision(kAllAreas, kIou50);
    judged.back().accuracy.ar100 = of_class.recall(kAllAreas, kLimits.size() - 1);
  }
  CocoAccuracy accuracy{.figures = figures_of(Summary(judged)), .classes = {}};
  for (auto& one : judged) accuracy.classes.push_back(one.accuracy);
  return accuracy;
}

}  // namespace eyrie::evaluation
