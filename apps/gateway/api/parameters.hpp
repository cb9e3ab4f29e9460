// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/store.hpp"
#include "gateway/fields.hpp"
#include "web/http/message.hpp"

/// Reads what a request says, strictly: `kInvalidArgument` names the parameter, what was found and what is needed.
namespace eyrie::gateway::api {

/// A query parameter that may come once.
[[nodiscard]] Result<std::optional<std::string>> query_text(const web::Request& request, std::string_view name,
                                                            std::size_t max_length = 256);
[[nodiscard]] Result<std::optional<std::int64_t>> query_integer(const web::Request& request, std::string_view name,
                                                                std::int64_t min, std::int64_t max);
/// An RFC 3339 time. Years before 1972 and after 2260 stand for the nearest one that our clock knows, because a question
/// about them has an answer: nothing.
[[nodiscard]] Result<Timestamp> parse_time(std::string_view name, std::string_view text);
/// `from` and `to`; the last ten minutes unless they say otherwise. An empty range when `from` is after `to`: see
/// `is_empty`.
[[nodiscard]] Result<fleet::TimeRange> query_range(const web::Request& request, Timestamp now);
[[nodiscard]] constexpr bool is_empty(const fleet::TimeRange& range) noexcept { return range.from > range.to; }
/// What a list of things seen over time is asked for.
struct SpanQuery {
  fleet::TimeRange range;
  std::size_t limit = 0;
};
/// `from`, `to` and `limit`, once the principal may look at all.
[[nodiscard]] Result<SpanQuery> query_span(const web::Request& request, Timestamp now, const fleet::Principal& principal);
/// `limit` and `cursor`.
[[nodiscard]] Result<fleet::PageRequest> query_page(const web::Request& request);
[[nodiscard]] Result<std::size_t> query_limit(const web::Request& request);

[[nodiscard]] Result<DroneId> path_drone(const web::Request& request);
[[nodiscard]] Result<fleet::IncidentId> path_incident(const web::Request& request);
/// A whole number in decimal digits alone.
[[nodiscard]] Result<std::int64_t> parse_integer(std::string_view name, std::string_view text, std::int64_t min,
                                                 std::int64_t max);

/// The body as a JSON object. `kUnsupported` unless its content type is application/json.
[[nodiscard]] Result<Fields> json_body(const web::Request& request);

}  // namespace eyrie::gateway::api
