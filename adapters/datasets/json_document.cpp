// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/json_document.hpp"

namespace eyrie::datasets {

using simdjson::SUCCESS;

std::unexpected<Error> JsonFields::refusal(std::string_view field, std::string_view why) const {
  std::string entry(list_);
  if (index_) entry += "[" + std::to_string(*index_) + "]";
  if (!entry.empty() && !field.empty()) entry += ".";
  return fail(Error::kCorrupt, std::string(document_) + ": " + entry + std::string(field) + " " + std::string(why));
}

bool JsonFields::has(std::string_view field) const {
  simdjson::dom::element found;
  return value_[field].get(found) == SUCCESS && !found.is_null();
}

Result<std::int64_t> JsonFields::whole(std::string_view field) const {
  std::int64_t found = 0;
  if (value_[field].get(found) != SUCCESS) return refusal(field, "is no whole number");
  return found;
}

Result<double> JsonFields::number(std::string_view field) const {
  double found = 0;
  if (value_[field].get(found) != SUCCESS) return refusal(field, "is no number");
  return found;
}

Result<std::string_view> JsonFields::text(std::string_view field) const {
  std::string_view found;
  if (value_[field].get(found) != SUCCESS) return refusal(field, "is no text");
  return found;
}

Result<std::array<double, 4>> JsonFields::four_numbers(std::string_view field) const {
  simdjson::dom::array items;
  std::array<double, 4> numbers{};
  if (value_[field].get(items) != SUCCESS || items.size() != numbers.size()) {
    return refusal(field, "is no [left, top, width, height] in pixels");
  }
  std::size_t at = 0;
  for (const auto item : items) {
    if (item.get(numbers[at++]) != SUCCESS) return refusal(field, "is no [left, top, width, height] in pixels");
  }
  return numbers;
}

Result<simdjson::dom::element> parse_json(simdjson::dom::parser& parser, std::string_view text, const std::string& name) {
  simdjson::dom::element root;
  if (const auto error = parser.parse(text.data(), text.size()).get(root)) {
    return fail(Error::kCorrupt, name + " is no JSON: " + simdjson::error_message(error));
  }
  return root;
}

}  // namespace eyrie::datasets
