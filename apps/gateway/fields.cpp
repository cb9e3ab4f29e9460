// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/fields.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace eyrie::gateway {
namespace {

using Json = nlohmann::json;
constexpr int kMaxDepth = 32;

std::unexpected<Error> refuse(std::string_view name, std::string_view why) {
  return fail(Error::kInvalidArgument, "field \"" + std::string(name) + "\" " + std::string(why));
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

Result<std::string> as_text(const Json& value, std::string_view name, TextRule rule) {
  if (!value.is_string()) return refuse(name, "must be a text");
  const auto& text = value.get_ref<const std::string&>();
  const std::size_t length = characters(text);
  if (length < rule.min || length > rule.max) {
    return refuse(name, "must have " + std::to_string(rule.min) + " to " + std::to_string(rule.max) + " characters, not " +
                            std::to_string(length));
  }
  if (text.find('\0') != std::string::npos) return refuse(name, "must not hold a NUL");
  return text;
}

/// JSON knows one kind of number: `3.0` is whole (JSON Schema, 6.1.1). Past 2^53 a double stands for several whole numbers.
std::optional<std::int64_t> as_whole(const Json& value) {
  constexpr double kMaxExact = 9'007'199'254'740'992.0;
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  const double number = value.get<double>();
  if (std::abs(number) > kMaxExact || std::trunc(number) != number) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

}  // namespace

struct Fields::Tree {
  Json json;
  [[nodiscard]] const Json* find(std::string_view name) const {
    const auto found = json.find(name);
    return found == json.end() ? nullptr : &*found;
  }
};

Fields::Fields(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
Fields::Fields(Fields&&) noexcept = default;
Fields& Fields::operator=(Fields&&) noexcept = default;
Fields::~Fields() = default;

Result<Fields> Fields::parse(std::string_view json) {
  bool is_too_deep = false;
  const auto limit = [&](int depth, Json::parse_event_t, Json&) {
    is_too_deep = is_too_deep || depth > kMaxDepth;
    return !is_too_deep;
  };
  auto tree = std::make_unique<Tree>(Json::parse(json, limit, false));
  if (is_too_deep) return fail(Error::kInvalidArgument, "the JSON nests deeper than " + std::to_string(kMaxDepth));
  if (tree->json.is_discarded()) return fail(Error::kInvalidArgument, "the body is no JSON");
  if (!tree->json.is_object()) return fail(Error::kInvalidArgument, "the body must be a JSON object");
  return Fields(std::move(tree));
}

bool Fields::is_empty() const { return tree_->json.empty(); }

Result<std::string> Fields::text(std::string_view name, TextRule rule) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr) return refuse(name, "is missing");
  return as_text(*value, name, rule);
}

Result<std::optional<std::string>> Fields::optional_text(std::string_view name, TextRule rule) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr) return std::optional<std::string>{};
  auto text = as_text(*value, name, rule);
  if (!text) return fail(text.error());
  return std::optional(std::move(*text));
}

Result<std::optional<bool>> Fields::optional_flag(std::string_view name) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr) return std::optional<bool>{};
  if (!value->is_boolean()) return refuse(name, "must be true or false");
  return std::optional(value->get<bool>());
}

Result<std::optional<double>> Fields::optional_number(std::string_view name) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr) return std::optional<double>{};
  if (!value->is_number()) return refuse(name, "must be a number");
  return std::optional(value->get<double>());
}

Result<std::int64_t> Fields::integer(std::string_view name) const {
  const Json* const value = tree_->find(name);
  if (value == nullptr) return refuse(name, "is missing");
  const auto number = as_whole(*value);
  if (!number) return refuse(name, "must be a whole number");
  return *number;
}

Result<std::vector<std::string>> Fields::texts(std::string_view name, std::size_t max_items) const {
  const Json* const value = tree_->find(name);
  std::vector<std::string> items;
  if (value == nullptr) return items;
  if (!value->is_array() || value->size() > max_items)
    return refuse(name, "must be an array of at most " + std::to_string(max_items));
  for (const Json& item : *value) {
    auto text = as_text(item, name, {});
    if (!text) return fail(text.error());
    items.push_back(std::move(*text));
  }
  return items;
}

Result<std::vector<Fields>> Fields::objects(std::string_view name, std::size_t max_items) const {
  const Json* const value = tree_->find(name);
  std::vector<Fields> items;
  if (value == nullptr) return items;
  if (!value->is_array() || value->size() > max_items)
    return refuse(name, "must be an array of at most " + std::to_string(max_items));
  for (const Json& item : *value) {
    if (!item.is_object()) return refuse(name, "must be an array of objects");
    items.push_back(Fields(std::make_unique<Tree>(item)));
  }
  return items;
}

}  // namespace eyrie::gateway
