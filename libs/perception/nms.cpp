// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/nms.hpp"

#include <algorithm>
#include <bit>

#include "perception/vectorise.hpp"

namespace eyrie::perception {

/// True when a box of the class among the first `count` overlaps by more than `max_iou`. Without an early end: looking at
/// sixteen boxes at a time is faster than looking for the one.
EYRIE_VECTORISE
static bool overlaps_any(const float* __restrict x_min, const float* __restrict y_min, const float* __restrict x_max,
                         const float* __restrict y_max, const float* __restrict area,
                         const std::int32_t* __restrict class_id, std::size_t count, const Detection& candidate,
                         float max_iou) {
  const Box box = candidate.box;
  const float own_area = box.area();
  const std::int32_t own_class = candidate.class_id;
  std::int32_t found = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const float right = x_max[i] < box.x_max ? x_max[i] : box.x_max;
    const float left = x_min[i] > box.x_min ? x_min[i] : box.x_min;
    const float bottom = y_max[i] < box.y_max ? y_max[i] : box.y_max;
    const float top = y_min[i] > box.y_min ? y_min[i] : box.y_min;
    const float width = right > left ? right - left : 0.0F;
    const float height = bottom > top ? bottom - top : 0.0F;
    const float shared = width * height;
    const bool overlaps = shared / (area[i] + own_area - shared) > max_iou;
    found |= static_cast<std::int32_t>(overlaps) & static_cast<std::int32_t>(class_id[i] == own_class);
  }
  return found != 0;
}

std::size_t NonMaximumSuppression::apply(std::span<Detection> candidates, float max_iou, std::size_t max_kept) {
  // One sort key per candidate, the score above and the place below: confidences are not negative, so their bits sort as
  // they do.
  order_.clear();
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto score = std::bit_cast<std::uint32_t>(candidates[i].confidence);
    order_.push_back((static_cast<std::uint64_t>(~score) << 32U) | i);
  }
  std::ranges::sort(order_);
  sorted_.assign(candidates.begin(), candidates.end());

  auto& [x_min, y_min, x_max, y_max, area, class_id] = kept_;
  for (auto* column : {&x_min, &y_min, &x_max, &y_max, &area}) column->resize(max_kept);
  class_id.resize(max_kept);
  std::size_t kept = 0;
  for (const std::uint64_t key : order_) {
    if (kept == max_kept) break;
    const Detection& candidate = sorted_[static_cast<std::uint32_t>(key)];
    if (overlaps_any(x_min.data(), y_min.data(), x_max.data(), y_max.data(), area.data(), class_id.data(), kept, candidate,
                     max_iou)) {
      continue;
    }
    x_min[kept] = candidate.box.x_min;
    y_min[kept] = candidate.box.y_min;
    x_max[kept] = candidate.box.x_max;
    y_max[kept] = candidate.box.y_max;
    area[kept] = candidate.box.area();
    class_id[kept] = candidate.class_id;
    candidates[kept++] = candidate;
  }
  return kept;
}

}  // namespace eyrie::perception
