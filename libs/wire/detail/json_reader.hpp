// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the .cpp files of this room only: the one place of `libs` where simdjson's types show.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace eyrie::wire::detail {

using JsonValue = simdjson::dom::element;
using JsonObject = simdjson::dom::object;

/// Reads the fields of one message and keeps the first thing that was wrong with it, so that the code of a message is a
/// list of its fields and nothing else. After the first refusal every call is a no-op that yields nothing.
class JsonReader {
 public:
  /// `message` is what a refusal calls it: "detection message". Without `now` no time is too far ahead.
  explicit JsonReader(std::string_view message, std::optional<Timestamp> now = std::nullopt)
      : message_(message), now_(now) {}

  /// Parses `json` and calls `on_field(name, value)` for each field of its object that is not null.
  template <std::invocable<std::string_view, JsonValue> OnField>
  void read(std::string_view json, OnField on_field) {
    if (const auto root = parse(json)) each(*root, on_field);
  }

  /// The same for an object inside of the message.
  template <std::invocable<std::string_view, JsonValue> OnField>
  void object(std::string_view field, JsonValue value, OnField on_field) {
    JsonObject found;
    if (value.get(found) != simdjson::SUCCESS) return refuse_type(field, "an object");
    const Scope scope(*this, field);
    each(found, on_field);
  }

  /// Calls `on_item(value)` for each item; more than `max_items` are refused.
  template <std::invocable<JsonValue> OnItem>
  void array(std::string_view field, JsonValue value, std::size_t max_items, OnItem on_item) {
    simdjson::dom::array items;
    if (value.get(items) != simdjson::SUCCESS) return refuse_type(field, "an array");
    if (items.size() > max_items) return refuse_count(field, items.size(), max_items);
    const bool is_outermost = scope_index_ < 0;  // a refusal names the item of the outermost array
    const Scope scope(*this, field);
    if (is_outermost) scope_index_ = 0;
    for (const JsonValue item : items) {
      if (is_refused()) return;
      on_item(item);
      if (is_outermost) ++scope_index_;
    }
  }

  void text(std::string_view field, JsonValue value, std::size_t max_length, std::string& out);
  void number(std::string_view field, JsonValue value, double low, double high, double& out);
  void number(std::string_view field, JsonValue value, double low, double high, std::optional<double>& out) {
    number(field, value, low, high, out.emplace());
  }
  void whole(std::string_view field, JsonValue value, std::uint64_t low, std::uint64_t high, std::uint64_t& out);
  void whole(std::string_view field, JsonValue value, int low, int high, int& out);
  void flag(std::string_view field, JsonValue value, bool& out);
  void time(std::string_view field, JsonValue value, std::optional<Timestamp>& out);
  void time(std::string_view field, JsonValue value, Timestamp& out);
  /// The payload's `drone_id`, which must name the drone of the topic.
  void drone(JsonValue value, const DroneId& topic_drone, DroneId& out);

  /// Refuses the message when `is_present` does not hold.
  void require(std::string_view field, bool is_present) {
    if (!is_present && !is_refused()) refuse(Error::kInvalidArgument, field, "is missing");
  }
  /// "<message>: <scope>.<field> <why>"
  void refuse(Error::Code code, std::string_view field, std::string_view why);
  void refuse_type(std::string_view field, std::string_view needed);

  [[nodiscard]] bool is_refused() const noexcept { return error_.has_value(); }
  [[nodiscard]] std::unexpected<Error> refusal() { return std::unexpected(*std::move(error_)); }

 private:
  /// Names the object or array that fields are read from, for the reason of a refusal.
  class Scope {
   public:
    Scope(JsonReader& reader, std::string_view field)
        : reader_(reader), outer_(reader.scope_), outer_index_(reader.scope_index_) {
      if (reader.scope_index_ < 0) reader.scope_ = field;
    }
    ~Scope() {
      reader_.scope_ = outer_;
      reader_.scope_index_ = outer_index_;
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    JsonReader& reader_;
    std::string_view outer_;
    std::ptrdiff_t outer_index_;
  };

  template <typename OnField>
  void each(JsonObject object, OnField& on_field) {
    for (const auto& [name, value] : object) {
      if (is_refused()) return;
      if (!value.is_null()) on_field(name, value);
    }
  }

  std::optional<JsonObject> parse(std::string_view json);
  void refuse_count(std::string_view field, std::size_t count, std::size_t max_items);

  std::string_view message_;
  std::optional<Timestamp> now_;
  std::string_view scope_;
  std::ptrdiff_t scope_index_ = -1;
  std::optional<Error> error_;
};

/// `epoch` and `seq`, which come both or not at all.
struct MessageIdFields {
  std::string epoch;
  std::uint64_t seq = 0;

  /// True when `name` was one of the two.
  bool read(JsonReader& reader, std::string_view name, JsonValue value);
  [[nodiscard]] std::optional<MessageId> finish(JsonReader& reader, bool is_required);
};

}  // namespace eyrie::wire::detail
