// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "flightlog/mavlink.hpp"
#include "world/telemetry/formats.hpp"

namespace eyrie::world {
namespace {

static_assert(std::endian::native == std::endian::little, "MAVLink payloads are written as they lie in memory");

namespace mavlink = flightlog::mavlink;

constexpr char kSystemId = 1;
constexpr char kAutopilotId = 1;

/// Fields in the order of the wire, which is by falling size.
class Payload {
 public:
  template <typename T>
  Payload& add(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof value);
    bytes_.append(bytes, sizeof value);
    return *this;
  }
  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

 private:
  std::string bytes_;
};

class LogWriter {
 public:
  void write(Timestamp time, const mavlink::MessageKind& kind, const Payload& payload) {
    write_time(time);
    // MAVLink 2 leaves zeros at the end out, but for the first byte.
    const std::size_t last = payload.bytes().find_last_not_of('\0');
    const std::size_t length = last == std::string::npos ? 1 : last + 1;
    std::string frame{static_cast<char>(length), 0, 0, static_cast<char>(sequence_++), kSystemId, kAutopilotId};
    for (unsigned shift = 0; shift < 24; shift += 8) frame += static_cast<char>(kind.id >> shift);
    frame.append(payload.bytes(), 0, length);
    mavlink::Checksum checksum;
    for (const char byte : frame) checksum.add(static_cast<std::uint8_t>(byte));
    checksum.add(kind.crc_extra);
    log_ += static_cast<char>(mavlink::kVersion2) + frame;
    log_ += static_cast<char>(checksum.value());
    log_ += static_cast<char>(checksum.value() >> 8U);
  }
  [[nodiscard]] std::string take() { return std::move(log_); }

 private:
  void write_time(Timestamp time) {
    const auto us = static_cast<std::uint64_t>(to_nanoseconds(time) / 1000);
    for (int shift = 56; shift >= 0; shift -= 8) log_ += static_cast<char>(us >> static_cast<unsigned>(shift));
  }

  std::string log_;
  std::uint8_t sequence_ = 0;
};

float radians(double degrees) { return static_cast<float>(geometry::to_radians(degrees)); }

template <typename T>
T in_units(double value, double unit) {
  return static_cast<T>(std::lround(value / unit));
}

Payload heartbeat() {
  constexpr std::uint8_t kQuadrotor = 2;
  constexpr std::uint8_t kGenericAutopilot = 0;
  constexpr std::uint8_t kArmedGuided = 128 + 8;
  constexpr std::uint8_t kActive = 4;
  constexpr std::uint8_t kMavlinkVersion = 3;
  return Payload()
      .add(std::uint32_t{0})
      .add(kQuadrotor)
      .add(kGenericAutopilot)
      .add(kArmedGuided)
      .add(kActive)
      .add(kMavlinkVersion);
}

Payload attitude(std::uint32_t boot_ms, const fleet::Attitude& airframe) {
  const double yaw_deg = airframe.yaw_deg > 180 ? airframe.yaw_deg - 360 : airframe.yaw_deg;
  return Payload()
      .add(boot_ms)
      .add(radians(airframe.roll_deg))
      .add(radians(airframe.pitch_deg))
      .add(radians(yaw_deg))
      .add(0.0F)  // rates, which are not told
      .add(0.0F)
      .add(0.0F);
}

Payload mount_orientation(std::uint32_t boot_ms, const fleet::Attitude& camera, double heading_deg) {
  const double yaw_in_airframe_deg = std::remainder(camera.yaw_deg - heading_deg, 360);
  return Payload()
      .add(boot_ms)
      .add(static_cast<float>(camera.roll_deg))
      .add(static_cast<float>(camera.pitch_deg))
      .add(static_cast<float>(yaw_in_airframe_deg))
      .add(static_cast<float>(camera.yaw_deg));
}

Payload vfr_hud(const AutopilotSample& row) {
  constexpr std::uint16_t kThrottle_percent = 50;
  const auto speed = static_cast<float>(row.sample.speed_mps.value_or(0));
  return Payload()
      .add(speed)
      .add(speed)
      .add(static_cast<float>(row.sample.alt_m.value_or(0)))
      .add(static_cast<float>(row.velocity_enu_mps.z))
      .add(in_units<std::int16_t>(row.sample.heading_deg.value_or(0), 1))
      .add(kThrottle_percent);
}

Payload sys_status(int battery_percent) {
  constexpr std::uint32_t kNoSensors = 0;
  constexpr std::uint16_t kNone = 0;
  constexpr std::uint16_t kVoltageUnknown = 0xFFFF;
  constexpr std::int16_t kCurrentUnknown = -1;
  Payload payload;
  payload.add(kNoSensors).add(kNoSensors).add(kNoSensors).add(kNone).add(kVoltageUnknown).add(kCurrentUnknown);
  for (int counter = 0; counter < 6; ++counter) payload.add(kNone);
  return payload.add(static_cast<std::int8_t>(battery_percent));
}

Payload global_position(std::uint32_t boot_ms, const AutopilotSample& row) {
  constexpr double kPlace_deg = 1e-7;
  constexpr double kHeight_m = 1e-3;
  constexpr double kSpeed_mps = 0.01;
  constexpr double kHeading_deg = 0.01;
  const fleet::TelemetrySample& sample = row.sample;
  const auto heading = in_units<std::uint16_t>(sample.heading_deg.value_or(0), kHeading_deg);
  return Payload()
      .add(boot_ms)
      .add(in_units<std::int32_t>(sample.lat_deg.value_or(0), kPlace_deg))
      .add(in_units<std::int32_t>(sample.lon_deg.value_or(0), kPlace_deg))
      .add(in_units<std::int32_t>(sample.alt_m.value_or(0), kHeight_m))
      .add(in_units<std::int32_t>(sample.relative_alt_m.value_or(0), kHeight_m))
      .add(in_units<std::int16_t>(row.velocity_enu_mps.y, kSpeed_mps))
      .add(in_units<std::int16_t>(row.velocity_enu_mps.x, kSpeed_mps))
      .add(in_units<std::int16_t>(-row.velocity_enu_mps.z, kSpeed_mps))
      .add(static_cast<std::uint16_t>(heading % 36'000));
}

}  // namespace

std::string to_tlog(std::span<const AutopilotSample> rows) {
  LogWriter log;
  int number = 0;
  for (const AutopilotSample& row : rows) {
    const fleet::TelemetrySample& sample = row.sample;
    const auto since_first = std::chrono::duration_cast<std::chrono::milliseconds>(sample.time - rows.front().sample.time);
    const auto boot_ms = static_cast<std::uint32_t>(since_first.count());
    const auto is_second = number++ % static_cast<int>(kTelemetryRate_hz) == 0;
    if (is_second) log.write(sample.time, mavlink::kHeartbeat, heartbeat());
    if (sample.attitude) log.write(sample.time, mavlink::kAttitude, attitude(boot_ms, *sample.attitude));
    if (sample.gimbal) {
      log.write(sample.time, mavlink::kMountOrientation,
                mount_orientation(boot_ms, *sample.gimbal, sample.heading_deg.value_or(0)));
    }
    log.write(sample.time, mavlink::kVfrHud, vfr_hud(row));
    log.write(sample.time, mavlink::kSysStatus, sys_status(sample.battery_percent.value_or(-1)));
    log.write(sample.time, mavlink::kGlobalPositionInt, global_position(boot_ms, row));
  }
  return log.take();
}

}  // namespace eyrie::world
