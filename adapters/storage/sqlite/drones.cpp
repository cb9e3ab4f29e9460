// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_fleet_store.hpp"

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

constexpr std::int64_t kMaxPending = 1000;
constexpr std::int64_t kMaxSeen = 10'000;
constexpr std::size_t kMaxGapsShown = 100;

constexpr std::string_view kDroneColumns =
    "id, name, site, enrolment, first_seen_at, last_seen_at, is_online, reported_at, version, epoch, capture_state, "
    "capture_source, "
    "capture_width, capture_height, capture_fps, inference_model, inference_backend, inference_precision, inference_ms_p50, "
    "inference_ms_p95, inference_fps, journal_next_seq, journal_acknowledged, journal_waiting, journal_tombstoned, "
    "dropped_frames, "
    "cpu_percent, rss_bytes, capture_fov_deg";

std::optional<DroneStatus> status_of(const Query& row, const DroneId& id) {
  if (row.is_null(6)) return std::nullopt;
  const auto count = [&row](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
  DroneStatus status;
  status.drone = id;
  status.presence = row.integer(6) != 0 ? Presence::kOnline : Presence::kOffline;
  status.time = row.maybe_time(7);
  status.version = row.text(8);
  status.epoch = row.text(9);
  if (!row.is_null(10)) {
    status.capture = {.state = parse_capture_state(row.text(10)).value_or(CaptureState::kWaiting),
                      .source = row.text(11),
                      .width = static_cast<int>(row.integer(12)),
                      .height = static_cast<int>(row.integer(13)),
                      .fps = row.real(14),
                      .horizontal_fov_deg = row.real(28)};
  }
  if (!row.is_null(15)) {
    status.inference = {.model = row.text(15),
                        .backend = row.text(16),
                        .precision = row.text(17),
                        .ms_p50 = row.real(18),
                        .ms_p95 = row.real(19),
                        .fps = row.real(20)};
  }
  if (!row.is_null(21)) {
    status.ledger = {.next_seq = count(21), .acknowledged = count(22), .waiting = count(23), .tombstoned = count(24)};
  }
  status.dropped_frames = count(25);
  status.cpu_percent = row.real(26);
  status.rss = {count(27)};
  return status;
}

Drone drone_row(const Query& row) {
  Drone drone;
  drone.id = stored_drone(row.text(0));
  drone.name = row.text(1);
  drone.site = row.text(2);
  drone.enrolment = parse_enrolment(row.text(3)).value_or(Enrolment::kPending);
  drone.first_seen_at = row.time(4);
  drone.last_seen_at = row.maybe_time(5);
  drone.status = status_of(row, drone.id);
  return drone;
}

/// The ledger of the newest journal. Holes that the drone says it still holds are waiting, not missing: live messages
/// overtake older ones.
Result<LedgerSummary> ledger_of(Database& database, const Drone& drone) {
  LedgerSummary ledger;
  std::int64_t epoch_id = 0;
  {
    auto query = database.query("SELECT id, epoch FROM epochs WHERE drone_id = ? ORDER BY id DESC LIMIT 1");
    const auto row = query.bind(drone.id.str()).step();
    if (!row) return fail(row.error());
    if (!*row) return ledger;
    epoch_id = query.integer(0);
    ledger.epoch = query.text(1);
  }
  delivery::RangeSet committed;
  {
    auto query = database.query("SELECT first, last FROM ledger_ranges WHERE epoch_id = ? ORDER BY first");
    query.bind(epoch_id);
    const auto ranges = collect(std::move(query), [](const Query& row) {
      return delivery::SeqRange{static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
    });
    if (!ranges) return fail(ranges.error());
    for (const delivery::SeqRange& range : *ranges) committed.insert(range);
  }
  auto lost_query = database.query("SELECT sum(lost) FROM gaps WHERE epoch_id = ?");
  lost_query.bind(epoch_id);
  const auto lost = number(std::move(lost_query));
  if (!lost) return fail(lost.error());

  ledger.highest = committed.highest();
  ledger.tombstoned = static_cast<std::uint64_t>(*lost);
  ledger.committed = committed.count() - ledger.tombstoned;
  if (drone.status && drone.status->ledger && drone.status->epoch == ledger.epoch)
    ledger.waiting = drone.status->ledger->waiting;
  if (ledger.highest > 0) ledger.gaps = committed.gaps({1, ledger.highest});
  const std::uint64_t holes = ledger.highest - committed.count();
  ledger.missing = holes > ledger.waiting ? holes - ledger.waiting : 0;
  if (ledger.gaps.size() > kMaxGapsShown) ledger.gaps.resize(kMaxGapsShown);
  return ledger;
}

/// Adds to a row what other tables know of the drone.
Status complete(Database& database, Drone& drone) {
  auto ledger = ledger_of(database, drone);
  if (!ledger) return fail(ledger.error());
  drone.ledger = std::move(*ledger);

  auto telemetry = database.query(select(kTelemetryColumns, "telemetry WHERE drone_id = ? ORDER BY time DESC LIMIT 1"));
  const auto row = telemetry.bind(drone.id.str()).step();
  if (!row) return fail(row.error());
  if (*row) drone.telemetry = telemetry_of(telemetry);

  auto open =
      database.query("SELECT count(*) FROM incidents WHERE drone_id = ? AND status NOT IN ('resolved', 'false_alarm')");
  open.bind(drone.id.str());
  const auto count = number(std::move(open));
  if (!count) return fail(count.error());
  drone.open_incidents = static_cast<std::uint64_t>(*count);
  return {};
}

Result<Drone> find_drone(Database& database, const Principal& principal, const DroneId& id) {
  Drone drone;
  {
    auto query = database.query(select(kDroneColumns, "drones WHERE id = ? AND site = ?"));
    const auto row = query.bind(id.str(), principal.site()).step();
    if (!row) return fail(row.error());
    if (!*row) return fail(Error::kNotFound, "no drone " + id.str());
    drone = drone_row(query);
  }
  if (auto status = complete(database, drone); !status) return fail(status.error());
  return drone;
}

/// A last will says that the drone is gone and nothing else.
bool is_last_will(const DroneStatus& status) {
  return status.presence == Presence::kOffline && !status.capture && !status.inference && !status.ledger;
}

/// What was known of the drone stays known.
Status keep_last_will(Database& database, const Principal& principal, const DroneStatus& status) {
  return database.query("UPDATE drones SET is_online = 0, reported_at = coalesce(reported_at, ?) WHERE id = ? AND site = ?")
      .bind(status.time, status.drone.str(), principal.site())
      .run();
}

Status keep_status(Database& database, const Principal& principal, const DroneStatus& status, Timestamp now) {
  const auto capture = status.capture.value_or(CaptureStatus{});
  const auto inference = status.inference.value_or(InferenceStatus{});
  const auto ledger = status.ledger.value_or(LedgerStatus{});
  auto update = database.query(
      "UPDATE drones SET last_seen_at = ?, is_online = ?, reported_at = ?, version = ?, epoch = ?, capture_state = ?, "
      "capture_source = ?, capture_width = ?, capture_height = ?, capture_fps = ?, inference_model = ?, inference_backend "
      "= ?, "
      "inference_precision = ?, inference_ms_p50 = ?, inference_ms_p95 = ?, inference_fps = ?, journal_next_seq = ?, "
      "journal_acknowledged = ?, journal_waiting = ?, journal_tombstoned = ?, dropped_frames = ?, cpu_percent = ?, "
      "rss_bytes = ?, capture_fov_deg = ? "
      "WHERE id = ? AND site = ?");
  update.bind(now, status.presence == Presence::kOnline, status.time, status.version, status.epoch);
  update.bind(status.capture ? std::optional(name_of(capture.state)) : std::nullopt, capture.source, capture.width,
              capture.height, capture.fps);
  update.bind(status.inference ? std::optional(inference.model) : std::nullopt, inference.backend, inference.precision,
              inference.ms_p50, inference.ms_p95, inference.fps);
  update.bind(status.ledger ? std::optional(ledger.next_seq) : std::nullopt, ledger.acknowledged, ledger.waiting,
              ledger.tombstoned);
  return update
      .bind(status.dropped_frames, status.cpu_percent, status.rss.value, capture.horizontal_fov_deg, status.drone.str(),
            principal.site())
      .run();
}

}  // namespace

Status require_drone(Database& database, const Principal& principal, const DroneId& id) {
  auto query = database.query("SELECT 1 FROM drones WHERE id = ? AND site = ?");
  const auto row = query.bind(id.str(), principal.site()).step();
  if (!row) return fail(row.error());
  if (!*row) return fail(Error::kNotFound, "no drone " + id.str());
  return {};
}

Status require_enrolled(Database& database, const Principal& principal, const DroneId& id) {
  auto query = database.query("SELECT 1 FROM drones WHERE id = ? AND site = ? AND enrolment = 'enrolled'");
  const auto row = query.bind(id.str(), principal.site()).step();
  if (!row) return fail(row.error());
  if (!*row) return fail(Error::kPermissionDenied, "the drone " + id.str() + " is not enrolled");
  return {};
}

Result<std::optional<Enrolment>> admit(Database& database, const Principal& principal, const DroneId& id, Timestamp now,
                                       UnknownDrones policy) {
  {
    auto query = database.query("SELECT enrolment, site FROM drones WHERE id = ?");
    const auto row = query.bind(id.str()).step();
    if (!row) return fail(row.error());
    if (*row) {
      if (query.text(1) != principal.site()) return std::nullopt;
      return parse_enrolment(query.text(0));
    }
  }
  const bool is_let_in = policy == UnknownDrones::kEnrolWhenFirstSeen;
  const Enrolment enrolment = is_let_in ? Enrolment::kEnrolled : Enrolment::kPending;
  auto of_their_kind = database.query("SELECT count(*) FROM drones WHERE enrolment = ?");
  of_their_kind.bind(name_of(enrolment));
  const auto count = number(std::move(of_their_kind));
  if (!count) return fail(count.error());
  if (*count >= (is_let_in ? kMaxSeen : kMaxPending)) return std::nullopt;
  auto status = database.query("INSERT INTO drones (id, name, site, enrolment, first_seen_at) VALUES (?, ?, ?, ?, ?)")
                    .bind(id.str(), id.str(), principal.site(), name_of(enrolment), now)
                    .run();
  if (!status) return fail(status.error());
  return enrolment;
}

Result<std::optional<Enrolment>> SqliteFleetStore::record_status(const Principal& principal, const DroneStatus& status) {
  if (auto allowed = require(principal, Action::kReport, status.drone); !allowed) return fail(allowed.error());
  return connections_.write([&](Database& database) -> Result<std::optional<Enrolment>> {
    const auto enrolment = admit(database, principal, status.drone, now(), options_.unknown_drones);
    if (!enrolment || !*enrolment) return enrolment;
    const auto kept =
        is_last_will(status) ? keep_last_will(database, principal, status) : keep_status(database, principal, status, now());
    if (!kept) return fail(kept.error());
    return enrolment;
  });
}

Result<std::vector<Drone>> SqliteFleetStore::drones(const Principal& principal) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<std::vector<Drone>> {
    auto query = database.query(select(kDroneColumns, "drones WHERE site = ? ORDER BY id"));
    query.bind(principal.site());
    auto drones = collect(std::move(query), drone_row);
    if (!drones) return drones;
    for (Drone& drone : *drones) {
      if (auto status = complete(database, drone); !status) return fail(status.error());
    }
    return drones;
  });
}

