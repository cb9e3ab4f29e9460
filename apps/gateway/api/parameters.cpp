// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/parameters.hpp"

#include <algorithm>
#include <charconv>

namespace eyrie::gateway::api {
namespace {

constexpr std::chrono::minutes kUsualRange{10};
/// 2^53 - 1: what every JSON reader keeps exactly.
constexpr std::int64_t kMaxExact = 9'007'199'254'740'991;
constexpr std::int64_t kMaxLimit = 1000;
constexpr std::size_t kUsualLimit = 100;
constexpr std::size_t kMaxCursor = 200;
/// Leap years both, so that every day of any year has one that stands for it.
constexpr std::string_view kFirstYear = "1972";
constexpr std::string_view kLastYear = "2260";

std::unexpected<Error> refuse(std::string_view name, std::string_view why) {
  return fail(Error::kInvalidArgument, "parameter \"" + std::string(name) + "\" " + std::string(why));
}

}  // namespace

Result<std::int64_t> parse_integer(std::string_view name, std::string_view text, std::int64_t min, std::int64_t max) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (text.empty() || problem != std::errc{} || stop != end || value < min || value > max) {
    return refuse(name, "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  return value;
}

Result<std::optional<std::string>> query_text(const web::Request& request, std::string_view name, std::size_t max_length) {
  if (request.query.count(name) > 1) return refuse(name, "comes more than once");
  const auto value = request.query.find(name);
  if (!value) return std::optional<std::string>{};
  if (value->size() > max_length) return refuse(name, "is longer than " + std::to_string(max_length) + " bytes");
  return std::optional<std::string>(*value);
}

Result<std::optional<std::int64_t>> query_integer(const web::Request& request, std::string_view name, std::int64_t min,
                                                  std::int64_t max) {
  const auto text = query_text(request, name);
  if (!text) return fail(text.error());
  if (!*text) return std::optional<std::int64_t>{};
  const auto value = parse_integer(name, **text, min, max);
  if (!value) return fail(value.error());
  return std::optional(*value);
}

Result<Timestamp> parse_time(std::string_view name, std::string_view text) {
  std::string nearest(text);
  const std::string_view year = text.substr(0, 4);
  if (year > kLastYear) nearest.replace(0, 4, kLastYear);
  if (year < kFirstYear) nearest.replace(0, std::min<std::size_t>(4, text.size()), kFirstYear);
  const bool is_year = year.size() == 4 && year.find_first_not_of("0123456789") == std::string_view::npos;
  const auto time = parse_rfc3339(is_year ? std::string_view(nearest) : text);
  if (!time) return refuse(name, "is " + time.error().message);
  return *time;
}

Result<fleet::TimeRange> query_range(const web::Request& request, Timestamp now) {
  const auto read = [&](std::string_view name) -> Result<std::optional<Timestamp>> {
    const auto text = query_text(request, name);
    if (!text) return fail(text.error());
    if (!*text) return std::optional<Timestamp>{};
    const auto time = parse_time(name, **text);
    if (!time) return fail(time.error());
    return std::optional(*time);
  };
  const auto from = read("from");
  if (!from) return fail(from.error());
  const auto to = read("to");
  if (!to) return fail(to.error());
  const Timestamp end = to->value_or(now);
  return fleet::TimeRange{.from = from->value_or(end - kUsualRange), .to = end};
}

Result<std::size_t> query_limit(const web::Request& request) {
  const auto limit = query_integer(request, "limit", 1, kMaxLimit);
  if (!limit) return fail(limit.error());
  return *limit ? static_cast<std::size_t>(**limit) : kUsualLimit;
}

Result<SpanQuery> query_span(const web::Request& request, Timestamp now, const fleet::Principal& principal) {
  const auto range = query_range(request, now);
  if (!range) return fail(range.error());
  const auto limit = query_limit(request);
  if (!limit) return fail(limit.error());
  if (auto right = fleet::require(principal, fleet::Action::kView); !right) return fail(right.error());
  return SpanQuery{.range = *range, .limit = *limit};
}

Result<fleet::PageRequest> query_page(const web::Request& request) {
  const auto limit = query_limit(request);
  if (!limit) return fail(limit.error());
  const auto cursor = query_text(request, "cursor", kMaxCursor);
  if (!cursor) return fail(cursor.error());
  return fleet::PageRequest{.cursor = cursor->value_or(""), .limit = *limit};
}

Result<DroneId> path_drone(const web::Request& request) { return DroneId::parse(request.path_parameter("drone_id")); }

Result<fleet::IncidentId> path_incident(const web::Request& request) {
  const auto id = parse_integer("incident_id", request.path_parameter("incident_id"), 1, kMaxExact);
  if (!id) return fail(id.error());
  return fleet::IncidentId{*id};
}

Result<Fields> json_body(const web::Request& request) {
  if (request.media_type() != "application/json") {
    return fail(Error::kUnsupported, "the body must be application/json");
  }
  return Fields::parse(request.body);
}

}  // namespace eyrie::gateway::api
