// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "wire/detail/json_writer.hpp"
#include "wire/json.hpp"

namespace eyrie::wire {
namespace {

using detail::JsonWriter;

// Decimal places that mean something.
constexpr int kShareDecimals = 6;   // a millionth of an 8K picture's side is a hundredth of a pixel
constexpr int kDegreeDecimals = 7;  // of latitude: about a centimetre
constexpr int kMetreDecimals = 3;
constexpr int kAngleDecimals = 4;
constexpr int kRateDecimals = 3;

constexpr std::size_t kReportSize = 320;
constexpr std::size_t kObjectSize = 256;
constexpr std::size_t kSmallSize = 384;

void write_id(JsonWriter& json, const MessageId& id) {
  json.key("epoch").text(id.epoch);
  json.key("seq").whole(id.seq);
}

void write_object(JsonWriter& json, const fleet::SeenObject& object) {
  json.begin_object();
  json.key("class").text(object.class_name);
  json.key("conf").number(object.confidence, kShareDecimals);
  json.key("bbox").begin_array();
  for (const double edge : {object.box.x_min, object.box.y_min, object.box.x_max, object.box.y_max}) {
    json.number(edge, kShareDecimals);
  }
  json.end_array();
  json.optional_text("track_id", object.track_id);
  if (const auto& place = object.position) {
    json.key("position").begin_object();
    json.key("lat").number(place->lat_deg, kDegreeDecimals);
    json.key("lon").number(place->lon_deg, kDegreeDecimals);
    json.key("alt_m").number(place->alt_m, kMetreDecimals);
    json.key("semi_major_m").number(place->semi_major_m, kMetreDecimals);
    json.key("semi_minor_m").number(place->semi_minor_m, kMetreDecimals);
    json.key("orientation_deg").number(place->orientation_deg, kAngleDecimals);
    json.end_object();
  }
  json.end_object();
}

void write_optional(JsonWriter& json, std::string_view name, const std::optional<double>& value, int decimals) {
  if (value) json.key(name).number(*value, decimals);
}

void write_attitude(JsonWriter& json, const fleet::Attitude& attitude) {
  json.begin_object();
  json.key("roll").number(attitude.roll_deg, kAngleDecimals);
  json.key("pitch").number(attitude.pitch_deg, kAngleDecimals);
  json.key("yaw").number(attitude.yaw_deg, kAngleDecimals);
  json.end_object();
}

void write_event_head(JsonWriter& json, std::string_view type, const DroneId& drone, const MessageId& id) {
  json.key("type").text(type);
  json.key("drone_id").text(drone.str());
  write_id(json, id);
}

void write_event(JsonWriter& json, const fleet::Attachment& attachment) {
  write_event_head(json, "attachment", attachment.drone, attachment.message);
  json.key("kind").text(attachment.kind == fleet::AttachmentKind::kClip ? "clip" : "frame");
  json.key("key").text(attachment.key);
  json.key("sha256").text(attachment.sha256);
  json.key("bytes").whole(attachment.size.value);
  json.optional_text("media_type", attachment.media_type);
  json.key("from").time(attachment.from);
  json.key("to").time(attachment.to);
  json.key("track_ids").begin_array();
  for (const std::string& id : attachment.track_ids) json.text(id);
  json.end_array();
  json.optional_text("frame_id", attachment.frame_id);
  json.key("timestamp").time(attachment.captured_at);
}

void write_event(JsonWriter& json, const fleet::CaptureGap& gap) {
  write_event_head(json, "gap", gap.drone, gap.message);
  json.key("from").time(gap.from);
  json.key("to").time(gap.to);
  json.key("what").text(gap.what);
  json.optional_text("reason", gap.reason);
}

void write_event(JsonWriter& json, const fleet::Tombstone& tombstone) {
  write_event_head(json, "tombstone", tombstone.drone, tombstone.message);
  json.key("first").whole(tombstone.first);
  json.key("last").whole(tombstone.last);
  json.optional_text("reason", tombstone.reason);
}

constexpr std::array<std::string_view, 4> kOutcomes{"done", "refused", "failed", "expired"};

void write_ranges(JsonWriter& json, std::string_view name, const delivery::RangeSet& set) {
  json.key(name).begin_array();
  for (const delivery::SeqRange& range : set.ranges()) {
    json.begin_array();
    json.whole(range.first);
    json.whole(range.last);
    json.end_array();
  }
  json.end_array();
}

void write_capture(JsonWriter& json, const fleet::CaptureStatus& capture) {
  json.key("capture").begin_object();
  json.key("state").text(name_of(capture.state));
  json.key("source").text(capture.source);
  json.key("width").whole(static_cast<std::uint64_t>(capture.width));
  json.key("height").whole(static_cast<std::uint64_t>(capture.height));
  json.key("fps").number(capture.fps, kRateDecimals);
  if (capture.horizontal_fov_deg > 0) json.key("horizontal_fov_deg").number(capture.horizontal_fov_deg, kAngleDecimals);
  json.end_object();
}

void write_inference(JsonWriter& json, const fleet::InferenceStatus& inference) {
  json.key("inference").begin_object();
  json.key("model").text(inference.model);
  json.key("backend").text(inference.backend);
  json.key("precision").text(inference.precision);
  json.key("ms_p50").number(inference.ms_p50, kRateDecimals);
  json.key("ms_p95").number(inference.ms_p95, kRateDecimals);
  json.key("fps").number(inference.fps, kRateDecimals);
  json.end_object();
}

void write_ledger(JsonWriter& json, const fleet::LedgerStatus& ledger) {
  json.key("ledger").begin_object();
  json.key("next_seq").whole(ledger.next_seq);
  json.key("acknowledged").whole(ledger.acknowledged);
  json.key("waiting").whole(ledger.waiting);
  json.key("tombstoned").whole(ledger.tombstoned);
  json.end_object();
}

/// Writes the command's name and its arguments.
struct WriteAction {
  JsonWriter& json;

