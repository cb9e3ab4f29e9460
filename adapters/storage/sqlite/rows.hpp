// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fleet/store.hpp"
#include "storage/sqlite/database.hpp"

/// Rows of the schema and the values they stand for, in one place each: the list of columns and who reads it stand together.
namespace eyrie::storage::sqlite {

inline constexpr std::string_view kIncidentColumns =
    "id, detection_id, incident_type, severity, status, assigned_to, created_at, site, title, rule_id, drone_id, track_id, "
    "opened_at, last_seen_at, closed_at, sightings, confidence, class, x_min, y_min, x_max, y_max, frame_id, captured_at, "
    "frame_key, clip_key, last_x_min, last_y_min, last_x_max, last_y_max, lat, lon, alt_m, semi_major_m, semi_minor_m, "
    "orientation_deg, witnesses, places";
[[nodiscard]] fleet::Incident incident_of(const Query& row);
/// Makes a new row and fills in `incident.id`.
[[nodiscard]] Status insert_incident(Database& database, fleet::Incident& incident);
[[nodiscard]] Status save_incident(Database& database, const fleet::Incident& incident);
[[nodiscard]] Status insert_history(Database& database, fleet::IncidentId incident, const fleet::IncidentEvent& event);

inline constexpr std::string_view kTelemetryColumns =
    "time, drone_id, lat, lon, alt, speed, battery_percent, relative_alt, heading, roll, pitch, yaw, gimbal_roll, "
    "gimbal_pitch, "
    "gimbal_yaw";
[[nodiscard]] fleet::TelemetrySample telemetry_of(const Query& row);

inline constexpr std::string_view kClipColumns =
    "drone_id, kind, key, sha256, bytes, media_type, from_at, to_at, track_ids, frame_id, captured_at, epoch, seq";
[[nodiscard]] fleet::Attachment attachment_of(const Query& row);
[[nodiscard]] Status insert_attachment(Database& database, const fleet::Attachment& attachment);

inline constexpr std::string_view kUserColumns =
    "name, display_name, role, site, is_enabled, created_at, must_change_password";
[[nodiscard]] fleet::User user_of(const Query& row);

/// Where the fields of a ground position begin in a row; nothing when its latitude is null.
[[nodiscard]] std::optional<fleet::GroundPosition> position_of(const Query& row, int first_column);

/// A drone id as it was stored, which was a good one.
[[nodiscard]] DroneId stored_drone(const std::string& text);

/// `SELECT <columns> FROM incidents <rest>`
[[nodiscard]] std::string select(std::string_view columns, std::string_view rest);

/// Runs a query and reads every row.
template <typename Read>
[[nodiscard]] auto collect(Query query, Read read) -> Result<std::vector<decltype(read(query))>> {
  std::vector<decltype(read(query))> items;
  for (;;) {
    const auto row = query.step();
    if (!row) return fail(row.error());
    if (!*row) return items;
    items.push_back(read(query));
  }
}

/// The one number a query gives; 0 when it gives no row.
[[nodiscard]] Result<std::int64_t> number(Query query);

}  // namespace eyrie::storage::sqlite
