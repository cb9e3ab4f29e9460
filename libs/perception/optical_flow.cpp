// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/optical_flow.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace eyrie::perception {
namespace {

// Corners are looked for at level 1: a quarter of the work, and what is a corner there is one worth following.
constexpr std::size_t kCornerLevel = 1;
constexpr int kCell = 8;  // pixels of that level
constexpr int kCandidateStep = 2;
constexpr int kCornerRadius = 2;
constexpr float kLeastStructure = 4.0F;  // mean square of the brightness step in the weaker direction

constexpr int kRadius = 4;
constexpr int kSide = 2 * kRadius + 1;
constexpr int kMaxIterations = 12;
constexpr float kConverged = 0.02F;          // pixels
constexpr float kMaxMeanDifference = 18.0F;  // brightness levels

/// The smaller eigenvalue of [xx xy; xy yy].
float weaker(float xx, float xy, float yy) { return 0.5F * (xx + yy - std::sqrt((xx - yy) * (xx - yy) + 4 * xy * xy)); }

float structure_at(const GreyPlane& plane, int x, int y) {
  float xx = 0;
  float xy = 0;
  float yy = 0;
  for (int row = y - kCornerRadius; row <= y + kCornerRadius; ++row) {
    const float* above = plane.row(row - 1);
    const float* here = plane.row(row);
    const float* below = plane.row(row + 1);
    for (int column = x - kCornerRadius; column <= x + kCornerRadius; ++column) {
      const float dx = 0.5F * (here[column + 1] - here[column - 1]);
      const float dy = 0.5F * (below[column] - above[column]);
      xx += dx * dx;
      xy += dx * dy;
      yy += dy * dy;
    }
  }
  constexpr float kPixels = (2 * kCornerRadius + 1) * (2 * kCornerRadius + 1);
  return weaker(xx, xy, yy) / kPixels;
}

/// The square patch of side `side` around (x, y), bilinear; false where it is not wholly in the picture.
template <int side>
bool sample(const GreyPlane& plane, float x, float y, std::array<float, side * side>& patch) {
  const float left = x - static_cast<float>(side / 2);
  const float top = y - static_cast<float>(side / 2);
  if (!(left >= 0 && top >= 0 && left < static_cast<float>(plane.width - side) &&
        top < static_cast<float>(plane.height - side))) {
    return false;
  }
  const int column = static_cast<int>(left);
  const int row = static_cast<int>(top);
  const float right_share = left - static_cast<float>(column);
  const float lower_share = top - static_cast<float>(row);
  const float a = (1 - right_share) * (1 - lower_share);
  const float b = right_share * (1 - lower_share);
  const float c = (1 - right_share) * lower_share;
  const float d = right_share * lower_share;
  for (int i = 0; i < side; ++i) {
    const float* upper = plane.row(row + i) + column;
    const float* lower = upper + plane.width;
    float* out = patch.data() + i * side;
    for (int j = 0; j < side; ++j) out[j] = a * upper[j] + b * upper[j + 1] + c * lower[j] + d * lower[j + 1];
  }
  return true;
}

/// A patch of the previous picture with its slopes: what Lucas and Kanade's step needs, computed once.
struct Template {
  std::array<float, kSide * kSide> level;
  std::array<float, kSide * kSide> slope_x;
  std::array<float, kSide * kSide> slope_y;
  float xx = 0;
  float xy = 0;
  float yy = 0;
};

bool take_template(const GreyPlane& plane, float x, float y, Template& out) {
  constexpr int kWide = kSide + 2;
  std::array<float, kWide * kWide> patch;
  if (!sample<kWide>(plane, x, y, patch)) return false;
  out.xx = out.xy = out.yy = 0;
  for (int i = 0; i < kSide; ++i) {
    for (int j = 0; j < kSide; ++j) {
      const auto at = [&](int row, int column) { return patch[static_cast<std::size_t>(row * kWide + column)]; };
      const auto k = static_cast<std::size_t>(i * kSide + j);
      out.level[k] = at(i + 1, j + 1);
      out.slope_x[k] = 0.5F * (at(i + 1, j + 2) - at(i + 1, j));
      out.slope_y[k] = 0.5F * (at(i + 2, j + 1) - at(i, j + 1));
      out.xx += out.slope_x[k] * out.slope_x[k];
      out.xy += out.slope_x[k] * out.slope_y[k];
      out.yy += out.slope_y[k] * out.slope_y[k];
    }
  }
  return weaker(out.xx, out.xy, out.yy) > kSide * kSide * 0.25F;
}

float mean_difference(const std::array<float, kSide * kSide>& a, const std::array<float, kSide * kSide>& b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<float>(a.size());
}

/// Moves (x, y) until the patch there looks like the template. False where the patch leaves the picture.
bool refine(const GreyPlane& plane, const Template& wanted, float& x, float& y, float& difference) {
  const float determinant = wanted.xx * wanted.yy - wanted.xy * wanted.xy;
  std::array<float, kSide * kSide> patch;
  for (int iteration = 0; iteration < kMaxIterations; ++iteration) {
    if (!sample<kSide>(plane, x, y, patch)) return false;
    float along_x = 0;
    float along_y = 0;
    for (std::size_t i = 0; i < patch.size(); ++i) {
      const float missing = wanted.level[i] - patch[i];
      along_x += missing * wanted.slope_x[i];
      along_y += missing * wanted.slope_y[i];
    }
    const float step_x = (wanted.yy * along_x - wanted.xy * along_y) / determinant;
    const float step_y = (wanted.xx * along_y - wanted.xy * along_x) / determinant;
    x += step_x;
    y += step_y;
    if (step_x * step_x + step_y * step_y < kConverged * kConverged) break;
  }
  if (!sample<kSide>(plane, x, y, patch)) return false;
  difference = mean_difference(wanted.level, patch);
  return true;
}

}  // namespace

