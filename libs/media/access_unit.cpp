// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "media/access_unit.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <string_view>

namespace eyrie::media {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {'E', 'Y', 'V', '1'};
constexpr std::size_t kHeaderBytes = 32;
constexpr std::uint8_t kKeyFlag = 1;
constexpr std::uint8_t kJpegFlag = 2;

void append_u64(std::vector<std::uint8_t>& out, std::uint64_t value) {
  for (unsigned i = 0; i < 8; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8U * i)));
}

std::uint64_t u64_at(std::span<const std::uint8_t> bytes, std::size_t offset) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = value << 8U | bytes[offset + i];
  return value;
}

std::unexpected<Error> too_large(std::size_t bytes) {
  return fail(Error::kTooLarge, "live picture of " + std::to_string(bytes) + " bytes is above the limit of " +
                                    std::to_string(kMaxAccessUnit.value) + ": lower the camera's bit rate or resolution");
}

}  // namespace

Result<std::vector<std::uint8_t>> encode(const AccessUnit& unit) {
  std::vector<std::uint8_t> message;
  if (const auto encoded = encode_into(message, unit); !encoded) return fail(encoded.error());
  return message;
}

Status encode_into(std::vector<std::uint8_t>& out, const AccessUnit& unit) {
  if (unit.drone_id.is_empty()) return fail(Error::kInvalidArgument, "a live picture needs the drone it comes from");
  if (unit.payload.empty()) return fail(Error::kInvalidArgument, "a live picture without a payload");
  if (unit.payload.size() > kMaxAccessUnit.value) return too_large(unit.payload.size());
  const auto micros = std::chrono::floor<std::chrono::microseconds>(unit.captured_at.time_since_epoch()).count();
  if (micros < 0) return fail(Error::kInvalidArgument, "a live picture from before 1970: set the clock of the machine");

  const std::string& drone = unit.drone_id.str();
  out.clear();
  out.reserve(kHeaderBytes + drone.size() + unit.payload.size());
  out.insert(out.end(), kMagic.begin(), kMagic.end());
  out.push_back(static_cast<std::uint8_t>((unit.is_key ? kKeyFlag : 0) | (unit.is_jpeg ? kJpegFlag : 0)));
  out.push_back(static_cast<std::uint8_t>(drone.size()));
  out.insert(out.end(), 2, 0);
  append_u64(out, unit.frame_id.number);
  append_u64(out, static_cast<std::uint64_t>(micros));
  append_u64(out, unit.unit_number);
  out.insert(out.end(), drone.begin(), drone.end());
  out.insert(out.end(), unit.payload.begin(), unit.payload.end());
  return {};
}

Result<AccessUnit> decode_access_unit(std::span<const std::uint8_t> message) {
  if (message.size() < kHeaderBytes || !std::equal(kMagic.begin(), kMagic.end(), message.begin())) {
    return fail(Error::kCorrupt, "not a live picture: the message does not begin with EYV1");
  }
  const std::uint8_t flags = message[4];
  const std::size_t name_bytes = message[5];
  if ((flags & ~(kKeyFlag | kJpegFlag)) != 0 || message[6] != 0 || message[7] != 0) {
    return fail(Error::kUnsupported, "live picture with flags of a later version: update this program");
  }
  if (message.size() <= kHeaderBytes + name_bytes) return fail(Error::kCorrupt, "live picture ends within its header");
  const auto payload = message.subspan(kHeaderBytes + name_bytes);
  if (payload.size() > kMaxAccessUnit.value) return too_large(payload.size());

  const auto name = message.subspan(kHeaderBytes, name_bytes);
  auto drone = DroneId::parse(std::string(name.begin(), name.end()));
  if (!drone) return fail(Error::kCorrupt, "live picture: " + drone.error().message);
  const std::uint64_t micros = u64_at(message, 16);
  constexpr std::uint64_t kMaxMicros = std::numeric_limits<std::int64_t>::max() / 1000;
  if (micros > kMaxMicros) return fail(Error::kCorrupt, "live picture with a time before 1970 or past 2262");

  AccessUnit unit;
  unit.drone_id = std::move(*drone);
  unit.frame_id = FrameId{u64_at(message, 8)};
  unit.captured_at = Timestamp{std::chrono::microseconds{static_cast<std::int64_t>(micros)}};
  unit.unit_number = u64_at(message, 24);
  unit.is_key = (flags & kKeyFlag) != 0;
  unit.is_jpeg = (flags & kJpegFlag) != 0;
  unit.payload = payload;
  return unit;
}

}  // namespace eyrie::media
