// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "wire/detail/json_reader.hpp"
#include "wire/json.hpp"

namespace eyrie::wire {
namespace {

using detail::JsonReader;
using detail::JsonValue;
using detail::MessageIdFields;

// The widths of the seed's columns, and for what has none a width in their spirit.
constexpr std::size_t kMaxClassLength = 64;
constexpr std::size_t kMaxTrackIdLength = 64;
constexpr std::size_t kMaxFrameIdLength = 128;
constexpr std::size_t kMaxKeyLength = 256;
constexpr std::size_t kMaxModelLength = 256;
constexpr std::size_t kMaxWordLength = 64;
constexpr std::size_t kMaxReasonLength = 512;
constexpr std::size_t kMaxTrackIds = 1000;
constexpr int kMaxSide_px = 65'535;
/// Beyond any drone; catches a value in the wrong unit.
constexpr double kMaxAlt_m = 100'000;
constexpr double kMaxSpeed_mps = 1'000;
/// Boxes computed in single precision end a rounding error outside of the picture: those are brought back in.
constexpr double kRoundingSlack = 1e-5;

void read_box(JsonReader& reader, JsonValue value, fleet::NormalisedBox& box) {
  std::array<double, 4> edges{};
  std::size_t count = 0;
  simdjson::dom::array items;
  if (value.get(items) != simdjson::SUCCESS || items.size() != edges.size()) {
    return reader.refuse_type("bbox", "an array of x_min, y_min, x_max, y_max");
  }
  for (const JsonValue item : items) {
    double& edge = edges[count++];
    reader.number("bbox", item, -kRoundingSlack, 1 + kRoundingSlack, edge);
    edge = std::clamp(edge, 0.0, 1.0);
  }
  box = {.x_min = edges[0], .y_min = edges[1], .x_max = edges[2], .y_max = edges[3]};
  if (box.x_min > box.x_max || box.y_min > box.y_max) {
    reader.refuse(Error::kOutOfRange, "bbox", "has its edges the wrong way round; needed: x_min, y_min, x_max, y_max");
  }
}

void read_position(JsonReader& reader, JsonValue value, std::optional<fleet::GroundPosition>& out) {
  fleet::GroundPosition place;
  bool has_lat = false;
  bool has_lon = false;
  reader.object("position", value, [&](std::string_view name, JsonValue v) {
    if (name == "lat") {
      reader.number(name, v, -90, 90, place.lat_deg);
      has_lat = true;
    } else if (name == "lon") {
      reader.number(name, v, -180, 180, place.lon_deg);
      has_lon = true;
    } else if (name == "alt_m") {
      reader.number(name, v, -kMaxAlt_m, kMaxAlt_m, place.alt_m);
    } else if (name == "semi_major_m") {
      reader.number(name, v, 0, 1e7, place.semi_major_m);
    } else if (name == "semi_minor_m") {
      reader.number(name, v, 0, 1e7, place.semi_minor_m);
    } else if (name == "orientation_deg") {
      reader.number(name, v, -360, 360, place.orientation_deg);
    }
  });
  reader.require("position.lat", has_lat);
  reader.require("position.lon", has_lon);
  out = place;
}

void read_object(JsonReader& reader, JsonValue value, fleet::SeenObject& object) {
  bool has_confidence = false;
  bool has_box = false;
  reader.object("detections", value, [&](std::string_view name, JsonValue v) {
    if (name == "class") {
      reader.text(name, v, kMaxClassLength, object.class_name);
    } else if (name == "conf") {
      reader.number(name, v, 0, 1, object.confidence);
      has_confidence = true;
    } else if (name == "bbox") {
      read_box(reader, v, object.box);
      has_box = true;
    } else if (name == "track_id") {
      reader.text(name, v, kMaxTrackIdLength, object.track_id);
    } else if (name == "position") {
      read_position(reader, v, object.position);
    }
  });
  reader.require("class", !object.class_name.empty());
  reader.require("conf", has_confidence);
  reader.require("bbox", has_box);
}

void read_attitude(JsonReader& reader, std::string_view field, JsonValue value, std::optional<fleet::Attitude>& out) {
  fleet::Attitude attitude;
  reader.object(field, value, [&](std::string_view name, JsonValue v) {
    if (name == "roll") reader.number(name, v, -360, 360, attitude.roll_deg);
    if (name == "pitch") reader.number(name, v, -360, 360, attitude.pitch_deg);
    if (name == "yaw") reader.number(name, v, -360, 360, attitude.yaw_deg);
  });
  out = attitude;
}

/// A key names an object below the store's root and nothing else.
void read_key(JsonReader& reader, std::string_view field, JsonValue value, std::string& out) {
  reader.text(field, value, kMaxKeyLength, out);
  const std::string_view key = out;
  if (key.starts_with('/') || key.find("..") != std::string_view::npos || key.find('\\') != std::string_view::npos) {
    reader.refuse(Error::kInvalidArgument, field, "is not a key of the object store (no leading /, no .., no \\)");
  }
}

/// A number of another maker's edge may carry decimals: 71.6 % is 72 %.
void read_percent(JsonReader& reader, std::string_view field, JsonValue value, std::optional<int>& out) {
  double percent = 0;
  reader.number(field, value, 0, 100, percent);
  out = static_cast<int>(percent + 0.5);
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Every field that an event of any type can have; the type decides which are needed.
struct EventFields {
  DroneId drone;
  MessageIdFields id;
  std::string type;
  std::string kind;
  std::string key;
  std::string sha256;
  std::optional<std::uint64_t> bytes;
  std::string media_type;
  std::optional<Timestamp> from;
  std::optional<Timestamp> to;
  std::vector<std::string> track_ids;
  std::string frame_id;
  std::optional<Timestamp> timestamp;
  std::string what;
  std::string reason;
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  void read(JsonReader& reader, std::string_view name, JsonValue v, const DroneId& topic_drone) {
    constexpr std::uint64_t kHighest = (std::uint64_t{1} << 63U) - 1;
    if (id.read(reader, name, v)) return;
    if (name == "drone_id") reader.drone(v, topic_drone, drone);
    if (name == "type") reader.text(name, v, kMaxWordLength, type);
    if (name == "kind") reader.text(name, v, kMaxWordLength, kind);
    if (name == "key") read_key(reader, name, v, key);
    if (name == "sha256") reader.text(name, v, kMaxWordLength, sha256);
    if (name == "bytes") reader.whole(name, v, 0, kHighest, bytes.emplace());
    if (name == "media_type") reader.text(name, v, kMaxWordLength, media_type);
    if (name == "from") reader.time(name, v, from);
    if (name == "to") reader.time(name, v, to);
    if (name == "frame_id") reader.text(name, v, kMaxFrameIdLength, frame_id);
    if (name == "timestamp") reader.time(name, v, timestamp);
    if (name == "what") reader.text(name, v, kMaxWordLength, what);
    if (name == "reason") reader.text(name, v, kMaxReasonLength, reason);
    if (name == "first") reader.whole(name, v, 1, kHighest, first);
    if (name == "last") reader.whole(name, v, 1, kHighest, last);
    if (name == "track_ids") {
      reader.array(name, v, kMaxTrackIds,
                   [&](JsonValue item) { reader.text(name, item, kMaxTrackIdLength, track_ids.emplace_back()); });
    }
  }

  fleet::Event attachment(JsonReader& reader, MessageId message) {
    reader.require("key", !key.empty());
    reader.require("bytes", bytes.has_value());
    reader.require("timestamp", timestamp.has_value());
    if (kind != "frame" && kind != "clip") reader.refuse_type("kind", "\"frame\" or \"clip\"");
    if (!is_sha256(sha256)) reader.refuse_type("sha256", "64 lower-case hex digits");
    const Timestamp captured_at = timestamp.value_or(Timestamp{});
    check_order(reader, from.value_or(captured_at), to.value_or(captured_at));
    if (to.value_or(captured_at) - from.value_or(captured_at) > fleet::Attachment::kMaxSpan)
      reader.refuse(Error::kOutOfRange, "to", "is more than an hour after from");
    return fleet::Attachment{.drone = std::move(drone),
                             .message = std::move(message),
                             .kind = kind == "clip" ? fleet::AttachmentKind::kClip : fleet::AttachmentKind::kFrame,
                             .key = std::move(key),
                             .sha256 = std::move(sha256),
                             .size = ByteCount{bytes.value_or(0)},
                             .media_type = std::move(media_type),
                             .from = from.value_or(captured_at),
                             .to = to.value_or(captured_at),
                             .track_ids = std::move(track_ids),
                             .frame_id = std::move(frame_id),
                             .captured_at = captured_at};
  }

  fleet::Event gap(JsonReader& reader, MessageId message) {
    reader.require("from", from.has_value());
    reader.require("to", to.has_value());
    reader.require("what", !what.empty());
    check_order(reader, from.value_or(Timestamp{}), to.value_or(Timestamp{}));
    return fleet::CaptureGap{.drone = std::move(drone),
                             .message = std::move(message),
                             .from = from.value_or(Timestamp{}),
                             .to = to.value_or(Timestamp{}),
                             .what = std::move(what),
                             .reason = std::move(reason)};
  }

  fleet::Event tombstone(JsonReader& reader, MessageId message) {
    reader.require("first", first != 0);
    reader.require("last", last != 0);
    if (first > last) reader.refuse(Error::kOutOfRange, "last", "is below first");
    if (message.seq != first) reader.refuse(Error::kInvalidArgument, "seq", "of a tombstone is not its first");
    return fleet::Tombstone{
        .drone = std::move(drone), .message = std::move(message), .first = first, .last = last, .reason = std::move(reason)};
  }

  static void check_order(JsonReader& reader, Timestamp from, Timestamp to) {
    if (from > to) reader.refuse(Error::kOutOfRange, "to", "is before from");
  }
};

}  // namespace

std::optional<MessageId> find_message_id(std::string_view json) {
  JsonReader reader("message");
  MessageIdFields id;
  reader.read(json, [&](std::string_view name, JsonValue v) { id.read(reader, name, v); });
  auto found = id.finish(reader, false);
  return reader.is_refused() ? std::nullopt : found;
}

Result<fleet::DetectionReport> parse_detections(std::string_view json, const DroneId& topic_drone, Timestamp now) {
  JsonReader reader("detection message", now);
  fleet::DetectionReport report;
  MessageIdFields id;
  std::optional<Timestamp> captured_at;
  bool has_detections = false;
  reader.read(json, [&](std::string_view name, JsonValue v) {
    if (name == "drone_id") {
      reader.drone(v, topic_drone, report.drone);
    } else if (name == "timestamp") {
      reader.time(name, v, captured_at);
    } else if (name == "frame_id") {
      reader.text(name, v, kMaxFrameIdLength, report.frame_id);
    } else if (name == "frame_s3_key") {
      read_key(reader, name, v, report.frame_key);
    } else if (name == "detections") {
      has_detections = true;
      report.objects.clear();
      reader.array(name, v, kMaxDetections,
                   [&](JsonValue item) { read_object(reader, item, report.objects.emplace_back()); });
    } else if (name == "model") {
      reader.text(name, v, kMaxModelLength, report.model);
    } else if (name == "width") {
      reader.whole(name, v, 0, kMaxSide_px, report.width);
    } else if (name == "height") {
      reader.whole(name, v, 0, kMaxSide_px, report.height);
    } else if (name == "flagged") {
      reader.flag(name, v, report.is_flagged);
    } else {
      id.read(reader, name, v);
    }
  });
  reader.require("drone_id", !report.drone.is_empty());
  reader.require("timestamp", captured_at.has_value());
  reader.require("detections", has_detections);
  report.message = id.finish(reader, false);
  if (reader.is_refused()) return reader.refusal();
  report.captured_at = *captured_at;
  return report;
}

Result<fleet::TelemetrySample> parse_telemetry(std::string_view json, const DroneId& topic_drone, Timestamp now) {
  JsonReader reader("telemetry message", now);
  fleet::TelemetrySample sample;
  MessageIdFields id;
  std::optional<Timestamp> time;
  std::optional<double> roll_deg;
  std::optional<double> pitch_deg;
  reader.read(json, [&](std::string_view name, JsonValue v) {
    if (id.read(reader, name, v)) return;
    if (name == "drone_id") reader.drone(v, topic_drone, sample.drone);
    if (name == "timestamp") reader.time(name, v, time);
    if (name == "lat") reader.number(name, v, -90, 90, sample.lat_deg);
    if (name == "lon") reader.number(name, v, -180, 180, sample.lon_deg);
    if (name == "alt") reader.number(name, v, -kMaxAlt_m, kMaxAlt_m, sample.alt_m);
    if (name == "relative_alt") reader.number(name, v, -kMaxAlt_m, kMaxAlt_m, sample.relative_alt_m);
    if (name == "speed") reader.number(name, v, 0, kMaxSpeed_mps, sample.speed_mps);
    if (name == "battery") read_percent(reader, name, v, sample.battery_percent);
    if (name == "heading") reader.number(name, v, -360, 360, sample.heading_deg);
    if (name == "roll") reader.number(name, v, -360, 360, roll_deg);
    if (name == "pitch") reader.number(name, v, -360, 360, pitch_deg);
    if (name == "gimbal") read_attitude(reader, name, v, sample.gimbal);
  });
  reader.require("drone_id", !sample.drone.is_empty());
  reader.require("timestamp", time.has_value());
  reader.require("lat", sample.lat_deg.has_value() || !sample.lon_deg.has_value());
  reader.require("lon", sample.lon_deg.has_value() || !sample.lat_deg.has_value());
  sample.message = id.finish(reader, false);
  if (reader.is_refused()) return reader.refusal();
  sample.time = *time;
  if (roll_deg && pitch_deg) {
    sample.attitude = {.roll_deg = *roll_deg, .pitch_deg = *pitch_deg, .yaw_deg = sample.heading_deg.value_or(0)};
  }
  return sample;
}

Result<fleet::Event> parse_event(std::string_view json, const DroneId& topic_drone, Timestamp now) {
  JsonReader reader("event message", now);
  EventFields fields;
  reader.read(json, [&](std::string_view name, JsonValue v) { fields.read(reader, name, v, topic_drone); });
  reader.require("drone_id", !fields.drone.is_empty());
  reader.require("type", !fields.type.empty());
  auto message = fields.id.finish(reader, true).value_or(MessageId{});
  std::optional<fleet::Event> event;
  if (fields.type == "attachment") {
    event = fields.attachment(reader, std::move(message));
  } else if (fields.type == "gap") {
    event = fields.gap(reader, std::move(message));
  } else if (fields.type == "tombstone") {
    event = fields.tombstone(reader, std::move(message));
  } else {
    reader.refuse(Error::kUnsupported, "type", "is not attachment, gap or tombstone");
  }
  if (reader.is_refused()) return reader.refusal();
  return *std::move(event);
}

}  // namespace eyrie::wire