void find_corners(const GreyPyramid& pyramid, std::vector<Point>& corners) {
  const GreyPlane& plane = pyramid.level(kCornerLevel);
  constexpr int kBorder = kCornerRadius + 1;
  corners.clear();
  for (int top = kBorder; top + kCell + kBorder <= plane.height; top += kCell) {
    for (int left = kBorder; left + kCell + kBorder <= plane.width; left += kCell) {
      float best = kLeastStructure;
      Point place;
      for (int y = top; y < top + kCell; y += kCandidateStep) {
        for (int x = left; x < left + kCell; x += kCandidateStep) {
          const float structure = structure_at(plane, x, y);
          if (structure <= best) continue;
          best = structure;
          place = {.x = 2 * x + 0.5, .y = 2 * y + 0.5};
        }
      }
      if (best > kLeastStructure) corners.push_back(place);
    }
  }
}

std::optional<Point> follow(const GreyPyramid& previous, const GreyPyramid& current, const Point& point) {
  float shift_x = 0;  // in pixels of the level at hand
  float shift_y = 0;
  float difference = 0;
  for (std::size_t n = GreyPyramid::kLevels; n-- > 0;) {
    const double scale = 1.0 / static_cast<double>(1U << n);
    const auto from_x = static_cast<float>((point.x + 0.5) * scale - 0.5);
    const auto from_y = static_cast<float>((point.y + 0.5) * scale - 0.5);
    float x = from_x + shift_x;
    float y = from_y + shift_y;
    Template wanted;
    const bool is_found =
        take_template(previous.level(n), from_x, from_y, wanted) && refine(current.level(n), wanted, x, y, difference);
    if (is_found) {
      shift_x = x - from_x;
      shift_y = y - from_y;
    } else if (n == 0) {
      return std::nullopt;  // a coarse level that sees nothing leaves the search to the finer ones
    }
    if (n > 0) {
      shift_x *= 2;
      shift_y *= 2;
    }
  }
  if (difference > kMaxMeanDifference) return std::nullopt;
  return Point{.x = point.x + static_cast<double>(shift_x), .y = point.y + static_cast<double>(shift_y)};
}

}  // namespace eyrie::perception
