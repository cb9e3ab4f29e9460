// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>

#include "flightlog/flight_log.hpp"
#include "wire/json.hpp"

namespace eyrie::flightlog {
namespace {

/// A recording may be older or, by a clock that was wrong, newer than today: what counts is how its times lie to each other.
constexpr Timestamp kAnyTime = std::chrono::sys_days(std::chrono::year(2200) / 1 / 1);

}  // namespace

Result<FlightLog> parse_telemetry_jsonl(std::string_view text) {
  std::vector<FlightMoment> moments;
  std::optional<Timestamp> first;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    auto sample = wire::parse_telemetry(line, DroneId(), kAnyTime);
    if (!sample) continue;
    if (!first) first = sample->time;
    const auto at = sample->time - *first;
    sample->drone = {};
    sample->time = {};
    sample->message.reset();
    moments.push_back({.at = at, .sample = *std::move(sample)});
  }
  return FlightLog::from(std::move(moments));
}

}  // namespace eyrie::flightlog
