// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/area.hpp"

#include <algorithm>
#include <array>

namespace eyrie::world {

Area::Area(Point2 centre, float half_length_m, float half_width_m, float angle_rad)
    : centre_(centre), half_length_(half_length_m), half_width_(half_width_m), angle_(angle_rad) {
  const auto [s, c] = portable::sin_cos(angle_rad);
  axis_ = {c, s};
}

Point2 Area::to_local(Point2 p) const noexcept {
  const Point2 d = p - centre_;
  return {d.x * axis_.x + d.y * axis_.y, d.y * axis_.x - d.x * axis_.y};
}

Point2 Area::from_local(Point2 p) const noexcept {
  return {centre_.x + p.x * axis_.x - p.y * axis_.y, centre_.y + p.x * axis_.y + p.y * axis_.x};
}

float Area::signed_distance(Point2 p) const noexcept {
  const Point2 local = to_local(p);
  const float u = std::fabs(local.x) - half_length_;
  const float v = std::fabs(local.y) - half_width_;
  if (u < 0 || v < 0) return std::max(u, v);
  return std::sqrt(u * u + v * v);
}

Area Area::grown(float by_m) const noexcept {
  Area area = *this;
  area.half_length_ += by_m;
  area.half_width_ += by_m;
  return area;
}

bool Area::overlaps(const Area& other) const noexcept {
  const auto separates = [](const Area& a, const Area& b) {
    Point2 low{1e9F, 1e9F};
    Point2 high{-1e9F, -1e9F};
    for (const float x : {-1.0F, 1.0F}) {
      for (const float y : {-1.0F, 1.0F}) {
        const Point2 corner = a.to_local(b.from_local({x * b.half_length_, y * b.half_width_}));
        low = {std::min(low.x, corner.x), std::min(low.y, corner.y)};
        high = {std::max(high.x, corner.x), std::max(high.y, corner.y)};
      }
    }
    return low.x > a.half_length_ || high.x < -a.half_length_ || low.y > a.half_width_ || high.y < -a.half_width_;
  };
  return !separates(*this, other) && !separates(other, *this);
}

bool Area::blocks(Point2 from, Point2 to) const noexcept {
  const Point2 start = to_local(from);
  const Point2 way = to_local(to) - start;
  float enter = 0;
  float leave = 1;
  for (const auto& [begin, step, half] :
       {std::array{start.x, way.x, half_length_}, std::array{start.y, way.y, half_width_}}) {
    if (std::fabs(step) < 1e-9F) {
      if (std::fabs(begin) > half) return false;
      continue;
    }
    const float a = (-half - begin) / step;
    const float b = (half - begin) / step;
    enter = std::max(enter, std::min(a, b));
    leave = std::min(leave, std::max(a, b));
  }
  return enter <= leave;
}

Transform Area::frame() const noexcept { return Transform{.origin = {centre_.x, centre_.y, 0}}.turned_about_z(angle_); }

}  // namespace eyrie::world
