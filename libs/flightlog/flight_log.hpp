// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "fleet/report.hpp"

namespace eyrie::flightlog {

/// One moment of a recorded flight. `sample` holds what the recording knows; its drone and time are empty.
struct FlightMoment {
  std::chrono::nanoseconds at{};  ///< since the recording began
  fleet::TelemetrySample sample;
};

/// A recorded flight: moments in rising order of time, at least one.
class FlightLog {
 public:
  /// `Error::kCorrupt` where there is no moment or time runs backwards.
  [[nodiscard]] static Result<FlightLog> from(std::vector<FlightMoment> moments);

  [[nodiscard]] std::span<const FlightMoment> moments() const noexcept { return moments_; }
  [[nodiscard]] std::chrono::nanoseconds duration() const noexcept { return moments_.back().at; }

  /// What was known at `at`: between two moments at most `kLongestGap` apart numbers change evenly and angles turn the
  /// shorter way; else the newest moment holds. Before the first moment it is the first, behind the last the last.
  [[nodiscard]] fleet::TelemetrySample sample_at(std::chrono::nanoseconds at) const;
  static constexpr std::chrono::seconds kLongestGap{2};

 private:
  explicit FlightLog(std::vector<FlightMoment> moments) : moments_(std::move(moments)) {}
  std::vector<FlightMoment> moments_;
};

/// Subtitles that DJI cameras record beside the video. The fields differ by model: bracketed `[latitude: ...]`, and the
/// older `GPS(...)` lines, whose order is told apart as follows: a value past 90 is the longitude; else a third value in
/// metres means latitude first, a satellite count means longitude first. Blocks without a position keep what they know; a
/// fix at exactly 0, 0 is none. Damaged blocks are left out. `Error::kCorrupt` when no block can be read.
[[nodiscard]] Result<FlightLog> parse_dji_srt(std::string_view text);

/// MAVLink telemetry logs as ground stations write them: a big-endian microsecond time before every MAVLink 1 or 2 frame.
/// Frames are checked by their CRC; one moment for every GLOBAL_POSITION_INT, with the newest ATTITUDE, MOUNT_ORIENTATION,
/// VFR_HUD and SYS_STATUS of the same system. Damaged bytes are skipped. `Error::kCorrupt` when no position is left.
[[nodiscard]] Result<FlightLog> parse_mavlink_tlog(std::span<const std::byte> bytes);

/// Telemetry messages of docs/design/messages.md, one a line, whichever drone they name. Empty and damaged lines are left
/// out. `Error::kCorrupt` when no line can be read or time runs backwards.
[[nodiscard]] Result<FlightLog> parse_telemetry_jsonl(std::string_view text);

/// Any of them, told apart by content.
[[nodiscard]] Result<FlightLog> parse_flight_log(std::span<const std::byte> bytes);

}  // namespace eyrie::flightlog
