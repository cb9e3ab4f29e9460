// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/math/portable.hpp"

#include <array>
#include <cmath>

namespace eyrie::world::portable {
namespace {

constexpr double kHalfPi = 1.57079632679489661923;
constexpr double kLn2 = 0.69314718055994530942;
constexpr double kSqrtHalf = 0.70710678118654752440;

/// Taylor series on |r| <= pi/4: the first term left out is below 3e-14.
double sin_near_zero(double r) {
  const double q = r * r;
  return r * (1 + q * (-1.0 / 6 +
                       q * (1.0 / 120 + q * (-1.0 / 5040 + q * (1.0 / 362880 + q * (-1.0 / 39916800 + q / 6227020800.0))))));
}
double cos_near_zero(double r) {
  const double q = r * r;
  return 1 + q * (-1.0 / 2 + q * (1.0 / 24 + q * (-1.0 / 720 + q * (1.0 / 40320 + q * (-1.0 / 3628800 + q / 479001600.0)))));
}

/// Half angles bring the argument below 0.2, where eight terms of the series are enough.
double atan_of(double x) {
  if (x < 0) return -atan_of(-x);
  if (x > 1) return kHalfPi - atan_of(1 / x);
  double t = x;
  for (int halving = 0; halving < 2; ++halving) t = t / (1 + std::sqrt(1 + t * t));
  const double q = t * t;
  const double series =
      t * (1 + q * (-1.0 / 3 + q * (1.0 / 5 + q * (-1.0 / 7 + q * (1.0 / 9 + q * (-1.0 / 11 + q * (1.0 / 13 - q / 15)))))));
  return 4 * series;
}

double exp_of(double x) {
  if (x < -700) return 0;
  const double k = std::floor(x / kLn2 + 0.5);
  const double r = x - k * kLn2;
  // Taylor series on |r| <= ln(2)/2, of which the first term left out is below 3e-14.
  constexpr std::array kInverseFactorials{1.0,       1.0,        1.0 / 2,     1.0 / 6,      1.0 / 24,     1.0 / 120,
                                          1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800};
  double sum = 0;
  for (std::size_t n = kInverseFactorials.size(); n-- > 0;) sum = sum * r + kInverseFactorials[n];
  return std::ldexp(sum, static_cast<int>(k));
}

double log_of(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < kSqrtHalf) {
    mantissa *= 2;
    --exponent;
  }
  const double s = (mantissa - 1) / (mantissa + 1);
  const double q = s * s;
  double sum = 0;
  for (int n = 17; n >= 1; n -= 2) sum = sum * q + 1.0 / n;
  return 2 * s * sum + exponent * kLn2;
}

}  // namespace

SinCos sin_cos(float radians) noexcept {
  const double turns = std::floor(static_cast<double>(radians) / kHalfPi + 0.5);
  const double r = static_cast<double>(radians) - turns * kHalfPi;
  const auto s = static_cast<float>(sin_near_zero(r));
  const auto c = static_cast<float>(cos_near_zero(r));
  switch (static_cast<int>(turns - 4 * std::floor(turns / 4))) {
    case 0: return {s, c};
    case 1: return {c, -s};
    case 2: return {-s, -c};
    default: return {-c, s};
  }
}

float sin(float radians) noexcept { return sin_cos(radians).sin; }
float cos(float radians) noexcept { return sin_cos(radians).cos; }

float atan2(float y, float x) noexcept {
  const double a = static_cast<double>(y);
  const double b = static_cast<double>(x);
  if (b == 0) return static_cast<float>(a > 0 ? kHalfPi : a < 0 ? -kHalfPi : 0.0);
  const double angle = atan_of(a / b);
  if (b > 0) return static_cast<float>(angle);
  return static_cast<float>(a >= 0 ? angle + 2 * kHalfPi : angle - 2 * kHalfPi);
}

float exp(float x) noexcept { return static_cast<float>(exp_of(static_cast<double>(x))); }
float log(float x) noexcept { return static_cast<float>(log_of(static_cast<double>(x))); }

float pow(float base, float exponent) noexcept {
  if (base <= 0) return 0;
  return static_cast<float>(exp_of(static_cast<double>(exponent) * log_of(static_cast<double>(base))));
}

}  // namespace eyrie::world::portable
