// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/rows.hpp"

#include <array>
#include <cstdio>
#include <sstream>

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

NormalisedBox box_of(const Query& row, int first) {
  return {
      .x_min = row.real(first), .y_min = row.real(first + 1), .x_max = row.real(first + 2), .y_max = row.real(first + 3)};
}

std::optional<Attitude> attitude_of(const Query& row, int first) {
  if (row.is_null(first)) return std::nullopt;
  return Attitude{.roll_deg = row.real(first), .pitch_deg = row.real(first + 1), .yaw_deg = row.real(first + 2)};
}

void bind_box(Query& query, const NormalisedBox& box) { query.bind(box.x_min, box.y_min, box.x_max, box.y_max); }

void bind_position(Query& query, const std::optional<GroundPosition>& position) {
  if (position) {
    query.bind(position->lat_deg, position->lon_deg, position->alt_m, position->semi_major_m, position->semi_minor_m,
               position->orientation_deg);
  } else {
    query.bind(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
  }
}

/// Empty texts of the domain are NULL in the table, as an integrator expects.
std::optional<std::string_view> or_null(std::string_view text) { return text.empty() ? std::nullopt : std::optional(text); }

/// A line for each: a drone's name holds no space, and a track no end of a line.
std::string text_of(const std::vector<Witness>& witnesses) {
  std::string text;
  for (const Witness& each : witnesses) text += (text.empty() ? "" : "\n") + each.drone.str() + " " + each.track_id;
  return text;
}

std::vector<Witness> witnesses_of(const std::string& text) {
  std::vector<Witness> witnesses;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t space = text.find(' ', begin);
    witnesses.push_back(
        {.drone = stored_drone(text.substr(begin, space - begin)), .track_id = text.substr(space + 1, end - space - 1)});
    begin = end + 1;
  }
  return witnesses;
}

/// A line for each drone: its name, the time, and the six numbers of a position.
std::string text_of(const std::vector<PlaceSeen>& places) {
  std::string text;
  for (const auto& [drone, at, position] : places) {
    std::array<char, 256> line{};
    const int length =
        std::snprintf(line.data(), line.size(), "%s%s %s %.9f %.9f %.3f %.3f %.3f %.2f", text.empty() ? "" : "\n",
                      drone.str().c_str(), to_rfc3339(at).c_str(), position.lat_deg, position.lon_deg, position.alt_m,
                      position.semi_major_m, position.semi_minor_m, position.orientation_deg);
    text.append(line.data(), static_cast<std::size_t>(length));
  }
  return text;
}

std::vector<PlaceSeen> places_of(const std::string& text) {
  std::vector<PlaceSeen> places;
  std::istringstream lines(text);
  std::string drone;
  std::string at;
  GroundPosition position;
  while (lines >> drone >> at >> position.lat_deg >> position.lon_deg >> position.alt_m >> position.semi_major_m >>
         position.semi_minor_m >> position.orientation_deg) {
    places.push_back({.drone = stored_drone(drone), .at = parse_rfc3339(at).value_or(Timestamp{}), .position = position});
  }
  return places;
}

/// Everything but the id and what never changes, in the order of `save_incident`.
void bind_incident(Query& query, const Incident& incident) {
  query.bind(name_of(incident.status), or_null(incident.assigned_to), or_null(incident.track_id), incident.opened_at,
             incident.last_seen_at, incident.closed_at, incident.count, incident.best_confidence, incident.class_name);
  bind_box(query, incident.box);
  query.bind(or_null(incident.frame_id), incident.captured_at, or_null(incident.frame_key), or_null(incident.clip_key));
  bind_box(query, incident.last_box);
  bind_position(query, incident.position);
  query.bind(or_null(text_of(incident.witnesses)), or_null(text_of(incident.places)));
}

}  // namespace

std::optional<GroundPosition> position_of(const Query& row, int first) {
  if (row.is_null(first)) return std::nullopt;
  return GroundPosition{.lat_deg = row.real(first),
                        .lon_deg = row.real(first + 1),
                        .alt_m = row.real(first + 2),
                        .semi_major_m = row.real(first + 3),
                        .semi_minor_m = row.real(first + 4),
                        .orientation_deg = row.real(first + 5)};
}

DroneId stored_drone(const std::string& text) { return DroneId::parse(text).value_or(DroneId{}); }

std::string select(std::string_view columns, std::string_view rest) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(rest);
}

Result<std::int64_t> number(Query query) {
  const auto row = query.step();
  if (!row) return fail(row.error());
  return *row ? query.integer(0) : 0;
}

Incident incident_of(const Query& row) {
  Incident incident;
  incident.id = {row.integer(0)};
  if (!row.is_null(1)) incident.detection_id = row.integer(1);
  incident.incident_type = row.text(2);
  incident.severity = static_cast<Severity>(row.integer(3));
  incident.status = parse_incident_status(row.text(4)).value_or(IncidentStatus::kOpen);
  incident.assigned_to = row.text(5);
  incident.created_at = row.time(6);
  incident.site = row.text(7);
  incident.title = row.text(8);
  incident.rule_id = row.text(9);
  incident.drone = stored_drone(row.text(10));
  incident.track_id = row.text(11);
  incident.opened_at = row.time(12);
  incident.last_seen_at = row.time(13);
  incident.closed_at = row.maybe_time(14);
  incident.count = static_cast<std::uint64_t>(row.integer(15));
  incident.best_confidence = row.real(16);
  incident.class_name = row.text(17);
  incident.box = box_of(row, 18);
  incident.frame_id = row.text(22);
  incident.captured_at = row.time(23);
  incident.frame_key = row.text(24);
  incident.clip_key = row.text(25);
  incident.last_box = box_of(row, 26);
  incident.position = position_of(row, 30);
  incident.witnesses = witnesses_of(row.text(36));
  incident.places = places_of(row.text(37));
  return incident;
}

