// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/math/noise.hpp"

#include <cmath>

namespace eyrie::world {
namespace {

/// Wellons' lowbias32: the least biased two-round hash of its kind found by search (nullprogram.com, 2018).
std::uint32_t hashed(std::uint32_t x) {
  x ^= x >> 16U;
  x *= 0x7feb352dU;
  x ^= x >> 15U;
  x *= 0x846ca68bU;
  return x ^ (x >> 16U);
}

}  // namespace

float cell_noise(int x, int y, std::uint32_t seed) noexcept {
  const std::uint32_t column = static_cast<std::uint32_t>(x) * 73856093U;
  const std::uint32_t row = static_cast<std::uint32_t>(y) * 19349663U;
  return static_cast<float>(hashed(column ^ (row + seed * 83492791U)) >> 8U) * 0x1p-24F;
}

float value_noise(float x, float y, std::uint32_t seed) noexcept {
  const float left = std::floor(x);
  const float low = std::floor(y);
  const int i = static_cast<int>(left);
  const int j = static_cast<int>(low);
  const float u = x - left;
  const float v = y - low;
  const float s = u * u * (3 - 2 * u);
  const float t = v * v * (3 - 2 * v);
  const float a = cell_noise(i, j, seed);
  const float b = cell_noise(i, j + 1, seed);
  const float bottom = a + (cell_noise(i + 1, j, seed) - a) * s;
  const float top = b + (cell_noise(i + 1, j + 1, seed) - b) * s;
  return bottom + (top - bottom) * t;
}

float fractal_noise(float x, float y, int octaves, std::uint32_t seed) noexcept {
  float weight = 0.5F;
  float sum = 0;
  float total = 0;
  for (int octave = 0; octave < octaves; ++octave) {
    sum += weight * value_noise(x, y, seed + static_cast<std::uint32_t>(octave));
    total += weight;
    weight *= 0.5F;
    const float turned = x * 1.6F - y * 1.2F;
    y = x * 1.2F + y * 1.6F + 3.1F;
    x = turned + 7.3F;
  }
  return sum / total;
}

}  // namespace eyrie::world
