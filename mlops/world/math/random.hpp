// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "world/math/portable.hpp"

namespace eyrie::world {

/// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014): every bit of the
/// input moves every bit of the output.
[[nodiscard]] constexpr std::uint64_t scrambled(std::uint64_t x) noexcept {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// Counter-based random numbers: the nth number is a function of key and n, so a stream can be made anywhere, for any pixel
/// or thing, and gives the same numbers whatever else was drawn before. Small; copy it to branch off.
///
/// C++ leaves open in which order the arguments of a call are computed: draw into named variables or braces, never twice
/// within one pair of parentheses.
class Random {
 public:
  explicit constexpr Random(std::uint64_t key) noexcept : key_(scrambled(key + kStep)) {}

  /// A stream of its own, which drawing from this one does not move.
  [[nodiscard]] constexpr Random fork(std::uint64_t tag) const noexcept { return Random(key_ ^ scrambled(tag + kStep)); }

  [[nodiscard]] constexpr std::uint32_t bits() noexcept {
    counter_ += kStep;
    return static_cast<std::uint32_t>(scrambled(key_ + counter_) >> 32U);
  }
  /// 0 included, 1 excluded.
  [[nodiscard]] constexpr float uniform() noexcept { return static_cast<float>(bits() >> 8U) * 0x1p-24F; }
  [[nodiscard]] constexpr float uniform(float from, float to) noexcept { return from + (to - from) * uniform(); }
  /// 0 .. count - 1.
  [[nodiscard]] constexpr int below(int count) noexcept {
    return static_cast<int>((static_cast<std::uint64_t>(bits()) * static_cast<std::uint64_t>(count)) >> 32U);
  }
  [[nodiscard]] constexpr bool chance(float probability) noexcept { return uniform() < probability; }
  /// Mean 0, deviation 1 (Box and Muller, 1958).
  [[nodiscard]] float normal() noexcept {
    const float radius = std::sqrt(-2 * portable::log(uniform() + 0x1p-25F));
    return radius * portable::cos(portable::kTwoPi * uniform());
  }
  template <typename T>
  [[nodiscard]] constexpr const T& pick(std::span<const T> choices) noexcept {
    return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
  }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15U;
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

}  // namespace eyrie::world
