// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/views.hpp"

#include "base/utf8.hpp"
#include "wire/detail/json_writer.hpp"
#include "wire/json.hpp"

namespace eyrie::gateway {
namespace {

using wire::detail::JsonWriter;

constexpr int kShareDecimals = 6;
constexpr int kDegreeDecimals = 7;
constexpr int kMetreDecimals = 3;
constexpr int kRateDecimals = 3;
constexpr int kAngleDecimals = 4;
constexpr std::size_t kUsualSize = 512;

std::string_view state_of(const fleet::Drone& drone, Timestamp now) {
  if (!drone.last_seen_at) return "never_seen";
  // Another maker's edge sends no status: that it is heard says enough.
  const bool says_online = !drone.status || drone.status->presence == fleet::Presence::kOnline;
  return says_online && now - *drone.last_seen_at <= kPresenceTimeout ? "online" : "offline";
}

void write_status(JsonWriter& json, const fleet::DroneStatus& status) {
  json.begin_object();
  if (status.time) json.key("timestamp").time(*status.time);
  json.optional_text("version", status.version);
  if (const auto& capture = status.capture) {
    json.key("capture").begin_object();
    json.key("state").text(name_of(capture->state));
    json.key("source").text(capture->source);
    json.key("width").whole(static_cast<std::uint64_t>(capture->width));
    json.key("height").whole(static_cast<std::uint64_t>(capture->height));
    json.key("fps").number(capture->fps, kRateDecimals);
    if (capture->horizontal_fov_deg > 0) json.key("horizontal_fov_deg").number(capture->horizontal_fov_deg, kAngleDecimals);
    json.end_object();
  }
  if (const auto& network = status.inference) {
    json.key("inference").begin_object();
    json.key("model").text(network->model);
    json.key("backend").text(network->backend);
    json.key("precision").text(network->precision);
    json.key("ms_p50").number(network->ms_p50, kRateDecimals);
    json.key("ms_p95").number(network->ms_p95, kRateDecimals);
    json.key("fps").number(network->fps, kRateDecimals);
    json.end_object();
  }
  json.key("dropped_frames").whole(status.dropped_frames);
  json.key("cpu_percent").number(status.cpu_percent, 1);
  json.key("rss_bytes").whole(status.rss.value);
  json.end_object();
}

void write_ledger(JsonWriter& json, const fleet::LedgerSummary& ledger) {
  json.begin_object();
  json.optional_text("epoch", ledger.epoch);
  json.key("committed").whole(ledger.committed);
  json.key("highest").whole(ledger.highest);
  json.key("waiting").whole(ledger.waiting);
  json.key("missing").whole(ledger.missing);
  json.key("tombstoned").whole(ledger.tombstoned);
  json.key("gaps").begin_array();
  for (const auto& gap : ledger.gaps) {
    json.begin_array();
    json.whole(gap.first);
    json.whole(gap.last);
    json.end_array();
  }
  json.end_array();
  json.end_object();
}

void write_box(JsonWriter& json, const fleet::NormalisedBox& box) {
  json.begin_array();
  for (const double edge : {box.x_min, box.y_min, box.x_max, box.y_max}) json.number(edge, kShareDecimals);
  json.end_array();
}

void write_position(JsonWriter& json, const fleet::GroundPosition& place) {
  json.begin_object();
  json.key("lat").number(place.lat_deg, kDegreeDecimals);
  json.key("lon").number(place.lon_deg, kDegreeDecimals);
  json.key("alt_m").number(place.alt_m, kMetreDecimals);
  json.key("semi_major_m").number(place.semi_major_m, kMetreDecimals);
  json.key("semi_minor_m").number(place.semi_minor_m, kMetreDecimals);
  json.key("orientation_deg").number(place.orientation_deg, kMetreDecimals);
  json.end_object();
}

}  // namespace

std::string to_json(const fleet::User& user) {
  JsonWriter json(kUsualSize);
  json.begin_object();
  json.key("name").text(user.name);
  json.key("display_name").text(user.display_name);
  json.key("role").text(fleet::name_of(user.role));
  json.key("is_enabled").flag(user.is_enabled);
  json.key("must_change_password").flag(user.must_change_password);
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::Drone& drone, Timestamp now) {
  JsonWriter json(2 * kUsualSize);
  json.begin_object();
  json.key("id").text(drone.id.str());
  json.key("name").text(drone.name);
  json.key("enrolment").text(fleet::name_of(drone.enrolment));
  json.key("state").text(state_of(drone, now));
  if (drone.last_seen_at) json.key("last_seen_at").time(*drone.last_seen_at);
  if (drone.status) {
    json.key("status");
    write_status(json, *drone.status);
  }
  if (drone.telemetry) json.key("telemetry").raw(wire::to_json(*drone.telemetry));
  json.key("ledger");
  write_ledger(json, drone.ledger);
  json.key("open_incidents").whole(drone.open_incidents);
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::Incident& incident, const std::optional<fleet::TelemetrySample>& drone_position) {
  JsonWriter json(2 * kUsualSize);
  json.begin_object();
  json.key("id").whole(static_cast<std::uint64_t>(incident.id.value));
  json.key("incident_type").text(incident.incident_type);
  json.key("title").text(incident.title);
  json.key("severity").whole(static_cast<std::uint64_t>(incident.severity));
  json.key("status").text(fleet::name_of(incident.status));
  json.optional_text("assigned_to", incident.assigned_to);
  json.key("drone_id").text(incident.drone.str());
  json.optional_text("track_id", incident.track_id);
  if (!incident.witnesses.empty()) {
    json.key("also_seen_by").begin_array();
    for (const fleet::Witness& witness : incident.witnesses) json.text(witness.drone.str());
    json.end_array();
  }
  json.optional_text("rule_id", incident.rule_id);
  if (incident.detection_id) json.key("detection_id").whole(static_cast<std::uint64_t>(*incident.detection_id));
  json.key("opened_at").time(incident.opened_at);
  json.key("created_at").time(incident.created_at);
  json.key("last_seen_at").time(incident.last_seen_at);
  json.key("sightings").whole(incident.count);
  json.key("confidence").number(incident.best_confidence, kShareDecimals);
  json.optional_text("class", incident.class_name);
  json.key("bbox");
  write_box(json, incident.box);
  json.optional_text("frame_id", incident.frame_id);
  json.key("frame_captured_at").time(incident.captured_at);
  json.optional_text("frame_key", incident.frame_key);
  json.optional_text("clip_key", incident.clip_key);
  if (incident.position) {
    json.key("position");
    write_position(json, *incident.position);
  }
  if (drone_position) json.key("drone_position").raw(wire::to_json(*drone_position));
  json.key("steps").begin_array();
  for (const auto step : fleet::steps_from(incident.status)) json.text(fleet::name_of(step));
  json.end_array();
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::IncidentEvent& event) {
  JsonWriter json(kUsualSize);
  json.begin_object();
  json.key("at").time(event.at);
  json.key("actor").text(event.actor);
  json.key("action").text(event.what);
  json.key("status").text(fleet::name_of(event.status));
  json.optional_text("note", event.note);
  json.optional_text("assignee", event.assigned_to);
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::DeadLetter& letter) {
  JsonWriter json(kUsualSize + letter.payload.size());
  json.begin_object();
  json.key("id").whole(static_cast<std::uint64_t>(letter.id));
  json.key("received_at").time(letter.received_at);
  json.key("topic").text(to_utf8(letter.topic));
  json.key("reason").text(to_utf8(letter.reason));
  json.key("payload").text(to_utf8(letter.payload));
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::AuditEntry& entry) {
  JsonWriter json(kUsualSize);
  json.begin_object();
  json.key("id").whole(entry.index);
  json.key("at").time(entry.at);
  json.key("actor").text(entry.actor);
  json.key("action").text(entry.action);
  json.optional_text("subject", entry.subject);
  json.optional_text("detail", to_utf8(entry.detail));
  json.key("previous").text(crypto::to_hex(entry.previous));
  json.key("hash").text(crypto::to_hex(entry.digest));
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::AuditReport& report) {
  JsonWriter json(kUsualSize);
  json.begin_object();
  json.key("intact").flag(!report.problem);
  json.key("entries").whole(report.entries);
  json.key("head").text(crypto::to_hex(report.head));
  if (report.problem) {
    json.key("problem").begin_object();
    json.key("id").whole(report.problem->index);
    json.key("reason").text(report.problem->reason);
    json.end_object();
  }
  json.end_object();
  return json.take();
}

std::string to_json(const fleet::SeenObject& object) {
  JsonWriter json(kUsualSize);
  json.begin_object();
  json.key("class").text(object.class_name);
  json.key("conf").number(object.confidence, kShareDecimals);
  json.key("bbox");
  write_box(json, object.box);
  json.optional_text("track_id", object.track_id);
  if (object.position) {
    json.key("position");
    write_position(json, *object.position);
  }
  json.end_object();
  return json.take();
}

std::string items_json(std::span<const std::string> items, std::string_view next) {
  std::size_t size = kUsualSize;
  for (const std::string& item : items) size += item.size() + 1;
  JsonWriter json(size);
  json.begin_object();
  json.key("items").begin_array();
  for (const std::string& item : items) json.raw(item);
  json.end_array();
  json.optional_text("next", next);
  json.end_object();
  return json.take();
}

}  // namespace eyrie::gateway