  void operator()(const VideoLease& lease) const {
    json.key("command").text("video");
    json.key("arguments").begin_object();
    json.key("seconds").whole(static_cast<std::uint64_t>(lease.length.count()));
    json.end_object();
  }
  void operator()(const Snapshot&) const { without_arguments("snapshot"); }
  void operator()(const ClipRequest& request) const {
    json.key("command").text("clip");
    json.key("arguments").begin_object();
    json.key("from").time(request.from);
    json.key("to").time(request.to);
    json.end_object();
  }
  void operator()(const UnknownCommand& unknown) const { without_arguments(unknown.name); }

 private:
  void without_arguments(std::string_view name) const {
    json.key("command").text(name);
    json.key("arguments").begin_object();
    json.end_object();
  }
};

}  // namespace

std::string_view name_of(CommandOutcome outcome) noexcept { return kOutcomes[static_cast<std::size_t>(outcome)]; }

std::string to_json(const fleet::DetectionReport& report) {
  JsonWriter json(kReportSize + kObjectSize * report.objects.size());
  json.begin_object();
  json.key("drone_id").text(report.drone.str());
  json.key("timestamp").time(report.captured_at);
  json.key("detections").begin_array();
  for (const fleet::SeenObject& object : report.objects) write_object(json, object);
  json.end_array();
  json.optional_text("frame_id", report.frame_id);
  json.optional_text("frame_s3_key", report.frame_key);
  if (report.message) write_id(json, *report.message);
  json.optional_text("model", report.model);
  if (report.width > 0) json.key("width").whole(static_cast<std::uint64_t>(report.width));
  if (report.height > 0) json.key("height").whole(static_cast<std::uint64_t>(report.height));
  if (report.is_flagged) json.key("flagged").flag(true);
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::TelemetrySample& sample) {
  JsonWriter json(kSmallSize);
  json.begin_object();
  json.key("drone_id").text(sample.drone.str());
  json.key("timestamp").time(sample.time);
  write_optional(json, "lat", sample.lat_deg, kDegreeDecimals);
  write_optional(json, "lon", sample.lon_deg, kDegreeDecimals);
  write_optional(json, "alt", sample.alt_m, kMetreDecimals);
  if (sample.battery_percent) json.key("battery").whole(static_cast<std::uint64_t>(*sample.battery_percent));
  write_optional(json, "speed", sample.speed_mps, kMetreDecimals);
  write_optional(json, "relative_alt", sample.relative_alt_m, kMetreDecimals);
  write_optional(json, "heading", sample.heading_deg, kAngleDecimals);
  if (sample.attitude) {
    json.key("roll").number(sample.attitude->roll_deg, kAngleDecimals);
    json.key("pitch").number(sample.attitude->pitch_deg, kAngleDecimals);
  }
  if (sample.gimbal) {
    json.key("gimbal");
    write_attitude(json, *sample.gimbal);
  }
  if (sample.message) write_id(json, *sample.message);
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::Event& event) {
  JsonWriter json(2 * kSmallSize);
  json.begin_object();
  std::visit([&json](const auto& e) { write_event(json, e); }, event);
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::DroneStatus& status) {
  JsonWriter json(2 * kSmallSize);
  json.begin_object();
  json.key("drone_id").text(status.drone.str());
  json.key("state").text(name_of(status.presence));
  if (status.time) json.key("timestamp").time(*status.time);
  json.optional_text("version", status.version);
  json.optional_text("epoch", status.epoch);
  if (status.capture) write_capture(json, *status.capture);
  if (status.inference) write_inference(json, *status.inference);
  if (status.ledger) write_ledger(json, *status.ledger);
  if (status.presence == fleet::Presence::kOnline) {
    json.key("dropped_frames").whole(status.dropped_frames);
    json.key("cpu_percent").number(status.cpu_percent, kRateDecimals);
    json.key("rss_bytes").whole(status.rss.value);
  }
  json.end_object();
  return json.take();
}

std::string to_json(const GatewayStatus& status) {
  JsonWriter json(kSmallSize);
  json.begin_object();
  json.key("state").text(name_of(status.presence));
  json.optional_text("instance", status.instance);
  json.optional_text("http", status.http);
  json.end_object();
  return json.take();
}

std::string to_json(const Acknowledgement& acknowledgement) {
  JsonWriter json(kSmallSize);
  json.begin_object();
  json.key("epoch").text(acknowledgement.epoch);
  write_ranges(json, "ranges", acknowledgement.ranges);
  if (!acknowledgement.put_off.is_empty()) write_ranges(json, "put_off", acknowledgement.put_off);
  json.optional_text("instance", acknowledgement.instance);
  json.end_object();
  return json.take();
}

std::string to_json(const Command& command) {
  JsonWriter json(kSmallSize);
  json.begin_object();
  json.key("id").text(command.id);
  std::visit(WriteAction{json}, command.action);
  json.key("expires_at").time(command.expires_at);
  json.end_object();
  return json.take();
}

std::string to_json(const CommandResult& result) {
  JsonWriter json(kSmallSize);
  json.begin_object();
  json.key("id").text(result.id);
  json.key("status").text(name_of(result.outcome));
  json.optional_text("message", result.message);
  json.end_object();
  return json.take();
}

}  // namespace eyrie::wire
