// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/batch_incidents.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>

#include "fleet/geometry.hpp"
#include "fleet/joining.hpp"
#include "storage/sqlite/rows.hpp"

namespace eyrie::storage::sqlite {

using namespace fleet;

namespace {

constexpr std::int64_t kMaxRecentIncidents = 1000;
/// An incident that begins or ends this near to an attachment is looked at; `shows` decides.
constexpr std::chrono::seconds kSlack{1};

}  // namespace

BatchIncidents::BatchIncidents(Database& database, const Principal& principal, Timestamp now,
                               std::span<const IngestItem> items)
    : database_(database), principal_(principal), now_(now) {
  for (const IngestItem& item : items) {
    const auto* report = std::get_if<DetectionReport>(&item);
    if (report == nullptr) continue;
    from_ = from_ ? std::min(*from_, report->captured_at) : report->captured_at;
    to_ = to_ ? std::max(*to_, report->captured_at) : report->captured_at;
  }
}

Status BatchIncidents::apply(const std::vector<RuleHit>& hits, std::int64_t first_detection) {
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

Status BatchIncidents::apply(const std::vector<RuleHit>& hits, std::vector<Incident>& known, std::int64_t first_detection) {
  for (const Joined& joined : join(hits, known)) {
    const RuleHit& hit = hits[joined.hit];
    if (joined.incident) {
      Incident& incident = known[*joined.incident];
      update(incident, hit);
      changed(incident.id, IncidentChange::Kind::kUpdated);
    } else if (auto status = open(hit, known, first_detection); !status) {
      return status;
    }
  }
  return {};
}

Status BatchIncidents::open(const RuleHit& hit, std::vector<Incident>& known, std::int64_t first_detection) {
  Incident incident = opened_by(hit);
  incident.site = principal_.site();
  incident.created_at = now_;
  incident.detection_id = first_detection + static_cast<std::int64_t>(hit.object_index);
  if (auto status = insert_incident(database_, incident); !status) return status;
  const IncidentEvent opened{
      .at = now_, .actor = principal_.actor(), .what = "opened", .status = incident.status, .assigned_to = {}, .note = {}};
  if (auto status = insert_history(database_, incident.id, opened); !status) return status;
  changed(incident.id, IncidentChange::Kind::kOpened);
  known.push_back(std::move(incident));
  return {};
}

/// Incidents of one rule that hits of this batch can belong to.
Result<std::vector<Incident>*> BatchIncidents::known_of(const RuleHit& hit) {
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

void BatchIncidents::changed(IncidentId id, IncidentChange::Kind kind) {
  const auto [entry, is_first] = changes_.try_emplace(id, kind);
  const auto weight = [](IncidentChange::Kind one) {
    return one == IncidentChange::Kind::kOpened ? 2 : one == IncidentChange::Kind::kAttached ? 1 : 0;
  };
  if (!is_first && weight(kind) > weight(entry->second)) entry->second = kind;
}

Status BatchIncidents::add(const Attachment& attachment) {
  auto same = database_.query("SELECT 1 FROM clips WHERE drone_id = ? AND to_at = ? AND key = ?");
  const auto is_known = same.bind(attachment.drone.str(), attachment.to, attachment.key).step();
  if (!is_known) return fail(is_known.error());
  if (*is_known) return {};
  attachments_.push_back(attachment);
  return insert_attachment(database_, attachment);
}

Result<std::vector<IncidentChange>> BatchIncidents::finish() {
  if (auto status = save_known(); !status) return fail(status.error());
  if (auto status = link_attachments(); !status) return fail(status.error());
  std::vector<IncidentChange> changes;
  for (const auto& [id, kind] : changes_) {
    auto query = database_.query(select(kIncidentColumns, "incidents WHERE id = ?"));
    const auto row = query.bind(id.value).step();
    if (!row) return fail(row.error());
    if (*row) changes.push_back({.kind = kind, .incident = incident_of(query)});
  }
  return changes;
}

Status BatchIncidents::save_known() {
  for (const auto& [rule, incidents] : known_) {
    for (const Incident& incident : incidents) {
      if (!changes_.contains(incident.id)) continue;
      if (auto status = save_incident(database_, incident); !status) return status;
    }
  }
  return {};
}

/// Frames and clips of this batch go to the incidents there are; incidents of this batch get what came before them.
Status BatchIncidents::link_attachments() {
  for (const Attachment& attachment : attachments_) {
    if (auto status = mark_detections(attachment); !status) return status;
    auto query = database_.query(select(kIncidentColumns,
                                        "incidents WHERE drone_id = ? AND site = ? AND last_seen_at >= ? AND opened_at <= ? "
                                        "ORDER BY last_seen_at DESC LIMIT ?"));
    query.bind(attachment.drone.str(), principal_.site(), attachment.from - kSlack, attachment.to + kSlack,
               kMaxRecentIncidents);
    auto incidents = collect(std::move(query), incident_of);
    if (!incidents) return fail(incidents.error());
    for (Incident& incident : *incidents) {
      if (auto status = link(attachment, incident); !status) return status;
    }
  }
  for (const auto& [rule, incidents] : known_) {
    for (const Incident& incident : incidents) {
      const auto change = changes_.find(incident.id);
      if (change == changes_.end() || change->second != IncidentChange::Kind::kOpened) continue;
      if (auto status = link_earlier(incident.id); !status) return status;
    }
  }
  return {};
}

Status BatchIncidents::link_earlier(IncidentId id) {
  auto find = database_.query(select(kIncidentColumns, "incidents WHERE id = ?"));
  const auto row = find.bind(id.value).step();
  if (!row || !*row) return row ? Status{} : fail(row.error());
  Incident incident = incident_of(find);
  auto query = database_.query(
      select(kClipColumns, "clips WHERE drone_id = ? AND to_at >= ? AND from_at <= ? ORDER BY id LIMIT 100"));
  query.bind(incident.drone.str(), incident.opened_at - kSlack, incident.last_seen_at + kSlack);
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

Status BatchIncidents::link(const Attachment& attachment, Incident& incident) {
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
Status BatchIncidents::take_box(const Attachment& attachment, Incident& incident) {
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
    const NormalisedBox box{.x_min = query.real(1), .y_min = query.real(2), .x_max = query.real(3), .y_max = query.real(4)};
    const bool is_track = !incident.track_id.empty() && query.text(5) == incident.track_id;
    const double overlap = is_track ? 2 : query.text(0) == incident.class_name ? detail::overlap(box, expected) : 0;
    if (overlap <= best) continue;
    best = overlap;
    incident.box = box;
  }
}

/// `detections.clip_s3_key`: the clip for what it shows, the picture for its own frame where there is no clip.
Status BatchIncidents::mark_detections(const Attachment& attachment) {
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

}  // namespace eyrie::storage::sqlite
