// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the .cpp files of this room only.

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "base/result.hpp"

namespace eyrie::datasets {

/// One object of a JSON document, and what a refusal calls it: `instances.json: annotations[17]`, or `places.jsonl:3`. Views
/// are kept: `document` and `list` outlive it.
class JsonFields {
 public:
  JsonFields(simdjson::dom::element value, std::string_view document) : value_(value), document_(document) {}
  JsonFields(simdjson::dom::element value, std::string_view document, std::string_view list, std::size_t index)
      : value_(value), document_(document), list_(list), index_(index) {}

  [[nodiscard]] Result<std::int64_t> whole(std::string_view field) const;
  [[nodiscard]] Result<double> number(std::string_view field) const;
  [[nodiscard]] Result<std::string_view> text(std::string_view field) const;
  [[nodiscard]] Result<std::array<double, 4>> four_numbers(std::string_view field) const;

  [[nodiscard]] bool has(std::string_view field) const;
  /// `<document>: <list>[<index>].<field> <why>`, as `kCorrupt`.
  [[nodiscard]] std::unexpected<Error> refusal(std::string_view field, std::string_view why) const;

 private:
  simdjson::dom::element value_;
  std::string_view document_;
  std::string_view list_;
  std::optional<std::size_t> index_;  ///< nothing where the document is this object
};

/// Parses a whole text; `name` is what a refusal calls it. The value lives as long as the parser.
[[nodiscard]] Result<simdjson::dom::element> parse_json(simdjson::dom::parser& parser, std::string_view text,
                                                        const std::string& name);

}  // namespace eyrie::datasets
