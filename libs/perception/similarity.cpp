// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/similarity.hpp"

#include <array>
#include <random>

namespace eyrie::perception {
namespace {

/// Draws of two pairs: where half of the pairs are wrong, all 60 draws hold a wrong one with a chance of 3e-8.
constexpr int kDraws = 60;
constexpr int kRefinements = 2;

double squared_error(const Affine& to_from_from, const PointPair& pair) {
  const Point error = to_from_from * pair.from;
  return (error.x - pair.to.x) * (error.x - pair.to.x) + (error.y - pair.to.y) * (error.y - pair.to.y);
}

std::size_t count_agreeing(std::span<const PointPair> pairs, const Affine& motion, double tolerance) {
  std::size_t count = 0;
  for (const auto& pair : pairs) count += squared_error(motion, pair) < tolerance * tolerance ? 1U : 0U;
  return count;
}

}  // namespace

std::optional<Affine> fit_similarity(std::span<const PointPair> pairs) {
  if (pairs.size() < 2) return std::nullopt;
  Point from_mean;
  Point to_mean;
  const double share = 1.0 / static_cast<double>(pairs.size());
  for (const auto& pair : pairs) {
    from_mean.x += pair.from.x * share;
    from_mean.y += pair.from.y * share;
    to_mean.x += pair.to.x * share;
    to_mean.y += pair.to.y * share;
  }
  // With points as complex numbers about their means the answer is one complex number: sum(conj(from) to) / sum(|from|^2).
  double real = 0;
  double imaginary = 0;
  double spread = 0;
  for (const auto& pair : pairs) {
    const Point from{.x = pair.from.x - from_mean.x, .y = pair.from.y - from_mean.y};
    const Point to{.x = pair.to.x - to_mean.x, .y = pair.to.y - to_mean.y};
    real += from.x * to.x + from.y * to.y;
    imaginary += from.x * to.y - from.y * to.x;
    spread += from.x * from.x + from.y * from.y;
  }
  if (spread < 1e-9) return std::nullopt;
  real /= spread;
  imaginary /= spread;
  return Affine{.xx = real,
                .xy = -imaginary,
                .dx = to_mean.x - (real * from_mean.x - imaginary * from_mean.y),
                .yx = imaginary,
                .yy = real,
                .dy = to_mean.y - (imaginary * from_mean.x + real * from_mean.y)};
}

std::optional<RobustFit> fit_similarity_robustly(std::span<const PointPair> pairs, double tolerance,
                                                 std::vector<PointPair>& scratch) {
  if (pairs.size() < 2) return std::nullopt;
  std::minstd_rand random(1);
  std::optional<RobustFit> best;
  const auto keep_better = [&](const std::optional<Affine>& motion) {
    if (!motion) return;
    const std::size_t agreeing = count_agreeing(pairs, *motion, tolerance);
    if (!best || agreeing > best->agreeing) best = RobustFit{.to_from_from = *motion, .agreeing = agreeing};
  };
  for (int draw = 0; draw < kDraws; ++draw) {
    const std::size_t first = random() % pairs.size();
    const std::size_t second = random() % pairs.size();
    if (first == second) continue;
    keep_better(fit_similarity(std::array{pairs[first], pairs[second]}));
  }
  if (!best) return std::nullopt;
  for (int round = 0; round < kRefinements; ++round) {
    scratch.clear();
    for (const auto& pair : pairs) {
      if (squared_error(best->to_from_from, pair) < tolerance * tolerance) scratch.push_back(pair);
    }
    const auto refined = fit_similarity(scratch);
    if (!refined) break;
    best = RobustFit{.to_from_from = *refined, .agreeing = count_agreeing(pairs, *refined, tolerance)};
  }
  return best;
}

}  // namespace eyrie::perception
