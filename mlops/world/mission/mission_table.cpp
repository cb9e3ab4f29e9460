// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/mission/mission_table.hpp"

#include <sstream>
#include <utility>

#include "settings/nearest.hpp"

namespace eyrie::world {
namespace {

std::string shown(double number) {
  std::ostringstream text;
  text << number;
  return text.str();
}

std::string outside(double value, const Bounds& bounds) {
  if (bounds.max == Bounds{}.max) return "is " + shown(value) + "; give " + shown(bounds.min) + " or more";
  return "is " + shown(value) + "; give " + shown(bounds.min) + " to " + shown(bounds.max);
}

}  // namespace

Result<MissionTable> MissionTable::parse(std::string_view text, std::string_view file_name) {
  auto entries = settings::parse_toml(text, file_name);
  if (!entries) return fail(entries.error());
  MissionTable table;
  table.file_name_ = file_name;
  for (auto& entry : *entries) table.entries_.emplace(entry.key, std::move(entry));
  return table;
}

const settings::TomlEntry* MissionTable::find(const std::string& key) {
  known_.insert(key);
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

bool MissionTable::take(const std::string& key, double& out, const Bounds& bounds) {
  const auto* entry = find(key);
  if (entry == nullptr) return false;
  const auto value = settings::Codec<double>::read(entry->value);
  if (!value) {
    refuse(key, value.error().message);
  } else if (!(*value >= bounds.min && *value <= bounds.max)) {
    refuse(key, outside(*value, bounds));
  } else {
    out = *value;
  }
  return true;
}

bool MissionTable::take(const std::string& key, int& out, const Bounds& bounds) {
  const auto* entry = find(key);
  if (entry == nullptr) return false;
  const auto value = settings::Codec<int>::read(entry->value);
  if (!value) {
    refuse(key, value.error().message);
  } else if (*value < bounds.min || *value > bounds.max) {
    refuse(key, outside(*value, bounds));
  } else {
    out = *value;
  }
  return true;
}

bool MissionTable::take(const std::string& key, std::string& out) {
  const auto* entry = find(key);
  if (entry == nullptr) return false;
  auto value = settings::Codec<std::string>::read(entry->value);
  if (!value) {
    refuse(key, value.error().message);
  } else {
    out = *std::move(value);
  }
  return true;
}

void MissionTable::refuse(const std::string& key, const std::string& why) {
  problems_.push_back(place_of(key) + ": " + why);
}

std::string MissionTable::place_of(const std::string& key) const {
  std::uint32_t line = 0;
  for (const auto& [name, entry] : entries_) {
    const bool is_below = name.starts_with(key) && (name.size() == key.size() || name[key.size()] == '.');
    if (is_below && (line == 0 || entry.line < line)) line = entry.line;
  }
  return file_name_ + (line == 0 ? "" : ":" + std::to_string(line)) + ": " + key;
}

bool MissionTable::has_table(const std::string& key) const {
  const auto first = entries_.lower_bound(key + ".");
  return first != entries_.end() && first->first.starts_with(key + ".");
}

int MissionTable::count(const std::string& key) const {
  int number = 0;
  while (has_table(key + "[" + std::to_string(number) + "]")) ++number;
  return number;
}

Status MissionTable::finish() {
  std::vector<std::string> names(known_.begin(), known_.end());
  for (const auto& [key, entry] : entries_) {
    if (known_.contains(key)) continue;
    const auto nearest = settings::nearest(key, names);
    refuse(key, "there is no such key." + (nearest ? " Did you mean " + *nearest + "?" : std::string(" Leave it out")));
  }
  if (problems_.empty()) return {};
  std::string all;
  for (const std::string& problem : problems_) all += (all.empty() ? "" : "\n") + problem;
  return fail(Error::kInvalidArgument, all);
}

}  // namespace eyrie::world
