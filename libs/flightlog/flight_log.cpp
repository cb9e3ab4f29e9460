// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "flightlog/flight_log.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

namespace eyrie::flightlog {

namespace {

using Number = std::optional<double>;

Number between(const Number& a, const Number& b, double share) { return a && b ? *a + (*b - *a) * share : a; }

/// Degrees, by the shorter way round.
double turned(double a, double b, double share) { return a + std::remainder(b - a, 360.0) * share; }

/// 0 to 360.
Number heading_between(const Number& a, const Number& b, double share) {
  if (!a || !b) return a;
  const double heading = std::fmod(turned(*a, *b, share), 360.0);
  return heading < 0 ? heading + 360 : heading;
}

std::optional<fleet::Attitude> between(const std::optional<fleet::Attitude>& a, const std::optional<fleet::Attitude>& b,
                                       double share) {
  if (!a || !b) return a;
  return fleet::Attitude{.roll_deg = turned(a->roll_deg, b->roll_deg, share),
                         .pitch_deg = turned(a->pitch_deg, b->pitch_deg, share),
                         .yaw_deg = turned(a->yaw_deg, b->yaw_deg, share)};
}

fleet::TelemetrySample between(const fleet::TelemetrySample& a, const fleet::TelemetrySample& b, double share) {
  fleet::TelemetrySample sample = a;
  sample.lat_deg = between(a.lat_deg, b.lat_deg, share);
  if (a.lon_deg && b.lon_deg) sample.lon_deg = turned(*a.lon_deg, *b.lon_deg, share);
  sample.alt_m = between(a.alt_m, b.alt_m, share);
  sample.relative_alt_m = between(a.relative_alt_m, b.relative_alt_m, share);
  sample.speed_mps = between(a.speed_mps, b.speed_mps, share);
  sample.heading_deg = heading_between(a.heading_deg, b.heading_deg, share);
  sample.attitude = between(a.attitude, b.attitude, share);
  sample.gimbal = between(a.gimbal, b.gimbal, share);
  return sample;
}

}  // namespace

Result<FlightLog> FlightLog::from(std::vector<FlightMoment> moments) {
  if (moments.empty()) return fail(Error::kCorrupt, "the flight log holds no readable moment");
  const auto is_earlier = [](const FlightMoment& a, const FlightMoment& b) { return a.at < b.at; };
  if (!std::is_sorted(moments.begin(), moments.end(), is_earlier)) {
    return fail(Error::kCorrupt, "time runs backwards in the flight log");
  }
  return FlightLog(std::move(moments));
}

fleet::TelemetrySample FlightLog::sample_at(std::chrono::nanoseconds at) const {
  const auto after = std::upper_bound(moments_.begin(), moments_.end(), at,
                                      [](auto time, const FlightMoment& moment) { return time < moment.at; });
  if (after == moments_.begin()) return moments_.front().sample;
  const FlightMoment& before = *std::prev(after);
  if (after == moments_.end() || after->at - before.at > kLongestGap) return before.sample;
  const double share = std::chrono::duration<double>(at - before.at) / std::chrono::duration<double>(after->at - before.at);
  return between(before.sample, after->sample, share);
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
