// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

namespace eyrie {

/// An amount of memory or storage.
struct ByteCount {
  std::uint64_t value = 0;
  friend auto operator<=>(const ByteCount&, const ByteCount&) = default;
};

namespace literals {

[[nodiscard]] constexpr ByteCount operator""_B(unsigned long long n) { return {n}; }
[[nodiscard]] constexpr ByteCount operator""_KiB(unsigned long long n) { return {n << 10U}; }
[[nodiscard]] constexpr ByteCount operator""_MiB(unsigned long long n) { return {n << 20U}; }
[[nodiscard]] constexpr ByteCount operator""_GiB(unsigned long long n) { return {n << 30U}; }

}  // namespace literals
}  // namespace eyrie
