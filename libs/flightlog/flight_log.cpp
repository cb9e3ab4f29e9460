// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "flightlog/flight_log.hpp"

#include <algorithm>

namespace eyrie::flightlog {

Result<FlightLog> FlightLog::from(std::vector<FlightMoment> moments) {
  if (moments.empty()) return fail(Error::kCorrupt, "the flight log holds no readable moment");
  const auto is_earlier = [](const FlightMoment& a, const FlightMoment& b) { return a.at < b.at; };
  if (!std::is_sorted(moments.begin(), moments.end(), is_earlier)) {
    return fail(Error::kCorrupt, "time runs backwards in the flight log");
  }
  return FlightLog(std::move(moments));
}

const FlightMoment& FlightLog::moment_at(std::chrono::nanoseconds at) const noexcept {
  const auto length = duration();
  if (length.count() > 0 && at > length) at %= length;
  const auto after = std::upper_bound(moments_.begin(), moments_.end(), at,
                                      [](auto time, const FlightMoment& moment) { return time < moment.at; });
  return after == moments_.begin() ? moments_.front() : *std::prev(after);
}

Result<FlightLog> parse_flight_log(std::span<const std::byte> bytes) {
  // A tlog begins with the high byte of a time, which is 0 until the year 4253; subtitles have "-->" on their second line.
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with('{')) return parse_telemetry_jsonl(text);
  constexpr std::size_t kEnoughToTell = 200;
  return text.substr(0, kEnoughToTell).find("-->") != std::string_view::npos ? parse_dji_srt(text)
                                                                             : parse_mavlink_tlog(bytes);
}

}  // namespace eyrie::flightlog
