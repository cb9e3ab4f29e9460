// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "wire/detail/json_reader.hpp"
#include "wire/json.hpp"

namespace eyrie::wire {
namespace {

using detail::JsonReader;
using detail::JsonValue;

constexpr std::size_t kMaxWordLength = 128;
constexpr std::size_t kMaxTextLength = 512;
constexpr std::size_t kMaxRanges = 10'000;
constexpr std::uint64_t kHighest = (std::uint64_t{1} << 63U) - 1;
constexpr int kMaxSide_px = 65'535;
constexpr double kMaxRate = 1e9;
constexpr std::uint64_t kMaxLease_s = 60;

/// Refuses `text` unless it is one of `names`; the index otherwise.
template <typename Enum, std::size_t kCount>
void read_word(JsonReader& reader, std::string_view field, JsonValue value,
               const std::array<std::string_view, kCount>& names, Enum& out) {
  std::string word;
  reader.text(field, value, kMaxWordLength, word);
  for (std::size_t i = 0; i < kCount; ++i) {
    if (word == names[i]) {
      out = static_cast<Enum>(i);
      return;
    }
  }
  std::string needed = "one of";
  for (const std::string_view name : names) needed.append(1, ' ').append(name);
  reader.refuse_type(field, needed);
}

constexpr std::array<std::string_view, 2> kPresences{"offline", "online"};
constexpr std::array<std::string_view, 3> kCaptureStates{"waiting", "running", "ended"};
constexpr std::array<std::string_view, 4> kOutcomes{"done", "refused", "failed", "expired"};

fleet::CaptureStatus read_capture(JsonReader& reader, JsonValue value) {
  fleet::CaptureStatus capture;
  reader.object("capture", value, [&](std::string_view name, JsonValue v) {
    if (name == "state") read_word(reader, name, v, kCaptureStates, capture.state);
    if (name == "source") reader.text(name, v, kMaxTextLength, capture.source);
    if (name == "width") reader.whole(name, v, 0, kMaxSide_px, capture.width);
    if (name == "height") reader.whole(name, v, 0, kMaxSide_px, capture.height);
    if (name == "fps") reader.number(name, v, 0, kMaxRate, capture.fps);
    if (name == "horizontal_fov_deg") reader.number(name, v, 0, 180, capture.horizontal_fov_deg);
  });
  return capture;
}

fleet::InferenceStatus read_inference(JsonReader& reader, JsonValue value) {
  fleet::InferenceStatus inference;
  reader.object("inference", value, [&](std::string_view name, JsonValue v) {
    if (name == "model") reader.text(name, v, kMaxTextLength, inference.model);
    if (name == "backend") reader.text(name, v, kMaxWordLength, inference.backend);
    if (name == "precision") reader.text(name, v, kMaxWordLength, inference.precision);
    if (name == "ms_p50") reader.number(name, v, 0, kMaxRate, inference.ms_p50);
    if (name == "ms_p95") reader.number(name, v, 0, kMaxRate, inference.ms_p95);
    if (name == "fps") reader.number(name, v, 0, kMaxRate, inference.fps);
  });
  return inference;
}

fleet::LedgerStatus read_ledger(JsonReader& reader, JsonValue value) {
  fleet::LedgerStatus ledger;
  reader.object("ledger", value, [&](std::string_view name, JsonValue v) {
    if (name == "next_seq") reader.whole(name, v, 1, kHighest, ledger.next_seq);
    if (name == "acknowledged") reader.whole(name, v, 0, kHighest, ledger.acknowledged);
    if (name == "waiting") reader.whole(name, v, 0, kHighest, ledger.waiting);
    if (name == "tombstoned") reader.whole(name, v, 0, kHighest, ledger.tombstoned);
  });
  return ledger;
}

/// One `[first, last]`.
void read_range(JsonReader& reader, JsonValue value, delivery::RangeSet& out) {
  simdjson::dom::array pair;
  std::uint64_t ends[2]{};
  std::size_t count = 0;
  if (value.get(pair) != simdjson::SUCCESS || pair.size() != 2) return reader.refuse_type("ranges", "a pair [first, last]");
  for (const JsonValue item : pair) reader.whole("ranges", item, 1, kHighest, ends[count++]);
  if (ends[0] > ends[1]) reader.refuse(Error::kOutOfRange, "ranges", "runs backwards");
  if (!reader.is_refused()) out.insert({ends[0], ends[1]});
}

struct CommandArguments {
  std::uint64_t seconds = 0;
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;
};

CommandArguments read_arguments(JsonReader& reader, JsonValue value) {
  CommandArguments arguments;
  reader.object("arguments", value, [&](std::string_view name, JsonValue v) {
    if (name == "seconds") reader.whole(name, v, 1, kMaxLease_s, arguments.seconds);
    if (name == "from") reader.time(name, v, arguments.from);
    if (name == "to") reader.time(name, v, arguments.to);
  });
  return arguments;
}

ClipRequest clip_request(JsonReader& reader, const CommandArguments& arguments) {
  reader.require("arguments.from", arguments.from.has_value());
  reader.require("arguments.to", arguments.to.has_value());
  const ClipRequest request{arguments.from.value_or(Timestamp{}), arguments.to.value_or(Timestamp{})};
  if (request.from > request.to) reader.refuse(Error::kOutOfRange, "arguments.to", "is before from");
  return request;
}

}  // namespace

Result<fleet::DroneStatus> parse_status(std::string_view json, const DroneId& topic_drone, Timestamp now) {
  JsonReader reader("status message", now);
  fleet::DroneStatus status;
  bool has_state = false;
  reader.read(json, [&](std::string_view name, JsonValue v) {
    if (name == "drone_id") reader.drone(v, topic_drone, status.drone);
    if (name == "state") {
      has_state = true;
      read_word(reader, name, v, kPresences, status.presence);
    }
    if (name == "timestamp") reader.time(name, v, status.time);
    if (name == "version") reader.text(name, v, kMaxWordLength, status.version);
    if (name == "epoch") reader.text(name, v, kMaxWordLength, status.epoch);
    if (name == "capture") status.capture = read_capture(reader, v);
    if (name == "inference") status.inference = read_inference(reader, v);
    if (name == "ledger") status.ledger = read_ledger(reader, v);
    if (name == "dropped_frames") reader.whole(name, v, 0, kHighest, status.dropped_frames);
    if (name == "cpu_percent") reader.number(name, v, 0, kMaxRate, status.cpu_percent);
    if (name == "rss_bytes") reader.whole(name, v, 0, kHighest, status.rss.value);
  });
  reader.require("drone_id", !status.drone.is_empty());
  reader.require("state", has_state);
  if (reader.is_refused()) return reader.refusal();
  return status;
}

Result<GatewayStatus> parse_gateway_status(std::string_view json) {
  JsonReader reader("gateway status");
  GatewayStatus status;
  bool has_state = false;
  reader.read(json, [&](std::string_view name, JsonValue v) {
    if (name == "state") {
      has_state = true;
      read_word(reader, name, v, kPresences, status.presence);
    }
    if (name == "instance") reader.text(name, v, kMaxWordLength, status.instance);
    if (name == "http") reader.text(name, v, kMaxTextLength, status.http);
  });
  reader.require("state", has_state);
  if (reader.is_refused()) return reader.refusal();
  return status;
}

Result<Acknowledgement> parse_acknowledgement(std::string_view json) {
  JsonReader reader("acknowledgement");
  Acknowledgement acknowledgement;
  bool has_ranges = false;
  reader.read(json, [&](std::string_view name, JsonValue v) {
    if (name == "epoch") reader.text(name, v, kMaxWordLength, acknowledgement.epoch);
    if (name == "instance") reader.text(name, v, kMaxWordLength, acknowledgement.instance);
    if (name == "ranges") {
      has_ranges = true;
      reader.array(name, v, kMaxRanges, [&](JsonValue item) { read_range(reader, item, acknowledgement.ranges); });
    }
    if (name == "put_off") {
      reader.array(name, v, kMaxRanges, [&](JsonValue item) { read_range(reader, item, acknowledgement.put_off); });
    }
  });
  reader.require("epoch", !acknowledgement.epoch.empty());
  reader.require("ranges", has_ranges);
  if (reader.is_refused()) return reader.refusal();
  return acknowledgement;
}

Result<Command> parse_command(std::string_view json) {
  JsonReader reader("command");
  Command command;
  std::string name_of_command;
  std::optional<Timestamp> expires_at;
  CommandArguments arguments;
  reader.read(json, [&](std::string_view name, JsonValue v) {
    if (name == "id") reader.text(name, v, kMaxWordLength, command.id);
    if (name == "command") reader.text(name, v, kMaxWordLength, name_of_command);
    if (name == "expires_at") reader.time(name, v, expires_at);
    if (name == "arguments") arguments = read_arguments(reader, v);
  });
  reader.require("id", !command.id.empty());
  reader.require("command", !name_of_command.empty());
  reader.require("expires_at", expires_at.has_value());
  if (name_of_command == "video") {
    reader.require("arguments.seconds", arguments.seconds != 0);
    command.action = VideoLease{std::chrono::seconds{arguments.seconds}};
  } else if (name_of_command == "snapshot") {
    command.action = Snapshot{};
  } else if (name_of_command == "clip") {
    command.action = clip_request(reader, arguments);
  } else {
    command.action = UnknownCommand{std::move(name_of_command)};
  }
  if (reader.is_refused()) return reader.refusal();
  command.expires_at = *expires_at;
  return command;
}

Result<CommandResult> parse_command_result(std::string_view json) {
  JsonReader reader("command result");
  CommandResult result;
  bool has_status = false;
  reader.read(json, [&](std::string_view name, JsonValue v) {
    if (name == "id") reader.text(name, v, kMaxWordLength, result.id);
    if (name == "message") reader.text(name, v, kMaxTextLength, result.message);
    if (name == "status") {
      has_status = true;
      read_word(reader, name, v, kOutcomes, result.outcome);
    }
  });
  reader.require("id", !result.id.empty());
  reader.require("status", has_status);
  if (reader.is_refused()) return reader.refusal();
  return result;
}

}  // namespace eyrie::wire
