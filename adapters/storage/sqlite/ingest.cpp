// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "fleet/geometry.hpp"
#include "fleet/joining.hpp"
#include "storage/sqlite/sqlite_fleet_store.hpp"

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

constexpr std::int64_t kMaxRecentIncidents = 1000;

enum class MessageKind : std::uint8_t { kDetections, kTelemetry, kEvent };

/// The committed ranges of one journal as they were read, and as the batch leaves them.
struct Ledger {
  std::int64_t epoch_id = 0;
  delivery::RangeSet before;
  delivery::RangeSet now;
  delivery::RangeSet touched;  ///< by this batch, also by what it repeats
};

/// Incidents that a batch may add to, read once for each rule, and what the batch did to them.
struct Known {
  Incident incident;
  std::optional<IncidentChange::Kind> change;
};

/// One batch, in one transaction. Lives as long as the transaction.
class Batch {
 public:
  Batch(Database& database, const Principal& principal, const RuleHook& rules, Timestamp now, UnknownDrones policy)
      : database_(database), principal_(principal), rules_(rules), now_(now), policy_(policy) {}

  Result<IngestOutcome> run(std::span<const IngestItem> items) {
    find_span(items);
    outcome_.items.reserve(items.size());
    for (const IngestItem& item : items) {
      auto outcome = take(item);
      if (!outcome) return fail(outcome.error());
      outcome_.items.push_back(*outcome);
    }
    if (auto status = finish(); !status) return fail(status.error());
    return std::move(outcome_);
  }

 private:
  /// The time all reports of the batch lie in: which incidents they may belong to.
  void find_span(std::span<const IngestItem> items) {
    for (const IngestItem& item : items) {
      const auto* report = std::get_if<DetectionReport>(&item);
      if (report == nullptr) continue;
      from_ = from_ ? std::min(*from_, report->captured_at) : report->captured_at;
      to_ = to_ ? std::max(*to_, report->captured_at) : report->captured_at;
    }
  }

  Result<ItemOutcome> take(const IngestItem& item) {
    const DroneId& drone = drone_of(item);
    const auto enrolment = enrolment_of(drone);
    if (!enrolment) return fail(enrolment.error());
    if (*enrolment != Enrolment::kEnrolled) {
      refused_.insert(drone);
      return ItemOutcome::kRefused;
    }
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
    auto ledger = ledger_of(tombstone->drone, tombstone->message.epoch);
    if (!ledger) return fail(ledger.error());
    if ((*ledger)->now.contains(delivery::SeqRange{tombstone->first, tombstone->last})) return ItemOutcome::kDuplicate;
    if (auto status = name_lost(*tombstone, **ledger); !status) return fail(status.error());
    return ItemOutcome::kStored;
  }

  Result<Enrolment> enrolment_of(const DroneId& drone) {
    if (const auto known = drones_.find(drone); known != drones_.end()) return known->second;
    auto enrolment = admit(database_, principal_, drone, now_, policy_);
    if (enrolment) drones_.emplace(drone, *enrolment);
    return enrolment;
  }

