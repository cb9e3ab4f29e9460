// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "storage/sqlite/sqlite_fleet_store.hpp"

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

constexpr std::int64_t kMaxDeadLetters = 10'000;
constexpr std::size_t kMaxListed = 1000;
constexpr std::size_t kMaxRead = 10'000;

Status check_limit(std::size_t limit) {
  if (limit >= 1 && limit <= kMaxRead) return {};
  return fail(Error::kOutOfRange, "a limit is 1 to 10000, not " + std::to_string(limit));
}

/// A report without its objects, and where those are.
struct StoredReport {
  DetectionReport report;
  std::int64_t first_detection = 0;
  std::int64_t detection_count = 0;
};

StoredReport report_of(const Query& row) {
  StoredReport stored;
  stored.report.drone = stored_drone(row.text(0));
  stored.report.captured_at = row.time(1);
  stored.report.frame_id = row.text(2);
  stored.report.frame_key = row.text(3);
  stored.report.model = row.text(4);
  stored.report.width = static_cast<int>(row.integer(5));
  stored.report.height = static_cast<int>(row.integer(6));
  stored.report.is_flagged = row.integer(7) != 0;
  stored.first_detection = row.integer(8);
  stored.detection_count = row.integer(9);
  if (!row.is_null(10))
    stored.report.message = MessageId{.epoch = row.text(10), .seq = static_cast<std::uint64_t>(row.integer(11))};
  return stored;
}

SeenObject object_of(const Query& row) {
  return {.class_name = row.text(0),
          .confidence = row.real(1),
          .box = {.x_min = row.real(2), .y_min = row.real(3), .x_max = row.real(4), .y_max = row.real(5)},
          .track_id = row.text(6),
          .position = position_of(row, 7)};
}

Result<std::optional<TelemetrySample>> newest_sample(Database& database, const DroneId& drone, TimeRange range) {
  auto query = database.query(
      select(kTelemetryColumns, "telemetry WHERE drone_id = ? AND time BETWEEN ? AND ? ORDER BY time DESC LIMIT 1"));
  const auto row = query.bind(drone.str(), range.from, range.to).step();
  if (!row) return fail(row.error());
  return *row ? std::optional(telemetry_of(query)) : std::nullopt;
}

/// The last sample of each of `parts` equal parts of the range: one look into the index for each, however many samples there
/// are.
Result<std::vector<TelemetrySample>> thinned(Database& database, const DroneId& drone, TimeRange range, std::size_t parts) {
  std::vector<TelemetrySample> samples;
  const auto length = range.to - range.from;
  Timestamp from = range.from;
  for (std::size_t i = 1; i <= parts; ++i) {
    const Timestamp to =
        range.from + std::chrono::nanoseconds(static_cast<std::int64_t>(
                         static_cast<double>(length.count()) * static_cast<double>(i) / static_cast<double>(parts)));
    auto sample = newest_sample(database, drone, {from, to});
    if (!sample) return fail(sample.error());
    if (*sample) {
      // The next part begins after this sample, so that none is told twice.
      from = (*sample)->time + std::chrono::milliseconds(1);
      samples.push_back(std::move(**sample));
    }
  }
  return samples;
}

NamedGap gap_of(const Query& row) {
  NamedGap gap;
  gap.drone = stored_drone(row.text(0));
  gap.what = row.text(1);
  gap.reason = row.text(2);
  gap.from = row.time(3);
  gap.to = row.time(4);
  if (!row.is_null(5)) {
    gap.first = MessageId{.epoch = row.text(5), .seq = static_cast<std::uint64_t>(row.integer(6))};
    gap.last_seq = static_cast<std::uint64_t>(row.integer(7));
  }
  return gap;
}

}  // namespace

Status SqliteFleetStore::record_dead_letters(const Principal& principal, std::span<const DeadLetter> letters) {
  if (auto status = require(principal, Action::kReport); !status) return status;
  return connections_.write([&](Database& database) -> Status {
    for (const DeadLetter& letter : letters) {
      auto status =
          database.query("INSERT INTO dead_letters (received_at, topic, reason, payload) VALUES (?, ?, ?, CAST(? AS BLOB))")
              .bind(letter.received_at, letter.topic.substr(0, 256), letter.reason.substr(0, 1024),
                    std::string_view(letter.payload).substr(0, DeadLetter::kMaxPayload))
              .run();
      if (!status) return status;
    }
    return database.query("DELETE FROM dead_letters WHERE id <= (SELECT max(id) FROM dead_letters) - ?")
        .bind(kMaxDeadLetters)
        .run();
  });
}

Result<Page<DeadLetter>> SqliteFleetStore::dead_letters(const Principal& principal, const PageRequest& page) {
  if (auto status = require(principal, Action::kReadDeadLetters); !status) return fail(status.error());
  const auto before = cursor_of(page, std::numeric_limits<std::int64_t>::max());
  if (!before) return fail(before.error());
  return connections_.read([&](Database& database) -> Result<Page<DeadLetter>> {
    auto query = database.query(
        "SELECT id, received_at, topic, reason, payload FROM dead_letters WHERE id < ? ORDER BY id DESC LIMIT ?");
    query.bind(*before, page.limit + 1);
    auto letters = collect(std::move(query), [](const Query& row) {
      return DeadLetter{.id = row.integer(0),
                        .received_at = row.time(1),
                        .topic = row.text(2),
                        .reason = row.text(3),
                        .payload = row.text(4)};
    });
    if (!letters) return fail(letters.error());
    return page_of(std::move(*letters), page.limit, [](const DeadLetter& letter) { return letter.id; });
  });
}