Result<Drone> SqliteFleetStore::drone(const Principal& principal, const DroneId& id) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  return connections_.read([&](Database& database) { return find_drone(database, principal, id); });
}

Result<Drone> SqliteFleetStore::enrol(const Principal& principal, const DroneId& id, std::string_view name,
                                      const crypto::Digest& token_hash) {
  if (auto status = require(principal, Action::kEnrolDrones); !status) return fail(status.error());
  if (name.size() > 100) return fail(Error::kInvalidArgument, "a drone's name has at most 100 bytes");
  return connections_.write([&](Database& database) -> Result<Drone> {
    const Timestamp at = now();
    auto status =
        database
            .query(
                "INSERT INTO drones (id, name, site, enrolment, token_hash, first_seen_at) VALUES (?, ?, ?, 'enrolled', ?, "
                "?) "
                "ON CONFLICT (id) DO UPDATE SET enrolment = 'enrolled', token_hash = excluded.token_hash, "
                "name = CASE WHEN ? THEN name ELSE excluded.name END WHERE site = excluded.site")
            .bind(id.str(), name.empty() ? std::string_view(id.str()) : name, principal.site(), token_hash, at, name.empty())
            .run();
    if (!status) return fail(status.error());
    if (database.changes() == 0) return fail(Error::kConflict, "the drone " + id.str() + " belongs to another site");
    status = append_audit(database, principal, at, {.action = "drone.enrol", .subject = "drone:" + id.str(), .detail = {}});
    if (!status) return fail(status.error());
    return find_drone(database, principal, id);
  });
}

Status SqliteFleetStore::retire(const Principal& principal, const DroneId& id) {
  if (auto status = require(principal, Action::kEnrolDrones); !status) return status;
  return connections_.write([&](Database& database) -> Status {
    auto status = database.query("UPDATE drones SET enrolment = 'retired', token_hash = NULL WHERE id = ? AND site = ?")
                      .bind(id.str(), principal.site())
                      .run();
    if (!status) return status;
    if (database.changes() == 0) return fail(Error::kNotFound, "no drone " + id.str());
    return append_audit(database, principal, now(),
                        {.action = "drone.retire", .subject = "drone:" + id.str(), .detail = {}});
  });
}

Result<DroneId> SqliteFleetStore::drone_by_token(const Principal& principal, const crypto::Digest& token_hash) {
  if (auto status = require(principal, Action::kAuthenticate); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<DroneId> {
    auto query = database.query("SELECT id FROM drones WHERE token_hash = ? AND enrolment = 'enrolled' AND site = ?");
    const auto row = query.bind(token_hash, principal.site()).step();
    if (!row) return fail(row.error());
    if (!*row) return fail(Error::kUnauthenticated, "no enrolled drone has this token");
    return stored_drone(query.text(0));
  });
}

}  // namespace eyrie::storage::sqlite
