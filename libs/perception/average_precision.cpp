// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/average_precision.hpp"

#include <algorithm>
#include <cstdint>

namespace eyrie::perception {
namespace {

constexpr float kMinOverlap = 0.5F;

struct Claim {
  const Detection* detection = nullptr;
  std::size_t picture = 0;
};

enum class Verdict : std::uint8_t { kRight, kWrong, kNeither };

/// Holds the claims of one picture against its boxes, strongest claim first.
class Judge {
 public:
  explicit Judge(const JudgedPicture& picture) : picture_(picture), is_taken_(picture.truth.size()) {}

  Verdict judge(const Detection& claim) {
    bool meets_difficult = false;
    std::size_t best = picture_.truth.size();
    float most = kMinOverlap;
    for (std::size_t i = 0; i < picture_.truth.size(); ++i) {
      const auto& candidate = picture_.truth[i];
      if (candidate.class_id != claim.class_id) continue;
      const float overlap = iou(candidate.box, claim.box);
      if (candidate.is_difficult) {
        meets_difficult = meets_difficult || overlap >= kMinOverlap;
      } else if (!is_taken_[i] && overlap >= most) {
        best = i;
        most = overlap;
      }
    }
    if (best == picture_.truth.size()) return meets_difficult ? Verdict::kNeither : Verdict::kWrong;
    is_taken_[best] = true;
    return Verdict::kRight;
  }

 private:
  const JudgedPicture& picture_;
  std::vector<bool> is_taken_;
};

/// The area under the curve that the verdicts draw, in order of falling confidence.
double area_under(std::span<const Verdict> verdicts, std::size_t boxes) {
  std::vector<double> precisions;  // at each box that is found
  std::size_t found = 0;
  std::size_t claimed = 0;
  for (const auto verdict : verdicts) {
    if (verdict == Verdict::kNeither) continue;
    ++claimed;
    if (verdict == Verdict::kRight) precisions.push_back(static_cast<double>(++found) / static_cast<double>(claimed));
  }
  double area = 0;
  double best = 0;
  for (auto i = precisions.size(); i-- > 0;) {
    best = std::max(best, precisions[i]);
    area += best / static_cast<double>(boxes);
  }
  return area;
}

}  // namespace

AveragePrecision average_precision_50(std::span<const JudgedPicture> pictures, std::optional<int> class_id) {
  const auto counts = [class_id](int id) { return !class_id || *class_id == id; };
  AveragePrecision result;
  std::vector<Claim> claims;
  std::vector<Judge> judges;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    judges.emplace_back(pictures[i]);
    result.boxes += static_cast<std::size_t>(std::ranges::count_if(
        pictures[i].truth, [&](const TrueBox& truth) { return !truth.is_difficult && counts(truth.class_id); }));
    for (const auto& detection : pictures[i].detections) {
      if (counts(detection.class_id)) claims.push_back({.detection = &detection, .picture = i});
    }
  }
  if (result.boxes == 0) return result;
  std::ranges::stable_sort(claims, std::ranges::greater{}, [](const Claim& claim) { return claim.detection->confidence; });
  std::vector<Verdict> verdicts;
  for (const auto& claim : claims) verdicts.push_back(judges[claim.picture].judge(*claim.detection));
  result.value = area_under(verdicts, result.boxes);
  return result;
}

}  // namespace eyrie::perception