  /// Writes down that the message is here. False when it was before.
  Result<bool> claim(const IngestItem& item) {
    const MessageId* const message = message_of(item);
    epoch_id_.reset();
    if (message == nullptr) {
      auto status =
          database_.query("INSERT INTO message_contents (digest, received_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
              .bind(content_digest(item), now_)
              .run();
      if (!status) return fail(status.error());
      return database_.changes() > 0;
    }
    auto ledger = ledger_of(drone_of(item), message->epoch);
    if (!ledger) return fail(ledger.error());
    epoch_id_ = (*ledger)->epoch_id;
    (*ledger)->touched.insert(message->seq);
    auto status = database_.query("INSERT INTO messages (epoch_id, seq, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                      .bind((*ledger)->epoch_id, message->seq, item.index())
                      .run();
    if (!status) return fail(status.error());
    const bool is_new = database_.changes() > 0;
    if (is_new) (*ledger)->now.insert(message->seq);
    return is_new;
  }

  Result<Ledger*> ledger_of(const DroneId& drone, const std::string& epoch) {
    const auto [entry, is_unread] = ledgers_.try_emplace({drone, epoch});
    Ledger& ledger = entry->second;
    if (!is_unread) return &ledger;
    if (auto status = read(ledger, drone, epoch); !status) return fail(status.error());
    return &ledger;
  }

  Status read(Ledger& ledger, const DroneId& drone, const std::string& epoch) {
    auto status =
        database_.query("INSERT INTO epochs (drone_id, epoch, first_seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
            .bind(drone.str(), epoch, now_)
            .run();
    if (!status) return status;
    auto find = database_.query("SELECT id FROM epochs WHERE drone_id = ? AND epoch = ?");
    find.bind(drone.str(), epoch);
    const auto id = number(std::move(find));
    if (!id) return fail(id.error());
    ledger.epoch_id = *id;
    auto query = database_.query("SELECT first, last FROM ledger_ranges WHERE epoch_id = ? ORDER BY first");
    query.bind(*id);
    const auto ranges = collect(std::move(query), [](const Query& row) {
      return delivery::SeqRange{static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
    });
    if (!ranges) return fail(ranges.error());
    for (const delivery::SeqRange& range : *ranges) ledger.before.insert(range);
    ledger.now = ledger.before;
    return {};
  }

  Status store(const DetectionReport& report) {
    std::int64_t first = next_detection_;
    if (auto status = insert_detections(report, first); !status) return status;
    auto status = database_
                      .query(
                          "INSERT INTO reports (drone_id, captured_at, frame_id, frame_key, model, width, height, "
                          "is_flagged, epoch_id, seq, "
                          "first_detection, detection_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                      .bind(report.drone.str(), report.captured_at, report.frame_id, or_null(report.frame_key),
                            or_null(report.model), report.width, report.height, report.is_flagged, epoch_id_,
                            report.message ? std::optional(report.message->seq) : std::nullopt, first, report.objects.size())
                      .run();
    if (!status || !rules_) return status;
    return apply(rules_(report), first);
  }

  /// `first` becomes the id of the report's first detection; the others follow it without a hole.
  Status insert_detections(const DetectionReport& report, std::int64_t& first) {
    if (first == 0) {
      const auto last = number(database_.query("SELECT max(id) FROM detections"));
      if (!last) return fail(last.error());
      first = next_detection_ = *last + 1;
      const auto last_report = number(database_.query("SELECT max(id) FROM reports"));
      if (!last_report) return fail(last_report.error());
      next_report_ = *last_report + 1;
    }
    for (const SeenObject& object : report.objects) {
      auto insert = database_.query(
          "INSERT INTO detections (id, drone_id, timestamp, class, confidence, x_min, y_min, x_max, y_max, frame_id, "
          "object_id, "
          "clip_s3_key, processed, created_at, report_id, lat, lon, alt_m, semi_major_m, semi_minor_m, orientation_deg) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
      insert.bind(next_detection_++, report.drone.str(), report.captured_at, object.class_name, object.confidence,
                  object.box.x_min, object.box.y_min, object.box.x_max, object.box.y_max, report.frame_id,
                  or_null(object.track_id), or_null(report.frame_key), static_cast<bool>(rules_), now_, next_report_);
      if (object.position) {
        const GroundPosition& at = *object.position;
        insert.bind(at.lat_deg, at.lon_deg, at.alt_m, at.semi_major_m, at.semi_minor_m, at.orientation_deg);
      }
      if (auto status = insert.run(); !status) return status;
    }
    ++next_report_;
    return {};
  }

  Status store(const TelemetrySample& sample) {
    auto insert = database_.query(
        "INSERT INTO telemetry (time, drone_id, lat, lon, alt, speed, battery_percent, relative_alt, heading, roll, pitch, "
        "yaw, "
        "gimbal_roll, gimbal_pitch, gimbal_yaw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
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
    attachments_.push_back(attachment);
    return insert_attachment(database_, attachment);
  }

  Status store(const CaptureGap& gap) {
    return database_.query("INSERT INTO gaps (drone_id, what, reason, from_at, to_at) VALUES (?, ?, ?, ?, ?)")
        .bind(gap.drone.str(), gap.what, gap.reason, gap.from, gap.to)
        .run();
  }

  Status store(const Tombstone& tombstone) {
    auto ledger = ledger_of(tombstone.drone, tombstone.message.epoch);
    if (!ledger) return fail(ledger.error());
    // Its own number was added by `claim`, but stands for a message that is lost.
    (*ledger)->now.remove({tombstone.message.seq, tombstone.message.seq});
    return name_lost(tombstone, **ledger);
  }

  /// Settles a tombstone's range: what of it is not here is lost, and has a name now.
  Status name_lost(const Tombstone& tombstone, Ledger& ledger) {
    const delivery::SeqRange range{tombstone.first, std::max(tombstone.first, tombstone.last)};
    const std::uint64_t before = ledger.now.count();
    ledger.now.insert(range);
    ledger.touched.insert(range);
    return database_
        .query(
            "INSERT INTO gaps (drone_id, what, reason, from_at, to_at, epoch_id, first_seq, last_seq, lost) "
            "VALUES (?, 'messages', ?, ?, ?, ?, ?, ?, ?)")
        .bind(tombstone.drone.str(), tombstone.reason, now_, now_, ledger.epoch_id, range.first, range.last,
              ledger.now.count() - before)
        .run();
  }

  /// Opens and updates the incidents of one report's hits.
  Status apply(const std::vector<RuleHit>& hits, std::int64_t first_detection) {
    std::set<std::string_view> rules;
    for (const RuleHit& hit : hits) rules.insert(hit.rule_id);
    for (const std::string_view rule : rules) {
      std::vector<RuleHit> of_rule;
      std::ranges::copy_if(hits, std::back_inserter(of_rule), [rule](const RuleHit& hit) { return hit.rule_id == rule; });
      auto known = known_of(of_rule.front());
      if (!known) return fail(known.error());
      if (auto status = apply(of_rule, **known, first_detection); !status) return status;
    }
    return {};
  }

  Status apply(const std::vector<RuleHit>& hits, std::vector<Incident>& known, std::int64_t first_detection) {
    for (const Joined& joined : join(hits, known)) {
      const RuleHit& hit = hits[joined.hit];
      if (joined.incident) {
        Incident& incident = known[*joined.incident];
        update(incident, hit);
        changed(incident.id, IncidentChange::Kind::kUpdated);
        continue;
      }
      Incident incident = opened_by(hit);
      incident.site = principal_.site();
      incident.created_at = now_;
      incident.detection_id = first_detection + static_cast<std::int64_t>(hit.object_index);
      if (auto status = insert_incident(database_, incident); !status) return status;
      const IncidentEvent opened{.at = now_,
                                 .actor = principal_.actor(),
                                 .what = "opened",
                                 .status = incident.status,
                                 .assigned_to = {},
                                 .note = {}};
      if (auto status = insert_history(database_, incident.id, opened); !status) return status;
      changed(incident.id, IncidentChange::Kind::kOpened);
      known.push_back(std::move(incident));
    }
    return {};
  }

  /// Incidents of one rule that hits of this batch can belong to.
  Result<std::vector<Incident>*> known_of(const RuleHit& hit) {
    const auto [entry, is_unread] = known_.try_emplace(hit.rule_id);
    if (!is_unread) return &entry->second;
    const auto memory = std::max<std::chrono::milliseconds>(hit.cooldown, kTrackMemory);
    auto query = database_.query(select(kIncidentColumns,
                                        "incidents WHERE rule_id = ? AND site = ? AND last_seen_at >= ? AND opened_at <= ? "
                                        "ORDER BY last_seen_at DESC LIMIT ?"));
    query.bind(hit.rule_id, principal_.site(), *from_ - memory, *to_ + memory, kMaxRecentIncidents);
    auto incidents = collect(std::move(query), incident_of);
    if (!incidents) return fail(incidents.error());
    std::ranges::reverse(*incidents);
    entry->second = std::move(*incidents);
    return &entry->second;
  }

  void changed(IncidentId id, IncidentChange::Kind kind) {
    const auto [entry, is_first] = changes_.try_emplace(id, kind);
    const auto weight = [](IncidentChange::Kind one) {
      return one == IncidentChange::Kind::kOpened ? 2 : one == IncidentChange::Kind::kAttached ? 1 : 0;
    };
    if (!is_first && weight(kind) > weight(entry->second)) entry->second = kind;
  }

  Status finish() {
    for (auto& [rule, incidents] : known_) {
      for (Incident& incident : incidents) {
        if (!changes_.contains(incident.id)) continue;
        if (auto status = save_incident(database_, incident); !status) return status;
      }
    }
    if (auto status = link_attachments(); !status) return status;
    for (const auto& [id, kind] : changes_) {
      auto query = database_.query(select(kIncidentColumns, "incidents WHERE id = ?"));
      const auto row = query.bind(id.value).step();
      if (!row) return fail(row.error());
      if (*row) outcome_.incidents.push_back({.kind = kind, .incident = incident_of(query)});
    }
    for (auto& [name, ledger] : ledgers_) {
      if (auto status = save(ledger); !status) return status;
      outcome_.acknowledgements.push_back({.drone = name.first, .epoch = name.second, .ranges = acknowledged(ledger)});
    }
    for (const auto& [drone, enrolment] : drones_) {
      auto status = database_.query("UPDATE drones SET last_seen_at = ? WHERE id = ?").bind(now_, drone.str()).run();
      if (!status) return status;
    }
    outcome_.pending.assign(refused_.begin(), refused_.end());
    return {};
  }

  /// Frames and clips of this batch go to the incidents there are; incidents of this batch get what came before them.
  Status link_attachments() {
    for (const Attachment& attachment : attachments_) {
      if (auto status = mark_detections(attachment); !status) return status;
      auto query =
          database_.query(select(kIncidentColumns,
                                 "incidents WHERE drone_id = ? AND site = ? AND last_seen_at >= ? AND opened_at <= ? "
                                 "ORDER BY last_seen_at DESC LIMIT ?"));
      query.bind(attachment.drone.str(), principal_.site(), attachment.from - std::chrono::seconds(1),
                 attachment.to + std::chrono::seconds(1), kMaxRecentIncidents);
      auto incidents = collect(std::move(query), incident_of);
      if (!incidents) return fail(incidents.error());
      for (Incident& incident : *incidents) {
        if (auto status = link(attachment, incident); !status) return status;
      }
    }
    for (auto& [rule, incidents] : known_) {
      for (const Incident& incident : incidents) {
        const auto change = changes_.find(incident.id);
        if (change == changes_.end() || change->second != IncidentChange::Kind::kOpened) continue;
        if (auto status = link_earlier(incident.id); !status) return status;
      }
    }
    return {};
  }

  Status link_earlier(IncidentId id) {
    auto find = database_.query(select(kIncidentColumns, "incidents WHERE id = ?"));
    const auto row = find.bind(id.value).step();
    if (!row || !*row) return row ? Status{} : fail(row.error());
    Incident incident = incident_of(find);
    auto query = database_.query(
        select(kClipColumns, "clips WHERE drone_id = ? AND to_at >= ? AND from_at <= ? ORDER BY id LIMIT 100"));
    query.bind(incident.drone.str(), incident.opened_at - std::chrono::seconds(1),
               incident.last_seen_at + std::chrono::seconds(1));
    const auto attachments = collect(std::move(query), attachment_of);
    if (!attachments) return fail(attachments.error());
    for (const Attachment& attachment : *attachments) {
      const bool is_of_batch =
          std::ranges::any_of(attachments_, [&](const Attachment& one) { return one.message == attachment.message; });
      if (is_of_batch) continue;
      if (auto status = link(attachment, incident); !status) return status;
    }
    return {};
  }

  Status link(const Attachment& attachment, Incident& incident) {
    if (!shows(attachment, incident) || !attach(incident, attachment)) return {};
    if (attachment.kind == AttachmentKind::kFrame) {
      if (auto status = take_box(attachment, incident); !status) return status;
    }
    if (auto status = save_incident(database_, incident); !status) return status;
    changed(incident.id, IncidentChange::Kind::kAttached);
    return insert_history(database_, incident.id,
                          {.at = now_,
                           .actor = "drone:" + attachment.drone.str(),
                           .what = attachment.kind == AttachmentKind::kClip ? "clip_attached" : "frame_attached",
                           .status = incident.status,
                           .assigned_to = {},
                           .note = attachment.key});
  }

  /// Box and key frame belong together: the box becomes the one that was seen in the picture that came.
  Status take_box(const Attachment& attachment, Incident& incident) {
    auto query = database_.query(
        "SELECT class, x_min, y_min, x_max, y_max, object_id FROM reports r JOIN detections d "
        "ON d.id >= r.first_detection AND d.id < r.first_detection + r.detection_count "
        "WHERE r.drone_id = ? AND r.captured_at = ? AND r.frame_id = ? ORDER BY d.id");
    query.bind(attachment.drone.str(), attachment.captured_at, attachment.frame_id);
    const NormalisedBox expected = incident.box;
    double best = 0;
    for (;;) {
      const auto row = query.step();
      if (!row) return fail(row.error());
      if (!*row) return {};
      const NormalisedBox box{
          .x_min = query.real(1), .y_min = query.real(2), .x_max = query.real(3), .y_max = query.real(4)};
      const bool is_track = !incident.track_id.empty() && query.text(5) == incident.track_id;
      const double overlap = is_track ? 2 : query.text(0) == incident.class_name ? detail::overlap(box, expected) : 0;
      if (overlap <= best) continue;
      best = overlap;
      incident.box = box;
    }
  }

  /// `detections.clip_s3_key`: the clip for what it shows, the picture for its own frame where there is no clip.
  Status mark_detections(const Attachment& attachment) {
    auto query = database_.query(
        "SELECT first_detection, detection_count FROM reports WHERE drone_id = ? AND captured_at BETWEEN ? AND ?");
    query.bind(attachment.drone.str(), attachment.from, attachment.to);
    const auto rows = collect(std::move(query), [](const Query& row) { return std::pair(row.integer(0), row.integer(1)); });
    if (!rows) return fail(rows.error());
    const bool is_clip = attachment.kind == AttachmentKind::kClip;
    for (const auto& [first, count] : *rows) {
      auto status =
          database_.query("UPDATE detections SET clip_s3_key = ? WHERE id >= ? AND id < ? AND (? OR clip_s3_key IS NULL)")
              .bind(attachment.key, first, first + count, is_clip)
              .run();
      if (!status) return status;
    }
    return {};
  }

  /// Writes the ranges that changed, which is one row almost always.
  Status save(const Ledger& ledger) {
    const auto is_in = [](const delivery::RangeSet& set, const delivery::SeqRange& range) {
      const auto place = std::ranges::lower_bound(set.ranges(), range.first, {}, &delivery::SeqRange::first);
      return place != set.ranges().end() && *place == range;
    };
    for (const delivery::SeqRange& range : ledger.before.ranges()) {
      if (is_in(ledger.now, range)) continue;
      auto status = database_.query("DELETE FROM ledger_ranges WHERE epoch_id = ? AND first = ?")
                        .bind(ledger.epoch_id, range.first)
                        .run();
      if (!status) return status;
    }
    for (const delivery::SeqRange& range : ledger.now.ranges()) {
      if (is_in(ledger.before, range)) continue;
      auto status = database_.query("INSERT INTO ledger_ranges (epoch_id, first, last) VALUES (?, ?, ?)")
                        .bind(ledger.epoch_id, range.first, range.last)
                        .run();
      if (!status) return status;
    }
    return {};
  }

  /// The whole ranges that hold what the batch brought or repeated.
  static delivery::RangeSet acknowledged(const Ledger& ledger) {
    delivery::RangeSet ranges;
    for (const delivery::SeqRange& touched : ledger.touched.ranges()) {
      // Everything touched is committed now, so it lies within one range: the last that begins at or before it.
      const auto next = std::ranges::upper_bound(ledger.now.ranges(), touched.first, {}, &delivery::SeqRange::first);
      ranges.insert(*std::prev(next));
    }
    return ranges;
  }

  static std::optional<std::string_view> or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
  }

  Database& database_;
  const Principal& principal_;
  const RuleHook& rules_;
  const Timestamp now_;
  const UnknownDrones policy_;

  std::optional<Timestamp> from_;
  std::optional<Timestamp> to_;
  std::map<DroneId, Enrolment> drones_;
  std::set<DroneId> refused_;
  std::map<std::pair<DroneId, std::string>, Ledger> ledgers_;
  std::optional<std::int64_t> epoch_id_;  ///< of the message in hand
  std::int64_t next_detection_ = 0;
  std::int64_t next_report_ = 0;
  std::map<std::string, std::vector<Incident>, std::less<>> known_;  ///< by rule
  std::map<IncidentId, IncidentChange::Kind> changes_;
  std::vector<Attachment> attachments_;
  IngestOutcome outcome_;
};

}  // namespace

Result<IngestOutcome> SqliteFleetStore::ingest(const Principal& principal, std::span<const IngestItem> batch,
                                               const RuleHook& rules) {
  for (const IngestItem& item : batch) {
    if (auto status = require(principal, Action::kReport, drone_of(item)); !status) return fail(status.error());
  }
  return connections_.write(
      [&](Database& database) { return Batch(database, principal, rules, now(), options_.unknown_drones).run(batch); });
}

}  // namespace eyrie::storage::sqlite
