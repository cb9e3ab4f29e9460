// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace eyrie::flightlog::mavlink {

/// How a frame begins.
inline constexpr std::uint8_t kVersion1 = 0xFE;
inline constexpr std::uint8_t kVersion2 = 0xFD;

/// MAVLink common.xml: message number and the CRC seed made from its fields' names and types.
struct MessageKind {
  std::uint32_t id;
  std::uint8_t crc_extra;
};
inline constexpr MessageKind kHeartbeat{0, 50};
inline constexpr MessageKind kSysStatus{1, 124};
inline constexpr MessageKind kAttitude{30, 39};
inline constexpr MessageKind kGlobalPositionInt{33, 104};
inline constexpr MessageKind kVfrHud{74, 20};
inline constexpr MessageKind kMountOrientation{265, 26};

/// CRC-16/MCRF4XX, as the MAVLink guide's "Checksum" gives it: over a frame without its first byte, then `crc_extra`.
class Checksum {
 public:
  constexpr void add(std::uint8_t value) noexcept {
    auto mixed = static_cast<std::uint8_t>(value ^ (crc_ & 0xFFU));
    mixed = static_cast<std::uint8_t>(mixed ^ (mixed << 4U));
    crc_ = static_cast<std::uint16_t>((crc_ >> 8U) ^ (mixed << 8U) ^ (mixed << 3U) ^ (mixed >> 4U));
  }
  [[nodiscard]] constexpr std::uint16_t value() const noexcept { return crc_; }

 private:
  std::uint16_t crc_ = 0xFFFF;
};

}  // namespace eyrie::flightlog::mavlink
