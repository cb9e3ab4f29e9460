// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace eyrie::world {

/// A random number 0..1 that belongs to a cell of the integer grid.
[[nodiscard]] float cell_noise(int x, int y, std::uint32_t seed) noexcept;

/// Value noise: `cell_noise` interpolated smoothly; features are about one unit wide. 0..1.
[[nodiscard]] float value_noise(float x, float y, std::uint32_t seed) noexcept;

/// Fractal sum of value noise, each octave at double frequency and half weight, turned against the one before so that the
/// grid does not show. 0..1, around 0.5.
[[nodiscard]] float fractal_noise(float x, float y, int octaves, std::uint32_t seed) noexcept;

}  // namespace eyrie::world
