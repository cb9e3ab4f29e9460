// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/mean.hpp"

#include <array>
#include <cstddef>

namespace eyrie::evaluation {
namespace {

constexpr std::size_t kLanes = 8;
constexpr std::size_t kBlock = 128;

double sum_of_block(std::span<const double> values) {
  if (values.size() < kLanes) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum;
  }
  std::array<double, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += values[i + lane];
  }
  double sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
  for (; i < values.size(); ++i) sum += values[i];
  return sum;
}

double sum_of(std::span<const double> values) {
  if (values.size() <= kBlock) return sum_of_block(values);
  const std::size_t half = values.size() / 2 / kLanes * kLanes;
  return sum_of(values.first(half)) + sum_of(values.subspan(half));
}

}  // namespace

std::optional<double> mean_of(std::span<const double> values) {
  if (values.empty()) return std::nullopt;
  return sum_of(values) / static_cast<double>(values.size());
}

}  // namespace eyrie::evaluation
