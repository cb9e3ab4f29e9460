// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/detail/json_reader.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>

#include "wire/json.hpp"

namespace eyrie::wire::detail {
namespace {

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxEpochLength = 64;
constexpr Timestamp kEarliest = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
/// What a signed 64-bit column holds.
constexpr std::uint64_t kHighestSeq = std::numeric_limits<std::int64_t>::max();
/// Up to here a double names every whole number.
constexpr double kMaxExact = 9'007'199'254'740'992.0;

/// One parser a thread: its memory is reused, so that a message costs no allocation in here. It grows by itself to the
/// longest message that came, and keeps the depth that it was first given.
simdjson::dom::parser& parser_of_this_thread() {
  static thread_local simdjson::dom::parser parser = [] {
    simdjson::dom::parser made(kMaxMessageSize.value);
    // Out of memory shows again, as an error, in `parse`.
    [[maybe_unused]] const auto error = made.allocate(4096, kMaxDepth);
    return made;
  }();
  return parser;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string in_quotes(std::string_view text) { return '"' + std::string(text.substr(0, 80)) + '"'; }

std::string plain(double value) {
  char text[32];
  const int length = std::snprintf(text, sizeof text, "%g", value);
  return {text, static_cast<std::size_t>(length)};
}

}  // namespace

std::optional<JsonObject> JsonReader::parse(std::string_view json) {
  if (json.size() > kMaxMessageSize.value) {
    refuse(Error::kTooLarge, "",
           "has " + std::to_string(json.size()) + " bytes, the limit is " + std::to_string(kMaxMessageSize.value));
    return std::nullopt;
  }
  JsonValue root;
  if (const auto error = parser_of_this_thread().parse(json.data(), json.size()).get(root)) {
    refuse(Error::kInvalidArgument, "", std::string("is not JSON: ") + simdjson::error_message(error));
    return std::nullopt;
  }
  JsonObject object;
  if (root.get(object) != simdjson::SUCCESS) {
    refuse(Error::kInvalidArgument, "", "is not a JSON object");
    return std::nullopt;
  }
  return object;
}

void JsonReader::text(std::string_view field, JsonValue value, std::size_t max_length, std::string& out) {
  if (is_refused()) return;
  std::string_view found;
  if (value.get(found) != simdjson::SUCCESS) return refuse_type(field, "a text");
  if (found.size() > max_length) {
    return refuse(Error::kTooLarge, field,
                  "has " + std::to_string(found.size()) + " bytes, the limit is " + std::to_string(max_length));
  }
  if (std::any_of(found.begin(), found.end(), is_control)) {
    return refuse(Error::kInvalidArgument, field, "holds a control character");
  }
  out.assign(found);
}

void JsonReader::number(std::string_view field, JsonValue value, double low, double high, double& out) {
  if (is_refused()) return;
  double found = 0;
  if (value.get(found) != simdjson::SUCCESS) return refuse_type(field, "a number");
  // Written so that a NaN, which JSON cannot carry, would be refused too.
  if (!(found >= low && found <= high)) {
    return refuse(Error::kOutOfRange, field, "is " + plain(found) + ", outside of " + plain(low) + " to " + plain(high));
  }
  out = found;
}

void JsonReader::whole(std::string_view field, JsonValue value, std::uint64_t low, std::uint64_t high, std::uint64_t& out) {
  if (is_refused()) return;
  std::uint64_t found = 0;
  double written = 0;
  auto error = value.get(found);
  // JSON knows one kind of number: 3.0 is whole (JSON Schema, 6.1.1), as far as a double can count.
  if (error == simdjson::INCORRECT_TYPE && value.is_double() && value.get(written) == simdjson::SUCCESS &&
      std::trunc(written) == written && written >= 0 && written <= kMaxExact) {
    found = static_cast<std::uint64_t>(written);
    error = simdjson::SUCCESS;
  }
  if (error == simdjson::INCORRECT_TYPE) return refuse_type(field, "a whole number");
  if (error != simdjson::SUCCESS || found < low || found > high) {
    return refuse(Error::kOutOfRange, field, "is outside of " + std::to_string(low) + " to " + std::to_string(high));
  }
  out = found;
}

void JsonReader::whole(std::string_view field, JsonValue value, int low, int high, int& out) {
  std::uint64_t found = 0;
  whole(field, value, static_cast<std::uint64_t>(low), static_cast<std::uint64_t>(high), found);
  if (!is_refused()) out = static_cast<int>(found);
}

void JsonReader::flag(std::string_view field, JsonValue value, bool& out) {
  if (!is_refused() && value.get(out) != simdjson::SUCCESS) refuse_type(field, "true or false");
}

void JsonReader::time(std::string_view field, JsonValue value, std::optional<Timestamp>& out) {
  if (is_refused()) return;
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return refuse_type(field, "a time");
  const auto time = parse_rfc3339(text);
  if (!time) return refuse(time.error().code, field, "is " + time.error().message);
  if (*time < kEarliest) {
    return refuse(Error::kOutOfRange, field, "is " + in_quotes(text) + ", before 2000. Is the drone's clock set?");
  }
  if (now_ && *time > *now_ + kMaxClockLead) {
    refuse(Error::kOutOfRange, field,
           "is " + in_quotes(text) + ", more than 5 minutes ahead of " + to_rfc3339(*now_) +
               ". Are both clocks set by NTP or GPS?");
    error_->can_retry = true;  // it may be our clock that is wrong
    return;
  }
  out = *time;
}

void JsonReader::time(std::string_view field, JsonValue value, Timestamp& out) {
  std::optional<Timestamp> found;
  time(field, value, found);
  if (found) out = *found;
}

void JsonReader::drone(JsonValue value, const DroneId& topic_drone, DroneId& out) {
  if (is_refused()) return;
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return refuse_type("drone_id", "a text");
  if (text == topic_drone.str()) {
    out = topic_drone;
    return;
  }
  auto named = DroneId::from_topic(text);
  if (!named) return refuse(named.error().code, "drone_id", "is " + named.error().message);
  if (!topic_drone.is_empty() && *named != topic_drone) {
    return refuse(Error::kPermissionDenied, "drone_id",
                  "is " + in_quotes(text) + ", but it came on the topic of " + in_quotes(topic_drone.str()));
  }
  out = *std::move(named);
}

void JsonReader::refuse(Error::Code code, std::string_view field, std::string_view why) {
  if (error_) return;
  std::string message(message_);
  if (!field.empty()) {
    message += ": ";
    message += scope_;
    if (scope_index_ >= 0) message += '[' + std::to_string(scope_index_) + ']';
    if (!scope_.empty() && field != scope_) message += '.';
    if (field != scope_) message += field;
  }
  error_ = Error{.code = code, .message = message.append(1, ' ').append(why)};
}

void JsonReader::refuse_type(std::string_view field, std::string_view needed) {
  refuse(Error::kInvalidArgument, field, "is not " + std::string(needed));
}

void JsonReader::refuse_count(std::string_view field, std::size_t count, std::size_t max_items) {
  refuse(Error::kTooLarge, field, "has " + std::to_string(count) + " items, the limit is " + std::to_string(max_items));
}

bool MessageIdFields::read(JsonReader& reader, std::string_view name, JsonValue value) {
  if (name == "seq") {
    reader.whole(name, value, 1, kHighestSeq, seq);
  } else if (name == "epoch") {
    reader.text(name, value, kMaxEpochLength, epoch);
  } else {
    return false;
  }
  return true;
}

std::optional<MessageId> MessageIdFields::finish(JsonReader& reader, bool is_required) {
  if (!is_required && epoch.empty() && seq == 0) return std::nullopt;
  reader.require("epoch", !epoch.empty());
  reader.require("seq", seq != 0);
  return MessageId{.epoch = std::move(epoch), .seq = seq};
}

}  // namespace eyrie::wire::detail
