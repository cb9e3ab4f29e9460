// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/region.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace eyrie::edge {
namespace {

constexpr double kThinnest = 0.01;

Status check_axis(double min, double max, const std::string& axis) {
  const auto refuse = [&](const std::string& why) {
    return fail(Error::kInvalidArgument,
                "the region that is looked at " + why + " (settings: region." + axis + "_min, region." + axis + "_max)");
  };
  if (!(min >= 0 && max <= 1)) return refuse("reaches out of the picture: its edges are shares from 0 to 1");
  if (!(max > min)) return refuse("is empty: its first edge must lie before its last");
  if (max - min < kThinnest) return refuse("is thinner than a hundredth of the picture: nothing could be seen in it");
  return {};
}

}  // namespace

Result<Region> Region::create(Edges edges) {
  if (const auto x = check_axis(edges.x_min, edges.x_max, "x"); !x) return fail(x.error());
  if (const auto y = check_axis(edges.y_min, edges.y_max, "y"); !y) return fail(y.error());
  return Region(edges);
}

Region::Part Region::of(const imaging::ImageView& picture) const {
  const auto pixels = [](double share, int size) { return static_cast<int>(std::lround(share * size)); };
  const int x = pixels(edges_.x_min, picture.width) & ~1;
  const int y = pixels(edges_.y_min, picture.height) & ~1;
  // Of a very small picture a hundredth may be less than a pixel.
  const int width = std::max(1, pixels(edges_.x_max, picture.width) - x);
  const int height = std::max(1, pixels(edges_.y_max, picture.height) - y);
  return {.view = imaging::crop(picture, x, y, width, height), .x_px = x, .y_px = y};
}

void map_back(std::span<perception::Detection> detections, const Region::Part& part) {
  const auto x = static_cast<float>(part.x_px);
  const auto y = static_cast<float>(part.y_px);
  for (auto& detection : detections) {
    auto& box = detection.box;
    box.x_min += x;
    box.x_max += x;
    box.y_min += y;
    box.y_max += y;
  }
}

}  // namespace eyrie::edge
