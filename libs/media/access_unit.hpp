// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"

namespace eyrie::media {

/// One live picture on its way edge -> gateway -> browser, as docs/design/messages.md lays it out (`EYV1`). The payload is a
/// view: of the packet when encoding, of the message when decoding.
struct AccessUnit {
  DroneId drone_id;
  FrameId frame_id;
  Timestamp captured_at;          ///< whole microseconds on the wire, rounded down
  std::uint64_t unit_number = 0;  ///< counts every unit of this capture in decoding order from 1; a hole is a lost unit
  bool is_key = false;
  bool is_jpeg = false;  ///< a JPEG picture instead of H.264
  std::span<const std::uint8_t> payload;
};

/// No live unit is larger, so that one message cannot fill a broker's or a browser's memory.
inline constexpr ByteCount kMaxAccessUnit{8U << 20U};

/// `kTooLarge` above `kMaxAccessUnit`, `kInvalidArgument` without a drone, a payload, or a time after 1970.
[[nodiscard]] Result<std::vector<std::uint8_t>> encode(const AccessUnit& unit);
/// The same into the memory of `message`, for a stream of units.
[[nodiscard]] Status encode_into(std::vector<std::uint8_t>& message, const AccessUnit& unit);

/// Checks every field. `kCorrupt` for bytes that are no unit, `kUnsupported` for flags of a later version, `kTooLarge` as
/// above. The payload of the result is a view of `message`.
[[nodiscard]] Result<AccessUnit> decode_access_unit(std::span<const std::uint8_t> message);

}  // namespace eyrie::media
