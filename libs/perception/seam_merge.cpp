// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/seam_merge.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

namespace eyrie::perception {
namespace {

Box intersection(const Box& a, const Box& b) {
  return {.x_min = std::max(a.x_min, b.x_min),
          .y_min = std::max(a.y_min, b.y_min),
          .x_max = std::min(a.x_max, b.x_max),
          .y_max = std::min(a.y_max, b.y_max)};
}

Box hull(const Box& a, const Box& b) {
  return {.x_min = std::min(a.x_min, b.x_min),
          .y_min = std::min(a.y_min, b.y_min),
          .x_max = std::max(a.x_max, b.x_max),
          .y_max = std::max(a.y_max, b.y_max)};
}

bool is_empty(const Box& box) { return box.width() <= 0 || box.height() <= 0; }

/// The look's rectangle without the edges it has in common with the picture.
Box inner_edges(const Look& look, PixelSize picture) {
  constexpr float kNowhere = std::numeric_limits<float>::infinity();
  const int right = look.left + look.width;
  const int bottom = look.top + look.height;
  return {.x_min = look.left == 0 ? -kNowhere : static_cast<float>(look.left),
          .y_min = look.top == 0 ? -kNowhere : static_cast<float>(look.top),
          .x_max = right == picture.width ? kNowhere : static_cast<float>(right),
          .y_max = bottom == picture.height ? kNowhere : static_cast<float>(bottom)};
}

bool reaches_edge(const Box& box, const Box& edges, float reach) {
  return box.x_min <= edges.x_min + reach || box.y_min <= edges.y_min + reach || box.x_max >= edges.x_max - reach ||
         box.y_max >= edges.y_max - reach;
}

}  // namespace

void SeamMerge::begin(std::span<const Look> looks) {
  looks_.assign(looks.begin(), looks.end());
  sightings_.clear();
  PixelSize picture;
  for (const Look& look : looks) {
    picture.width = std::max(picture.width, look.left + look.width);
    picture.height = std::max(picture.height, look.top + look.height);
  }
  extents_.clear();
  for (const Look& look : looks) {
    const auto longer_side = static_cast<float>(std::max(look.width, look.height));
    extents_.push_back({.box = inner_edges(look, picture), .reach = kSeamReach * longer_side});
  }
}

void SeamMerge::add(std::size_t look, std::span<const Detection> detections) {
  const Extent& extent = extents_[look];
  const auto left = static_cast<float>(looks_[look].left);
  const auto top = static_cast<float>(looks_[look].top);
  for (Detection detection : detections) {
    Box& box = detection.box;
    box = {.x_min = box.x_min + left, .y_min = box.y_min + top, .x_max = box.x_max + left, .y_max = box.y_max + top};
    const bool is_cut = reaches_edge(box, extent.box, extent.reach);
    box = intersection(box, extent.box);  // what a network tells of the far side of a seam it only guesses
    if (is_empty(box)) continue;
    sightings_.push_back({.detection = detection, .look = static_cast<std::uint32_t>(look), .is_cut = is_cut});
  }
}

std::span<const Detection> SeamMerge::finish(float max_iou, std::size_t max_kept) {
  const auto count = static_cast<std::uint32_t>(sightings_.size());
  thing_.resize(count);
  next_.resize(count);
  std::iota(thing_.begin(), thing_.end(), 0U);
  std::iota(next_.begin(), next_.end(), 0U);
  find_pairs();
  for (const Pair& pair : pairs_) {
    if (can_be_one(pair.first, pair.second)) join(pair.first, pair.second);
  }

  joined_.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (thing_[i] == i) joined_[i] = thing_of(i);
  }
  merged_.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    if (thing_[i] == i && !is_fragment(i)) merged_.push_back(joined_[i]);
  }
  return std::span(merged_).first(nms_.apply(merged_, max_iou, max_kept));
}

/// Intersection over union of what both looks show of the two; 0 where that is nothing.
float SeamMerge::agreement(const Sighting& a, const Sighting& b) const noexcept {
  const Box shown = intersection(extents_[a.look].box, extents_[b.look].box);
  const Box seen_of_a = intersection(a.detection.box, shown);
  const Box seen_of_b = intersection(b.detection.box, shown);
  return is_empty(seen_of_a) || is_empty(seen_of_b) ? 0 : iou(seen_of_a, seen_of_b);
}

