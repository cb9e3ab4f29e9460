// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace eyrie::observe {

enum class MetricKind : std::uint8_t { kCounter, kGauge, kHistogram };

namespace internal {

inline constexpr auto kPrograms = std::to_array<std::string_view>({"edge", "gateway", "mapper", "cli"});

/// The last word of a name says what is counted or measured: base units (never milliseconds or megabytes), or things.
/// A new thing is added here on purpose.
inline constexpr auto kUnits = std::to_array<std::string_view>({
    "seconds", "bytes",      "ratio",   "hertz",       "metres",     "degrees",      "celsius",  "volts",
    "info",    "boolean",    "frames",  "packets",     "pictures",   "messages",     "reports",  "samples",
    "events",  "detections", "tracks",  "incidents",   "clips",      "files",        "rows",     "requests",
    "errors",  "responses",  "retries", "connections", "reconnects", "clients",      "sessions", "users",
    "drones",  "commands",   "items",   "units",       "batches",    "transactions", "points",   "jobs",
});

/// Takes the word behind the last `_` off `name`.
constexpr std::string_view take_last_word(std::string_view& name) {
  const auto at = name.rfind('_');
  if (at == std::string_view::npos) return {};
  const auto word = name.substr(at + 1);
  name = name.substr(0, at);
  return word;
}

/// `eyrie_<program>_<noun>_<unit>[_total]`, lower case; exactly counters end in `_total`.
constexpr bool is_metric_name(std::string_view name, MetricKind kind) {
  constexpr std::string_view kPrefix = "eyrie_";
  constexpr std::string_view kTotal = "_total";
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (!std::ranges::all_of(name, is_allowed) || name.find("__") != std::string_view::npos) return false;
  if (!name.starts_with(kPrefix) || name.ends_with(kTotal) != (kind == MetricKind::kCounter)) return false;
  name.remove_prefix(kPrefix.size());
  if (kind == MetricKind::kCounter) name.remove_suffix(kTotal.size());

  const auto unit = take_last_word(name);
  const auto noun_at = name.find('_');
  const auto program = name.substr(0, noun_at);
  const bool has_noun = noun_at != std::string_view::npos && noun_at + 1 < name.size();
  return has_noun && std::ranges::find(kPrograms, program) != kPrograms.end() &&
         std::ranges::find(kUnits, unit) != kUnits.end();
}

}  // namespace internal

/// A name that follows the pattern; any other does not compile.
template <MetricKind Kind>
class MetricName {
 public:
  consteval MetricName(const char* text) : text_(text) {
    if (!internal::is_metric_name(text_, Kind)) {
      throw "a metric is called eyrie_<program>_<noun>_<unit>, a counter ends in _total; units are in observe/metric_name.hpp";
    }
  }
  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

using CounterName = MetricName<MetricKind::kCounter>;
using GaugeName = MetricName<MetricKind::kGauge>;
using HistogramName = MetricName<MetricKind::kHistogram>;

}  // namespace eyrie::observe
