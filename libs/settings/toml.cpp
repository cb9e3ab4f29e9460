// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/toml.hpp"

#include <algorithm>

#include <toml++/toml.h>

namespace eyrie::settings {
namespace {

Raw to_raw(const toml::node& node) {
  Raw raw{.kind = Raw::kOther, .text = {}, .items = {}};
  if (const auto* boolean = node.as_boolean()) {
    raw = {Raw::kBoolean, boolean->get() ? "true" : "false", {}};
  } else if (const auto* integer = node.as_integer()) {
    raw = {Raw::kInteger, std::to_string(integer->get()), {}};
  } else if (const auto* number = node.as_floating_point()) {
    raw = {Raw::kNumber, literal(number->get()), {}};
  } else if (const auto* text = node.as_string()) {
    raw = {Raw::kString, text->get(), {}};
  } else if (const auto* array = node.as_array();
             array != nullptr && (array->empty() || array->is_homogeneous<std::string>())) {
    raw.kind = Raw::kStrings;
    for (const auto& item : *array) raw.items.push_back(item.ref<std::string>());
  }
  return raw;
}

void collect(const toml::table& table, const std::string& prefix, std::vector<TomlEntry>& entries) {
  for (const auto& [key, node] : table) {
    const auto full_key = prefix + std::string(key.str());
    const auto* array = node.as_array();
    if (const auto* below = node.as_table()) {
      collect(*below, full_key + ".", entries);
    } else if (array != nullptr && array->is_array_of_tables()) {
      std::size_t number = 0;
      for (const auto& item : *array) collect(*item.as_table(), full_key + "[" + std::to_string(number++) + "].", entries);
    } else {
      entries.push_back({.key = full_key, .value = to_raw(node), .line = key.source().begin.line});
    }
  }
}

}  // namespace

Result<std::vector<TomlEntry>> parse_toml(std::string_view text, std::string_view file_name) {
  std::vector<TomlEntry> entries;
  try {
    collect(toml::parse(text, file_name), "", entries);
  } catch (const toml::parse_error& error) {
    const auto where = error.source().begin;
    return fail(Error::kInvalidArgument, std::string(file_name) + ":" + std::to_string(where.line) + ":" +
                                             std::to_string(where.column) + ": " + std::string(error.description()));
  }
  std::ranges::stable_sort(entries, {}, &TomlEntry::line);
  return entries;
}

}  // namespace eyrie::settings
