// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "imaging/image.hpp"

namespace eyrie::imaging {

/// A colour, 8 bits a channel, whatever the order in memory.
struct Rgb {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
  friend bool operator==(const Rgb&, const Rgb&) = default;
};

/// YUV to RGB as integers: 16 fractional bits, rounded to nearest, equal to the real-valued formula within one step.
/// Derived from Kr and Kb as ITU-R BT.601-7 (section 2.5) and BT.709-6 (section 3) define them.
struct YuvToRgb {
  static constexpr int kShift = 16;
  int luma_offset = 0;
  int y = 0;    ///< gain of luma in all three
  int v_r = 0;  ///< gain of V in red
  int u_g = 0;  ///< gain of U in green, negative
  int v_g = 0;  ///< gain of V in green, negative
  int u_b = 0;  ///< gain of U in blue

  [[nodiscard]] static constexpr YuvToRgb make(ColourMatrix matrix, ColourRange range) noexcept {
    const double kr = matrix == ColourMatrix::kBt601 ? 0.299 : 0.2126;
    const double kb = matrix == ColourMatrix::kBt601 ? 0.114 : 0.0722;
    const double kg = 1.0 - kr - kb;
    const bool is_limited = range == ColourRange::kLimited;
    const double luma = is_limited ? 255.0 / 219.0 : 1.0;
    const double chroma = is_limited ? 255.0 / 224.0 : 1.0;
    const auto fixed = [](double gain) { return static_cast<int>(gain * (1 << kShift) + (gain < 0 ? -0.5 : 0.5)); };
    return {.luma_offset = is_limited ? 16 : 0,
            .y = fixed(luma),
            .v_r = fixed(2 * (1 - kr) * chroma),
            .u_g = fixed(-2 * (1 - kb) * kb / kg * chroma),
            .v_g = fixed(-2 * (1 - kr) * kr / kg * chroma),
            .u_b = fixed(2 * (1 - kb) * chroma)};
  }

  [[nodiscard]] constexpr Rgb operator()(int luma, int u, int v) const noexcept {
    const int grey = (luma - luma_offset) * y + (1 << (kShift - 1));
    const auto clip = [](int value) { return static_cast<std::uint8_t>(std::clamp(value >> kShift, 0, 255)); };
    return {.r = clip(grey + v_r * (v - 128)),
            .g = clip(grey + u_g * (u - 128) + v_g * (v - 128)),
            .b = clip(grey + u_b * (u - 128))};
  }
};

}  // namespace eyrie::imaging
