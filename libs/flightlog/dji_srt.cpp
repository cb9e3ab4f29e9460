// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "flightlog/flight_log.hpp"

namespace eyrie::flightlog {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::nanoseconds;
using std::chrono::seconds;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

std::string_view skip(std::string_view text, std::string_view what) {
  const auto start = text.find_first_not_of(what);
  return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

/// Takes a number off the front of `text`.
std::optional<double> take_number(std::string_view& text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (problem != std::errc{} || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

/// What stands behind `key` as a whole word, after blanks and one of `separators` if there is any.
std::optional<std::string_view> text_after(std::string_view text, std::string_view key) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const auto end = at + key.size();
    const bool begins_word = at == 0 || !is_word(text[at - 1]);
    const bool ends_word = end == text.size() || !is_word(text[end]);
    if (begins_word && ends_word) return skip(text.substr(end), " ");
  }
  return std::nullopt;
}

/// `key : 1.5`, `key:1.5`, `key 1.5m`.
std::optional<double> number_after(std::string_view text, std::string_view key) {
  auto rest = text_after(text, key);
  if (!rest) return std::nullopt;
  std::string_view number = skip(*rest, ": ");
  return take_number(number);
}

struct Triple {
  std::array<double, 3> values{};
  std::size_t count = 0;
  bool is_third_in_metres = false;
};

/// `key (a, b, c)`: two or three numbers with an optional unit behind each.
std::optional<Triple> triple_after(std::string_view text, std::string_view key) {
  auto rest = text_after(text, key);
  if (!rest || rest->empty() || rest->front() != '(') return std::nullopt;
  const auto close = rest->find(')');
  if (close == std::string_view::npos) return std::nullopt;
  std::string_view inside = rest->substr(1, close - 1);
  Triple triple;
  while (triple.count < 3) {
    inside = skip(inside, ", ");
    const auto number = take_number(inside);
    if (!number) break;
    triple.is_third_in_metres = triple.count == 2 && !inside.empty() && (inside.front() == 'M' || inside.front() == 'm');
    triple.values[triple.count++] = *number;
    const auto comma = inside.find(',');
    inside = comma == std::string_view::npos ? std::string_view{} : inside.substr(comma);
  }
  if (triple.count < 2) return std::nullopt;
  return triple;
}

void set_position(fleet::TelemetrySample& sample, double lat_deg, double lon_deg) {
  const bool is_fix = (lat_deg != 0 || lon_deg != 0) && std::abs(lat_deg) <= 90 && std::abs(lon_deg) <= 180;
  if (!is_fix) return;
  sample.lat_deg = lat_deg;
  sample.lon_deg = lon_deg;
}

void read_gps_tuple(std::string_view text, fleet::TelemetrySample& sample) {
  const auto gps = triple_after(text, "GPS");
  if (!gps) return;
  const auto [first, second, third] = gps->values;
  const bool is_third_altitude = gps->count == 3 && (gps->is_third_in_metres || std::abs(second) > 90);
  const bool is_latitude_first = std::abs(first) <= 90 && is_third_altitude;
  if (is_latitude_first) {
    set_position(sample, first, second);
  } else {
    set_position(sample, second, first);
  }
}

std::optional<fleet::Attitude> attitude_after(std::string_view text, std::string_view key) {
  const auto angles = triple_after(text, key);  // pitch, roll, yaw
  if (!angles || angles->count < 3) return std::nullopt;
  return fleet::Attitude{.roll_deg = angles->values[1], .pitch_deg = angles->values[0], .yaw_deg = angles->values[2]};
}

double heading_of(double yaw_deg) { return yaw_deg < 0 ? yaw_deg + 360 : yaw_deg; }

fleet::TelemetrySample read_block(std::string_view text) {
  fleet::TelemetrySample sample;
  read_gps_tuple(text, sample);
  const auto lat = number_after(text, "latitude");
  auto lon = number_after(text, "longitude");
  if (!lon) lon = number_after(text, "longtitude");  // some firmware spells it so
  if (lat && lon) set_position(sample, *lat, *lon);

  sample.alt_m = number_after(text, "abs_alt");
  if (!sample.alt_m) sample.alt_m = number_after(text, "altitude");
  for (const std::string_view key : {"rel_alt", "BAROMETER", "H"}) {
    if (!sample.relative_alt_m) sample.relative_alt_m = number_after(text, key);
  }
  sample.speed_mps = number_after(text, "H.S");
  sample.attitude = attitude_after(text, "F.PRY");
  if (sample.attitude) sample.heading_deg = heading_of(sample.attitude->yaw_deg);
  sample.gimbal = attitude_after(text, "G.PRY");
  const auto pitch = number_after(text, "gb_pitch");
  const auto roll = number_after(text, "gb_roll");
  const auto yaw = number_after(text, "gb_yaw");
  if (pitch && roll && yaw) sample.gimbal = fleet::Attitude{.roll_deg = *roll, .pitch_deg = *pitch, .yaw_deg = *yaw};
  return sample;
}

/// The begin in `00:01:02,345 --> ...`.
std::optional<nanoseconds> read_begin(std::string_view line) {
  std::array<int, 4> fields{};
  constexpr std::string_view kSeparators = "::, ";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto [end, problem] = std::from_chars(line.data(), line.data() + line.size(), fields[i]);
    if (problem != std::errc{} || fields[i] < 0 || fields[i] > 999) return std::nullopt;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    if (line.empty() || line.front() != kSeparators[i]) return std::nullopt;
    line.remove_prefix(1);
  }
  return hours{fields[0]} + minutes{fields[1]} + seconds{fields[2]} + milliseconds{fields[3]};
}

bool knows_anything(const fleet::TelemetrySample& sample) {
  return sample.lat_deg || sample.alt_m || sample.relative_alt_m || sample.speed_mps || sample.gimbal;
}

}  // namespace

Result<FlightLog> parse_dji_srt(std::string_view text) {
  constexpr std::string_view kArrow = "-->";
  std::vector<FlightMoment> moments;
  for (auto arrow = text.find(kArrow); arrow != std::string_view::npos;) {
    const auto next = text.find(kArrow, arrow + kArrow.size());
    auto line_start = text.rfind('\n', arrow);
    line_start = line_start == std::string_view::npos ? 0 : line_start + 1;
    const auto begin = read_begin(text.substr(line_start, arrow - line_start));
    const auto body_start = text.find('\n', arrow);
    if (begin && body_start != std::string_view::npos) {
      FlightMoment moment{.at = *begin, .sample = read_block(text.substr(body_start, next - body_start))};
      const bool is_in_order = moments.empty() || moments.back().at < moment.at;
      if (is_in_order && knows_anything(moment.sample)) moments.push_back(std::move(moment));
    }
    arrow = next;
  }
  if (moments.empty()) {
    return fail(
        Error::kCorrupt,
        "no DJI subtitle block with a position or height found; expected lines such as [latitude: 53.36] or GPS(...)");
  }
  const auto first = moments.front().at;
  for (auto& moment : moments) moment.at -= first;
  return FlightLog::from(std::move(moments));
}

}  // namespace eyrie::flightlog
