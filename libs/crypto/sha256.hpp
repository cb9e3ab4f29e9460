// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie::crypto {

/// A SHA-256 digest (FIPS 180-4).
using Digest = std::array<std::uint8_t, 32>;

/// Hashes bytes that arrive in pieces. Copyable: a copy goes on from where the original stood.
class Sha256 {
 public:
  Sha256() noexcept;
  void update(std::span<const std::uint8_t> bytes) noexcept;
  void update(std::string_view text) noexcept;
  /// The digest of everything so far. The object is fresh afterwards.
  [[nodiscard]] Digest finish() noexcept;

 private:
  // The library's own state lives here, so that its header stays in the .cpp.
  alignas(8) std::array<std::byte, 104> state_;
};

[[nodiscard]] Digest sha256(std::span<const std::uint8_t> bytes) noexcept;
[[nodiscard]] Digest sha256(std::string_view text) noexcept;

/// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string to_hex(const Digest& digest);
/// `Error::kInvalidArgument` unless the text is exactly 64 hexadecimal digits of either case.
[[nodiscard]] Result<Digest> digest_from_hex(std::string_view hex);

}  // namespace eyrie::crypto