/// Fills `pairs_`, the best first. Boxes that agree overlap, so along x only those that begin before one ends are looked at.
void SeamMerge::find_pairs() {
  by_left_edge_.resize(sightings_.size());
  std::iota(by_left_edge_.begin(), by_left_edge_.end(), 0U);
  std::ranges::sort(by_left_edge_, {}, [this](std::uint32_t i) {
    const Detection& detection = sightings_[i].detection;
    return std::tuple(detection.class_id, detection.box.x_min, i);
  });
  pairs_.clear();
  for (auto one = by_left_edge_.begin(); one != by_left_edge_.end(); ++one) {
    const Sighting& a = sightings_[*one];
    for (auto other = one + 1; other != by_left_edge_.end(); ++other) {
      const Sighting& b = sightings_[*other];
      if (b.detection.class_id != a.detection.class_id || b.detection.box.x_min >= a.detection.box.x_max) break;
      if (b.look == a.look) continue;
      const float agreed = agreement(a, b);
      if (agreed < kAgreement) continue;
      pairs_.push_back({.agreement = agreed, .first = std::min(*one, *other), .second = std::max(*one, *other)});
    }
  }
  std::ranges::sort(pairs_, {}, [](const Pair& pair) { return std::tuple(-pair.agreement, pair.first, pair.second); });
}

bool SeamMerge::can_be_one(std::uint32_t first, std::uint32_t second) const noexcept {
  if (thing_[first] == thing_[second]) return false;
  std::uint32_t i = first;
  do {
    std::uint32_t j = second;
    do {
      const Sighting& a = sightings_[i];
      const Sighting& b = sightings_[j];
      if (a.look == b.look) return false;
      const Box shown = intersection(extents_[a.look].box, extents_[b.look].box);
      const bool is_shown =
          !is_empty(intersection(a.detection.box, shown)) && !is_empty(intersection(b.detection.box, shown));
      if (is_shown && is_empty(intersection(a.detection.box, b.detection.box))) return false;
      j = next_[j];
    } while (j != second);
    i = next_[i];
  } while (i != first);
  return true;
}

void SeamMerge::join(std::uint32_t first, std::uint32_t second) noexcept {
  const std::uint32_t earliest = std::min(thing_[first], thing_[second]);
  std::swap(next_[first], next_[second]);  // makes one ring of two
  std::uint32_t i = first;
  do {
    thing_[i] = earliest;
    i = next_[i];
  } while (i != first);
}

/// What the detections in the ring of `first` are together.
Detection SeamMerge::thing_of(std::uint32_t first) const noexcept {
  const auto strength = [this](std::uint32_t i) {
    return std::tuple(!sightings_[i].is_cut, sightings_[i].detection.confidence, ~i);
  };
  std::uint32_t best = first;
  Box around = sightings_[first].detection.box;
  float confidence = sightings_[first].detection.confidence;
  for (std::uint32_t i = next_[first]; i != first; i = next_[i]) {
    if (strength(i) > strength(best)) best = i;
    around = hull(around, sightings_[i].detection.box);
    confidence = std::max(confidence, sightings_[i].detection.confidence);
  }
  Detection thing = sightings_[best].detection;
  if (sightings_[best].is_cut) thing.box = around;
  thing.confidence = confidence;
  return thing;
}

bool SeamMerge::is_fragment(std::uint32_t sighting) const noexcept {
  const Sighting& part = sightings_[sighting];
  if (!part.is_cut || next_[sighting] != sighting) return false;
  const float enough = kFragment * part.detection.box.area();
  for (std::uint32_t i = 0; i < thing_.size(); ++i) {
    if (thing_[i] != i || i == sighting || joined_[i].class_id != part.detection.class_id) continue;
    const Box shared = intersection(joined_[i].box, part.detection.box);
    if (!is_empty(shared) && shared.area() >= enough && !has_seen(i, part.look)) return true;
  }
  return false;
}

/// Whether the look has a detection in the thing.
bool SeamMerge::has_seen(std::uint32_t thing, std::uint32_t look) const noexcept {
  std::uint32_t i = thing;
  do {
    if (sightings_[i].look == look) return true;
    i = next_[i];
  } while (i != thing);
  return false;
}

}  // namespace eyrie::perception
