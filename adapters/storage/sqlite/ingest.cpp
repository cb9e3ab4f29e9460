// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "storage/sqlite/batch_incidents.hpp"
#include "storage/sqlite/batch_ledgers.hpp"
#include "storage/sqlite/bulk_insert.hpp"
#include "storage/sqlite/sqlite_fleet_store.hpp"
#include "storage/sqlite/time_text.hpp"

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

constexpr std::string_view kInsertTelemetry =
    "INSERT INTO telemetry (time, drone_id, lat, lon, alt, speed, battery_percent, relative_alt, heading, roll, pitch, yaw, "
    "gimbal_roll, gimbal_pitch, gimbal_yaw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

std::optional<Lasting> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(Lasting{text});
}

/// What is bound lies in the report, which outlives the batch.
struct ReportRow {
  static constexpr std::string_view kInsert =
      "INSERT INTO reports (id, drone_id, captured_at, frame_id, frame_key, model, width, height, is_flagged, epoch_id, "
      "seq, "
      "first_detection, detection_count) VALUES";
  static constexpr int kColumns = 13;

  const DetectionReport& report;
  TimeText captured_at;
  std::optional<std::int64_t> epoch_id;
  std::int64_t id;
  std::int64_t first_detection;

  void bind_to(Query& insert) const {
    insert.bind(id, Lasting{report.drone.str()}, Lasting{captured_at.view()}, Lasting{report.frame_id},
                or_null(report.frame_key), or_null(report.model), report.width, report.height, report.is_flagged, epoch_id,
                report.message ? std::optional(report.message->seq) : std::nullopt, first_detection, report.objects.size());
  }
};

/// As `ReportRow`; `created_at` lasts as long as the batch.
struct DetectionRow {
  static constexpr std::string_view kInsert =
      "INSERT INTO detections (id, drone_id, timestamp, class, confidence, x_min, y_min, x_max, y_max, frame_id, object_id, "
      "clip_s3_key, processed, created_at, report_id, lat, lon, alt_m, semi_major_m, semi_minor_m, orientation_deg) VALUES";
  static constexpr int kColumns = 21;

  const DetectionReport& report;
  const SeenObject& object;
  TimeText captured_at;
  std::string_view created_at;
  bool is_processed;
  std::int64_t id;
  std::int64_t report_id;

  void bind_to(Query& insert) const {
    insert.bind(id, Lasting{report.drone.str()}, Lasting{captured_at.view()}, Lasting{object.class_name}, object.confidence,
                object.box.x_min, object.box.y_min, object.box.x_max, object.box.y_max, Lasting{report.frame_id},
                or_null(object.track_id), or_null(report.frame_key), is_processed, Lasting{created_at}, report_id);
    if (object.position) {
      const GroundPosition& at = *object.position;
      insert.bind(at.lat_deg, at.lon_deg, at.alt_m, at.semi_major_m, at.semi_minor_m, at.orientation_deg);
    } else {
      insert.bind(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    }
  }
};

/// One batch, in one transaction, and no longer than that. What it stores is bound without a copy: the items outlive it.
class Batch {
 public:
  Batch(Database& database, const Principal& principal, const RuleHook& rules, Timestamp now, UnknownDrones policy,
        std::span<const IngestItem> items)
      : database_(database),
        principal_(principal),
        rules_(rules),
        now_(now),
        policy_(policy),
        items_(items),
        reports_(database, ReportRow::kInsert, ReportRow::kColumns),
        detections_(database, DetectionRow::kInsert, DetectionRow::kColumns),
        ledgers_(database, now),
        incidents_(database, principal, now, items) {}

  Result<IngestOutcome> run() {
    if (auto status = read_last_ids(); !status) return fail(status.error());
    IngestOutcome outcome;
    outcome.items.reserve(items_.size());
    for (const IngestItem& item : items_) {
      auto taken = take(item);
      if (!taken) return fail(taken.error());
      outcome.items.push_back(*taken);
    }
    if (auto status = finish(outcome); !status) return fail(status.error());
    return outcome;
  }

 private:
  /// Detections of one report have ids without a hole, so they are given here and not by SQLite.
  Status read_last_ids() {
    const auto detection = number(database_.query("SELECT max(id) FROM detections"));
    if (!detection) return fail(detection.error());
    const auto report = number(database_.query("SELECT max(id) FROM reports"));
    if (!report) return fail(report.error());
    next_detection_ = *detection + 1;
    next_report_ = *report + 1;
    return {};
  }

  Result<ItemOutcome> take(const IngestItem& item) {
    const auto enrolment = enrolment_of(drone_of(item));
    if (!enrolment) return fail(enrolment.error());
    if (*enrolment != Enrolment::kEnrolled) return ItemOutcome::kRefused;
    const auto is_new = claim(item);
    if (!is_new) return fail(is_new.error());
    if (!*is_new) return take_again(item);
    if (auto status = std::visit([this](const auto& message) { return store(message); }, item); !status)
      return fail(status.error());
    return ItemOutcome::kStored;
  }

  /// A number that is here already. It may have come as a message whose acknowledgement was lost, and been buried by the
  /// edge since, together with others: then the tombstone names those others, and must be taken all the same.
  Result<ItemOutcome> take_again(const IngestItem& item) {
    const auto* const event = std::get_if<Event>(&item);
    const auto* const tombstone = event != nullptr ? std::get_if<Tombstone>(event) : nullptr;
    if (tombstone == nullptr) return ItemOutcome::kDuplicate;
    auto ledger = ledgers_.of(tombstone->drone, tombstone->message.epoch);
    if (!ledger) return fail(ledger.error());
    if ((*ledger)->now.contains(delivery::SeqRange{tombstone->first, tombstone->last})) return ItemOutcome::kDuplicate;
    if (auto status = ledgers_.name_lost(**ledger, *tombstone); !status) return fail(status.error());
    return ItemOutcome::kStored;
  }