Result<std::vector<DetectionReport>> SqliteFleetStore::detections(const Principal& principal, const DroneId& drone,
                                                                  TimeRange range, std::size_t limit) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  if (auto status = check_limit(limit); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<std::vector<DetectionReport>> {
    if (auto status = require_drone(database, principal, drone); !status) return fail(status.error());
    auto query = database.query(
        "SELECT r.drone_id, captured_at, frame_id, frame_key, model, width, height, is_flagged, first_detection, "
        "detection_count, "
        "e.epoch, seq FROM reports r LEFT JOIN epochs e ON e.id = r.epoch_id "
        "WHERE r.drone_id = ? AND captured_at BETWEEN ? AND ? ORDER BY captured_at, r.id LIMIT ?");
    query.bind(drone.str(), range.from, range.to, limit);
    auto stored = collect(std::move(query), report_of);
    if (!stored) return fail(stored.error());

    std::vector<DetectionReport> reports;
    reports.reserve(stored->size());
    for (StoredReport& one : *stored) {
      auto objects = database.query(
          "SELECT class, confidence, x_min, y_min, x_max, y_max, object_id, lat, lon, alt_m, semi_major_m, semi_minor_m, "
          "orientation_deg FROM detections WHERE id >= ? AND id < ? ORDER BY id");
      objects.bind(one.first_detection, one.first_detection + one.detection_count);
      auto seen = collect(std::move(objects), object_of);
      if (!seen) return fail(seen.error());
      one.report.objects = std::move(*seen);
      reports.push_back(std::move(one.report));
    }
    return reports;
  });
}

Result<std::vector<TelemetrySample>> SqliteFleetStore::telemetry(const Principal& principal, const DroneId& drone,
                                                                 TimeRange range, std::size_t max_points) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  if (auto status = check_limit(max_points); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<std::vector<TelemetrySample>> {
    if (auto status = require_drone(database, principal, drone); !status) return fail(status.error());
    auto query = database.query(
        select(kTelemetryColumns, "telemetry WHERE drone_id = ? AND time BETWEEN ? AND ? ORDER BY time LIMIT ?"));
    query.bind(drone.str(), range.from, range.to, max_points + 1);
    auto samples = collect(std::move(query), telemetry_of);
    if (!samples || samples->size() <= max_points) return samples;
    return thinned(database, drone, range, max_points);
  });
}

Result<std::optional<TelemetrySample>> SqliteFleetStore::telemetry_at(const Principal& principal, const DroneId& drone,
                                                                      Timestamp at) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<std::optional<TelemetrySample>> {
    if (auto status = require_drone(database, principal, drone); !status) return fail(status.error());
    return newest_sample(database, drone, {at - std::chrono::minutes(1), at});
  });
}

Result<std::vector<Attachment>> SqliteFleetStore::attachments(const Principal& principal, const DroneId& drone,
                                                              TimeRange range) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<std::vector<Attachment>> {
    if (auto status = require_drone(database, principal, drone); !status) return fail(status.error());
    auto query = database.query(
        select(kClipColumns, "clips WHERE drone_id = ? AND to_at >= ? AND from_at <= ? ORDER BY from_at, id LIMIT ?"));
    query.bind(drone.str(), range.from, range.to, kMaxListed);
    return collect(std::move(query), attachment_of);
  });
}

Result<std::vector<NamedGap>> SqliteFleetStore::gaps(const Principal& principal, const DroneId& drone, TimeRange range) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<std::vector<NamedGap>> {
    if (auto status = require_drone(database, principal, drone); !status) return fail(status.error());
    auto query = database.query(
        "SELECT g.drone_id, what, reason, from_at, to_at, e.epoch, first_seq, last_seq FROM gaps g LEFT JOIN epochs e ON "
        "e.id = g.epoch_id "
        "WHERE g.drone_id = ? AND from_at <= ? AND to_at >= ? ORDER BY from_at, g.id LIMIT ?");
    query.bind(drone.str(), range.to, range.from, kMaxListed);
    return collect(std::move(query), gap_of);
  });
}

Result<FleetCounts> SqliteFleetStore::counts(const Principal& principal) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<FleetCounts> {
    // Rows only go at the old end of the big tables, so their number is the distance of the ends: no scan of millions of
    // rows.
    auto query = database.query(
        "SELECT (SELECT count(*) FROM drones WHERE site = ?1), "
        "(SELECT ifnull(max(id) - min(id) + 1, 0) FROM detections), "
        "(SELECT ifnull(max(rowid) - min(rowid) + 1, 0) FROM telemetry), "
        "(SELECT count(*) FROM incidents WHERE site = ?1), "
        "(SELECT count(*) FROM incidents WHERE site = ?1 AND status NOT IN ('resolved', 'false_alarm')), "
        "(SELECT count(*) FROM clips WHERE kind = 'clip'), "
        "(SELECT count(*) FROM dead_letters)");
    const auto row = query.bind(principal.site()).step();
    if (!row) return fail(row.error());
    const auto count = [&query](int column) { return static_cast<std::uint64_t>(query.integer(column)); };
    return FleetCounts{.drones = count(0),
                       .detections = count(1),
                       .telemetry = count(2),
                       .incidents = count(3),
                       .open_incidents = count(4),
                       .clips = count(5),
                       .dead_letters = count(6)};
  });
}

}  // namespace eyrie::storage::sqlite