Status insert_incident(Database& database, Incident& incident) {
  auto query = database.query(
      "INSERT INTO incidents (detection_id, incident_type, severity, created_at, site, title, rule_id, drone_id, "
      "status, assigned_to, track_id, opened_at, last_seen_at, closed_at, sightings, confidence, class, x_min, y_min, "
      "x_max, y_max, "
      "frame_id, captured_at, frame_key, clip_key, last_x_min, last_y_min, last_x_max, last_y_max, "
      "lat, lon, alt_m, semi_major_m, semi_minor_m, orientation_deg, witnesses, places) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?)");
  query.bind(incident.detection_id, incident.incident_type, static_cast<int>(incident.severity), incident.created_at,
             incident.site, incident.title, incident.rule_id, incident.drone.str());
  bind_incident(query, incident);
  if (auto status = query.run(); !status) return status;
  incident.id = {database.last_id()};
  return {};
}

Status save_incident(Database& database, const Incident& incident) {
  auto query = database.query(
      "UPDATE incidents SET status = ?, assigned_to = ?, track_id = ?, opened_at = ?, last_seen_at = ?, closed_at = ?, "
      "sightings = ?, confidence = ?, class = ?, x_min = ?, y_min = ?, x_max = ?, y_max = ?, frame_id = ?, captured_at = ?, "
      "frame_key = ?, clip_key = ?, last_x_min = ?, last_y_min = ?, last_x_max = ?, last_y_max = ?, lat = ?, lon = ?, alt_m "
      "= ?, "
      "semi_major_m = ?, semi_minor_m = ?, orientation_deg = ?, witnesses = ?, places = ? WHERE id = ?");
  bind_incident(query, incident);
  return query.bind(incident.id.value).run();
}

Status insert_history(Database& database, IncidentId incident, const IncidentEvent& event) {
  return database
      .query(
          "INSERT INTO incident_history (incident_id, at, actor, what, status, assigned_to, note) VALUES (?, ?, ?, ?, ?, ?, "
          "?)")
      .bind(incident.value, event.at, event.actor, event.what, name_of(event.status), or_null(event.assigned_to),
            or_null(event.note))
      .run();
}

TelemetrySample telemetry_of(const Query& row) {
  TelemetrySample sample;
  sample.time = row.time(0);
  sample.drone = stored_drone(row.text(1));
  sample.lat_deg = row.maybe_real(2);
  sample.lon_deg = row.maybe_real(3);
  sample.alt_m = row.maybe_real(4);
  sample.speed_mps = row.maybe_real(5);
  if (!row.is_null(6)) sample.battery_percent = static_cast<int>(row.integer(6));
  sample.relative_alt_m = row.maybe_real(7);
  sample.heading_deg = row.maybe_real(8);
  sample.attitude = attitude_of(row, 9);
  sample.gimbal = attitude_of(row, 12);
  return sample;
}

Attachment attachment_of(const Query& row) {
  Attachment attachment;
  attachment.drone = stored_drone(row.text(0));
  attachment.kind = row.text(1) == "clip" ? AttachmentKind::kClip : AttachmentKind::kFrame;
  attachment.key = row.text(2);
  attachment.sha256 = row.text(3);
  attachment.size = {static_cast<std::uint64_t>(row.integer(4))};
  attachment.media_type = row.text(5);
  attachment.from = row.time(6);
  attachment.to = row.time(7);
  const std::string tracks = row.text(8);
  for (std::size_t begin = 0; begin < tracks.size();) {
    const std::size_t end = std::min(tracks.find('\n', begin), tracks.size());
    attachment.track_ids.push_back(tracks.substr(begin, end - begin));
    begin = end + 1;
  }
  attachment.frame_id = row.text(9);
  attachment.captured_at = row.time(10);
  attachment.message = {.epoch = row.text(11), .seq = static_cast<std::uint64_t>(row.integer(12))};
  return attachment;
}

Status insert_attachment(Database& database, const Attachment& attachment) {
  std::string tracks;
  for (const std::string& track : attachment.track_ids) tracks += (tracks.empty() ? "" : "\n") + track;
  return database
      .query(
          "INSERT INTO clips (drone_id, kind, key, sha256, bytes, media_type, from_at, to_at, track_ids, frame_id, "
          "captured_at, epoch, "
          "seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(attachment.drone.str(), attachment.kind == AttachmentKind::kClip ? "clip" : "frame", attachment.key,
            attachment.sha256, attachment.size.value, attachment.media_type, attachment.from, attachment.to, tracks,
            attachment.frame_id, attachment.captured_at, attachment.message.epoch, attachment.message.seq)
      .run();
}

User user_of(const Query& row) {
  User user;
  user.name = row.text(0);
  user.display_name = row.text(1);
  user.role = parse_role(row.text(2)).value_or(Role::kViewer);
  user.site = row.text(3);
  user.is_enabled = row.integer(4) != 0;
  user.created_at = row.time(5);
  user.must_change_password = row.integer(6) != 0;
  return user;
}

}  // namespace eyrie::storage::sqlite
