// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace eyrie::web {

/// Bytes `first` to `last`, both included.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  [[nodiscard]] std::uint64_t size() const noexcept { return last - first + 1; }
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

/// What a `Range` header means for a body of `size` bytes (RFC 9110, section 14).
enum class RangeOutcome : std::uint8_t {
  kWhole,           ///< there is none, or it is one to ignore: malformed, another unit, several ranges
  kPart,            ///< 206
  kNotSatisfiable,  ///< 416
};
struct RangeRequest {
  RangeOutcome outcome = RangeOutcome::kWhole;
  ByteRange range;
};
[[nodiscard]] RangeRequest parse_range(std::string_view header, std::uint64_t size);

/// `bytes 0-99/1234`
[[nodiscard]] std::string content_range(ByteRange range, std::uint64_t size);

}  // namespace eyrie::web
