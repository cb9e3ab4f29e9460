// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/setting.hpp"

#include <algorithm>
#include <cassert>
#include <cctype>

namespace eyrie::settings {

AnySetting::AnySetting(Group* parent, std::string_view name, std::string_view help)
    : parent_(parent), name_(name), help_(help) {
  assert(std::ranges::none_of(parent->settings_, [&](const auto* other) { return other->name() == name; }));
  parent->settings_.push_back(this);
}

std::string AnySetting::key() const {
  const auto group = parent_->key();
  return group.empty() ? name_ : group + "." + name_;
}

std::string AnySetting::flag() const { return "--" + key(); }

std::string AnySetting::environment() const {
  std::string text = "EYRIE_" + key();
  std::ranges::replace(text, '.', '_');
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

Status AnySetting::assign(const Raw& raw, Origin origin) {
  if (const auto taken = take(raw); !taken) return taken;
  origin_ = std::move(origin);
  return {};
}

Group::Group(Group* parent, std::string_view name, std::string_view help) : parent_(parent), name_(name), help_(help) {
  if (parent != nullptr) parent->groups_.push_back(this);
}

std::string Group::key() const {
  if (parent_ == nullptr) return {};
  const auto above = parent_->key();
  return above.empty() ? name_ : above + "." + name_;
}

std::vector<AnySetting*> Group::all() const {
  std::vector<AnySetting*> result = settings_;
  for (const auto* group : groups_) {
    const auto below = group->all();
    result.insert(result.end(), below.begin(), below.end());
  }
  return result;
}

}  // namespace eyrie::settings
