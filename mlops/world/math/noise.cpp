// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/math/noise.hpp"

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

// Most of a picture's time is spent in noise: these have no outside name, so that the compiler may inline them.
float noise_of_cell(int x, int y, std::uint32_t seed) {
  const std::uint32_t column = static_cast<std::uint32_t>(x) * 73856093U;
  const std::uint32_t row = static_cast<std::uint32_t>(y) * 19349663U;
  return static_cast<float>(hashed(column ^ (row + seed * 83492791U)) >> 8U) * 0x1p-24F;
}

/// std::floor to an integer; without SSE4 that is a call into the C library.
int floor_of(float x) {
  const int towards_zero = static_cast<int>(x);
  return towards_zero - (x < static_cast<float>(towards_zero) ? 1 : 0);
}

float noise_between_cells(float x, float y, std::uint32_t seed) {
  const int i = floor_of(x);
  const int j = floor_of(y);
  const float u = x - static_cast<float>(i);
  const float v = y - static_cast<float>(j);
  const float s = u * u * (3 - 2 * u);
  const float t = v * v * (3 - 2 * v);
  const float a = noise_of_cell(i, j, seed);
  const float b = noise_of_cell(i, j + 1, seed);
  const float bottom = a + (noise_of_cell(i + 1, j, seed) - a) * s;
  const float top = b + (noise_of_cell(i + 1, j + 1, seed) - b) * s;
  return bottom + (top - bottom) * t;
}

}  // namespace

float cell_noise(int x, int y, std::uint32_t seed) noexcept { return noise_of_cell(x, y, seed); }
float value_noise(float x, float y, std::uint32_t seed) noexcept { return noise_between_cells(x, y, seed); }

float fractal_noise(float x, float y, int octaves, std::uint32_t seed) noexcept {
  float weight = 0.5F;
  float sum = 0;
  float total = 0;
  for (int octave = 0; octave < octaves; ++octave) {
    sum += weight * noise_between_cells(x, y, seed + static_cast<std::uint32_t>(octave));
    total += weight;
    weight *= 0.5F;
    const float turned = x * 1.6F - y * 1.2F;
    y = x * 1.2F + y * 1.6F + 3.1F;
    x = turned + 7.3F;
  }
  return sum / total;
}

}  // namespace eyrie::world