  Result<std::optional<Enrolment>> enrolment_of(const DroneId& drone) {
    if (const auto known = drones_.find(drone); known != drones_.end()) return known->second;
    auto enrolment = admit(database_, principal_, drone, now_, policy_);
    if (enrolment) drones_.emplace(drone, *enrolment);
    return enrolment;
  }

  /// Writes down that the message is here. False when it was before.
  Result<bool> claim(const IngestItem& item) {
    const MessageId* const message = message_of(item);
    epoch_id_.reset();
    if (message == nullptr) return claim_content(item);
    auto ledger = ledgers_.of(drone_of(item), message->epoch);
    if (!ledger) return fail(ledger.error());
    epoch_id_ = (*ledger)->epoch_id;
    return ledgers_.claim(**ledger, message->seq, item.index());
  }

  Result<bool> claim_content(const IngestItem& item) {
    auto status = database_.query("INSERT INTO message_contents (digest, received_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
                      .bind(content_digest(item), now_)
                      .run();
    if (!status) return fail(status.error());
    return database_.changes() > 0;
  }

  Status store(const DetectionReport& report) {
    const std::int64_t first = next_detection_;
    const TimeText captured_at(report.captured_at);
    for (const SeenObject& object : report.objects) {
      auto status = detections_.add({.report = report,
                                     .object = object,
                                     .captured_at = captured_at,
                                     .created_at = now_text_.view(),
                                     .is_processed = static_cast<bool>(rules_),
                                     .id = next_detection_++,
                                     .report_id = next_report_});
      if (!status) return status;
    }
    auto status = reports_.add({.report = report,
                                .captured_at = captured_at,
                                .epoch_id = epoch_id_,
                                .id = next_report_++,
                                .first_detection = first});
    if (!status || !rules_) return status;
    const auto hits = rules_(report);
    if (hits.empty()) return {};
    if (status = flush(); !status) return status;
    return incidents_.apply(hits, first);
  }

  /// Incidents refer to detections.
  Status flush() {
    if (auto status = detections_.flush(); !status) return status;
    return reports_.flush();
  }

  Status store(const TelemetrySample& sample) {
    auto insert = database_.query(kInsertTelemetry);
    insert.bind(sample.time, sample.drone.str(), sample.lat_deg, sample.lon_deg, sample.alt_m, sample.speed_mps,
                sample.battery_percent, sample.relative_alt_m, sample.heading_deg);
    for (const auto& attitude : {sample.attitude, sample.gimbal}) {
      if (attitude) {
        insert.bind(attitude->roll_deg, attitude->pitch_deg, attitude->yaw_deg);
      } else {
        insert.bind(nullptr, nullptr, nullptr);
      }
    }
    return insert.run();
  }

  Status store(const Event& event) {
    return std::visit([this](const auto& one) { return store(one); }, event);
  }

  Status store(const Attachment& attachment) {
    if (auto status = flush(); !status) return status;
    return incidents_.add(attachment);
  }

  Status store(const CaptureGap& gap) {
    return database_.query("INSERT INTO gaps (drone_id, what, reason, from_at, to_at) VALUES (?, ?, ?, ?, ?)")
        .bind(gap.drone.str(), gap.what, gap.reason, gap.from, gap.to)
        .run();
  }

  Status store(const Tombstone& tombstone) {
    auto ledger = ledgers_.of(tombstone.drone, tombstone.message.epoch);
    if (!ledger) return fail(ledger.error());
    // Its own number was added by `claim`, but stands for a message that is lost.
    (*ledger)->now.remove({tombstone.message.seq, tombstone.message.seq});
    return ledgers_.name_lost(**ledger, tombstone);
  }

  Status finish(IngestOutcome& outcome) {
    if (auto status = flush(); !status) return status;
    auto incidents = incidents_.finish();
    if (!incidents) return fail(incidents.error());
    outcome.incidents = std::move(*incidents);
    auto acknowledgements = ledgers_.finish();
    if (!acknowledgements) return fail(acknowledgements.error());
    outcome.acknowledgements = std::move(*acknowledgements);
    for (const auto& [drone, enrolment] : drones_) {
      if (!enrolment) continue;  // nobody we keep a record of
      auto status = database_.query("UPDATE drones SET last_seen_at = ? WHERE id = ?").bind(now_, drone.str()).run();
      if (!status) return status;
      if (*enrolment != Enrolment::kEnrolled) outcome.pending.push_back(drone);
    }
    return {};
  }

  Database& database_;
  const Principal& principal_;
  const RuleHook& rules_;
  const Timestamp now_;
  const TimeText now_text_{now_};
  const UnknownDrones policy_;
  const std::span<const IngestItem> items_;

  BulkInsert<ReportRow> reports_;
  BulkInsert<DetectionRow> detections_;
  BatchLedgers ledgers_;
  BatchIncidents incidents_;
  std::map<DroneId, std::optional<Enrolment>> drones_;
  std::optional<std::int64_t> epoch_id_;  ///< of the message in hand
  std::int64_t next_detection_ = 0;
  std::int64_t next_report_ = 0;
};

}  // namespace

Result<IngestOutcome> SqliteFleetStore::ingest(const Principal& principal, std::span<const IngestItem> batch,
                                               const RuleHook& rules) {
  for (const IngestItem& item : batch) {
    if (auto status = require(principal, Action::kReport, drone_of(item)); !status) return fail(status.error());
  }
  return connections_.write(
      [&](Database& database) { return Batch(database, principal, rules, now(), options_.unknown_drones, batch).run(); });
}

}  // namespace eyrie::storage::sqlite
