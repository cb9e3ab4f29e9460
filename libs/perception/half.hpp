// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

namespace eyrie::perception {

/// A 16-bit float (IEEE 754 binary16) as models with fp16 inputs and outputs store it. For storage; arithmetic is done in
/// float.
struct Half {
  std::uint16_t bits = 0;
  friend bool operator==(const Half&, const Half&) = default;
};

/// Exact.
[[nodiscard]] constexpr float to_float(Half half) noexcept {
  const std::uint32_t sign = (half.bits & 0x8000U) << 16U;
  const std::uint32_t exponent = (half.bits >> 10U) & 0x1FU;
  const std::uint32_t fraction = half.bits & 0x3FFU;
  if (exponent == 0x1F) return std::bit_cast<float>(sign | 0x7F800000U | (fraction << 13U));
  if (exponent != 0) return std::bit_cast<float>(sign | ((exponent + 112U) << 23U) | (fraction << 13U));
  const float tiny = static_cast<float>(fraction) * 0x1p-24F;  // subnormal: fraction of 2^-14 in 1024ths
  return sign != 0 ? -tiny : tiny;
}

/// Rounded to nearest, ties to even, for 0 <= value < 65520: what pixels and thresholds are. What is less than 2^-14, a
/// 64th of a level of 8 bits, becomes 0. No branch, so that a loop over it can be vectorised.
[[nodiscard]] constexpr Half to_half(float value) noexcept {
  constexpr auto kSmallestNormal = std::bit_cast<std::uint32_t>(0x1p-14F);
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t rounded = bits + 0xFFFU + ((bits >> 13U) & 1U);
  const std::uint32_t half = (rounded >> 13U) - (112U << 10U);
  return {static_cast<std::uint16_t>(bits < kSmallestNormal ? 0U : half)};
}

}  // namespace eyrie::perception
