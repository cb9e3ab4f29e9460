// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/byte_range.hpp"

#include <algorithm>
#include <charconv>

namespace eyrie::web {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (text.empty() || problem != std::errc{} || stop != end) return std::nullopt;
  return value;
}

}  // namespace

RangeRequest parse_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return {};
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos || header.find(',') != std::string_view::npos) return {};
  const auto first = parse_number(header.substr(0, dash));
  const auto last = parse_number(header.substr(dash + 1));
  const bool has_first = dash > 0;
  const bool has_last = dash + 1 < header.size();
  if ((has_first && !first) || (has_last && !last) || (!has_first && !has_last)) return {};
  if (!has_first) {  // the last n bytes
    if (*last == 0 || size == 0) return {.outcome = RangeOutcome::kNotSatisfiable, .range = {}};
    return {.outcome = RangeOutcome::kPart, .range = {.first = size - std::min(*last, size), .last = size - 1}};
  }
  if (has_last && *last < *first) return {};
  if (*first >= size) return {.outcome = RangeOutcome::kNotSatisfiable, .range = {}};
  return {.outcome = RangeOutcome::kPart, .range = {.first = *first, .last = std::min(last.value_or(size - 1), size - 1)}};
}

std::string content_range(ByteRange range, std::uint64_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" + std::to_string(size);
}

}  // namespace eyrie::web
