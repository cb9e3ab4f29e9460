// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// The functions of <cmath> whose last bit differs between C libraries and processors (glibc picks variants with fused
/// multiply-add at run time), from additions, multiplications, divisions and square roots alone, which IEEE 754 rounds alike
/// everywhere. Right to about 1e-13 inside, rounded to float at the end.
namespace eyrie::world::portable {

inline constexpr float kPi = 3.14159265F;
inline constexpr float kTwoPi = 6.28318531F;

/// For |radians| below 1e6.
[[nodiscard]] float sin(float radians) noexcept;
[[nodiscard]] float cos(float radians) noexcept;
struct SinCos {
  float sin = 0;
  float cos = 1;
};
[[nodiscard]] SinCos sin_cos(float radians) noexcept;

/// -pi..pi, as std::atan2.
[[nodiscard]] float atan2(float y, float x) noexcept;
[[nodiscard]] float exp(float x) noexcept;
/// Natural logarithm, for x above 0.
[[nodiscard]] float log(float x) noexcept;
/// For a base of 0 or more.
[[nodiscard]] float pow(float base, float exponent) noexcept;

}  // namespace eyrie::world::portable
