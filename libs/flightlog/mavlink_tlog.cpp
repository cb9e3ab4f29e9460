// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numbers>
#include <optional>

#include "flightlog/flight_log.hpp"
#include "flightlog/mavlink.hpp"

namespace eyrie::flightlog {
namespace {

static_assert(std::endian::native == std::endian::little, "MAVLink payloads are read in place");

constexpr std::size_t kTimeSize = 8;
constexpr std::array kKnown{mavlink::kSysStatus, mavlink::kAttitude, mavlink::kGlobalPositionInt, mavlink::kVfrHud,
                            mavlink::kMountOrientation};

struct MavlinkFrame {
  std::uint32_t id = 0;
  std::uint8_t system = 0;
  bool is_mavlink2 = false;
  std::array<std::byte, 255> payload{};  ///< MAVLink 2 cuts trailing zeros off; here they are back
  std::size_t size = 0;                  ///< whole frame in the log, without the time before it
};

std::uint8_t byte_at(std::span<const std::byte> bytes, std::size_t at) { return std::to_integer<std::uint8_t>(bytes[at]); }

std::uint16_t crc_of(std::span<const std::byte> bytes, std::uint8_t extra) {
  mavlink::Checksum checksum;
  for (const std::byte b : bytes) checksum.add(std::to_integer<std::uint8_t>(b));
  checksum.add(extra);
  return checksum.value();
}

const mavlink::MessageKind* known_kind(std::uint32_t id) {
  for (const auto& kind : kKnown) {
    if (kind.id == id) return &kind;
  }
  return nullptr;
}

/// Reads the frame at the front of `bytes`; nothing when there is none. An unknown message is a frame of id 0 with a size.
std::optional<MavlinkFrame> read_frame(std::span<const std::byte> bytes) {
  if (bytes.size() < 12) return std::nullopt;
  const std::uint8_t mark = byte_at(bytes, 0);
  if (mark != mavlink::kVersion1 && mark != mavlink::kVersion2) return std::nullopt;
  const bool is_v2 = mark == mavlink::kVersion2;
  const std::size_t length = byte_at(bytes, 1);
  const std::size_t header = is_v2 ? 10 : 6;
  const bool is_signed = is_v2 && (byte_at(bytes, 2) & 1U) != 0;
  MavlinkFrame frame;
  frame.size = header + length + 2 + (is_signed ? 13 : 0);
  if (bytes.size() < frame.size) return std::nullopt;
  const std::uint32_t id =
      is_v2 ? byte_at(bytes, 7) | (std::uint32_t{byte_at(bytes, 8)} << 8U) | (std::uint32_t{byte_at(bytes, 9)} << 16U)
            : byte_at(bytes, 5);
  const mavlink::MessageKind* kind = known_kind(id);
  if (kind == nullptr) return frame;
  const std::uint16_t stated =
      static_cast<std::uint16_t>(byte_at(bytes, header + length) | (byte_at(bytes, header + length + 1) << 8U));
  if (crc_of(bytes.subspan(1, header - 1 + length), kind->crc_extra) != stated) return std::nullopt;
  frame.id = id;
  frame.is_mavlink2 = is_v2;
  frame.system = byte_at(bytes, is_v2 ? 5 : 3);
  std::memcpy(frame.payload.data(), bytes.data() + header, length);
  return frame;
}

template <typename T>
T field(const MavlinkFrame& frame, std::size_t offset) {
  T value;
  std::memcpy(&value, frame.payload.data() + offset, sizeof value);
  return value;
}

double degrees(float rad) { return static_cast<double>(rad) * 180.0 / std::numbers::pi; }

void read_attitude(const MavlinkFrame& frame, fleet::TelemetrySample& state) {
  const fleet::Attitude attitude{.roll_deg = degrees(field<float>(frame, 4)),
                                 .pitch_deg = degrees(field<float>(frame, 8)),
                                 .yaw_deg = degrees(field<float>(frame, 12))};
  if (std::isfinite(attitude.roll_deg) && std::isfinite(attitude.pitch_deg) && std::isfinite(attitude.yaw_deg))
    state.attitude = attitude;
}

void read_position(const MavlinkFrame& frame, fleet::TelemetrySample& state) {
  const double lat_deg = field<std::int32_t>(frame, 4) * 1e-7;
  const double lon_deg = field<std::int32_t>(frame, 8) * 1e-7;
  const bool is_fix = (lat_deg != 0 || lon_deg != 0) && std::abs(lat_deg) <= 90 && std::abs(lon_deg) <= 180;
  state.lat_deg = is_fix ? std::optional(lat_deg) : std::nullopt;
  state.lon_deg = is_fix ? std::optional(lon_deg) : std::nullopt;
  state.alt_m = field<std::int32_t>(frame, 12) * 1e-3;
  state.relative_alt_m = field<std::int32_t>(frame, 16) * 1e-3;
  const auto heading_cdeg = field<std::uint16_t>(frame, 26);
  state.heading_deg = heading_cdeg < 36'000 ? std::optional(heading_cdeg * 0.01) : std::nullopt;
}

/// Degrees; the yaw against north is the extension `yaw_absolute`, which is there in MAVLink 2 only.
void read_mount(const MavlinkFrame& frame, fleet::TelemetrySample& state) {
  const auto angle = [&frame](std::size_t offset) { return static_cast<double>(field<float>(frame, offset)); };
  const fleet::Attitude camera{.roll_deg = angle(4), .pitch_deg = angle(8), .yaw_deg = angle(16)};
  if (frame.is_mavlink2 && std::isfinite(camera.roll_deg) && std::isfinite(camera.pitch_deg) &&
      std::isfinite(camera.yaw_deg))
    state.gimbal = camera;
}

void read_sys_status(const MavlinkFrame& frame, fleet::TelemetrySample& state) {
  const auto remaining = field<std::int8_t>(frame, 30);  // -1: not measured
  state.battery_percent = remaining >= 0 && remaining <= 100 ? std::optional<int>(remaining) : std::nullopt;
}

void read_vfr_hud(const MavlinkFrame& frame, fleet::TelemetrySample& state) {
  const float ground_speed = field<float>(frame, 4);
  if (std::isfinite(ground_speed) && ground_speed >= 0) state.speed_mps = static_cast<double>(ground_speed);
}

}  // namespace

Result<FlightLog> parse_mavlink_tlog(std::span<const std::byte> bytes) {
  std::vector<FlightMoment> moments;
  fleet::TelemetrySample state;
  std::optional<std::uint8_t> system;
  std::uint64_t first_us = 0;
  for (std::size_t at = 0; at + kTimeSize < bytes.size();) {
    const auto frame = read_frame(bytes.subspan(at + kTimeSize));
    if (!frame) {
      ++at;
      continue;
    }
    std::uint64_t time_us = 0;
    for (std::size_t i = 0; i < kTimeSize; ++i) time_us = (time_us << 8U) | byte_at(bytes, at + i);
    at += kTimeSize + frame->size;
    if (frame->id == 0 || (system && *system != frame->system)) continue;
    if (frame->id == mavlink::kAttitude.id) read_attitude(*frame, state);
    if (frame->id == mavlink::kMountOrientation.id) read_mount(*frame, state);
    if (frame->id == mavlink::kVfrHud.id) read_vfr_hud(*frame, state);
    if (frame->id == mavlink::kSysStatus.id) read_sys_status(*frame, state);
    if (frame->id != mavlink::kGlobalPositionInt.id) continue;
    read_position(*frame, state);
    if (!system) {
      system = frame->system;
      first_us = time_us;
    }
    if (time_us < first_us) continue;
    const std::chrono::nanoseconds since_first = std::chrono::microseconds{time_us - first_us};
    if (moments.empty() || moments.back().at < since_first) moments.push_back({.at = since_first, .sample = state});
  }
  if (moments.empty()) return fail(Error::kCorrupt, "no MAVLink GLOBAL_POSITION_INT with a right checksum found in the log");
  return FlightLog::from(std::move(moments));
}

}  // namespace eyrie::flightlog
