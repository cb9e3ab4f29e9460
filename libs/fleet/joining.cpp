// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/joining.hpp"

#include <algorithm>
#include <limits>

#include "fleet/geometry.hpp"

namespace eyrie::fleet {
namespace {

using std::chrono::nanoseconds;

constexpr double kNearest_m = 5;
constexpr double kFarthest_m = 25;

/// How long before or after everything it is known for an incident was seen again.
nanoseconds pause(const Incident& incident, Timestamp at) {
  if (at < incident.opened_at) return incident.opened_at - at;
  return std::max(at - incident.last_seen_at, nanoseconds{0});
}

bool takes_more(const Incident& incident, const RuleHit& hit) {
  return incident.status != IncidentStatus::kResolved || !incident.closed_at ||
         hit.captured_at <= *incident.closed_at + hit.cooldown;
}

/// Whether the incident was seen by this track before.
bool is_known_track(const Incident& incident, const RuleHit& hit) {
  if (hit.track_id.empty()) return false;
  if (incident.drone == hit.drone) return incident.track_id == hit.track_id;
  const bool is_witness = std::ranges::find(incident.witnesses, Witness{.drone = hit.drone, .track_id = hit.track_id}) !=
                          incident.witnesses.end();
  const bool has_moved_on =
      incident.position && hit.position && detail::distance_m(*incident.position, *hit.position) > kFarthest_m;
  return is_witness && !has_moved_on;
}

bool is_same_track(const Incident& incident, const RuleHit& hit) {
  const nanoseconds memory = std::max<nanoseconds>(hit.cooldown, kTrackMemory);
  return incident.rule_id == hit.rule_id && is_known_track(incident, hit) && pause(incident, hit.captured_at) <= memory &&
         takes_more(incident, hit);
}

void remember_witness(Incident& incident, const RuleHit& hit) {
  const auto known = std::ranges::find(incident.witnesses, hit.drone, &Witness::drone);
  if (known != incident.witnesses.end()) {
    known->track_id = hit.track_id;
  } else if (incident.witnesses.size() < kMaxWitnesses) {
    incident.witnesses.push_back({.drone = hit.drone, .track_id = hit.track_id});
  }
}

/// Places come in order of capture for one drone; of two drones one may be late.
void remember_place(Incident& incident, const RuleHit& hit) {
  const auto known = std::ranges::find(incident.places, hit.drone, &PlaceSeen::drone);
  if (known != incident.places.end()) {
    if (hit.captured_at < known->at) return;
    *known = {.drone = hit.drone, .at = hit.captured_at, .position = *hit.position};
  } else {
    if (incident.places.size() > kMaxWitnesses)
      incident.places.erase(std::ranges::min_element(incident.places, {}, &PlaceSeen::at));
    incident.places.push_back({.drone = hit.drone, .at = hit.captured_at, .position = *hit.position});
  }
  incident.position = fused(incident.places);
}

/// How far the hit is from where the incident was seen, as a share of how far it may be; nothing when that is too far. A
/// whole view is one place.
std::optional<double> separation(const Incident& incident, const RuleHit& hit) {
  if (incident.rule_id != hit.rule_id || pause(incident, hit.captured_at) > hit.cooldown || !takes_more(incident, hit)) {
    return std::nullopt;
  }
  if (hit.scope == RuleScope::kView) {
    // Of what a person has closed, a false alarm too, nothing is known about others who come into view later.
    const bool is_over =
        is_closed(incident.status) && incident.closed_at && hit.captured_at > *incident.closed_at + hit.cooldown;
    return incident.drone == hit.drone && !is_over ? std::optional(0.0) : std::nullopt;
  }
  if (incident.position && hit.position) {
    const double limit = std::clamp(incident.position->semi_major_m + hit.position->semi_major_m, kNearest_m, kFarthest_m);
    const double distance = detail::distance_m(*incident.position, *hit.position);
    return distance <= limit ? std::optional(distance / limit) : std::nullopt;
  }
  if (incident.drone != hit.drone) return std::nullopt;
  const double overlap = detail::overlap(incident.last_box, hit.box);
  return overlap >= detail::kSameThingOverlap ? std::optional(1 - overlap) : std::nullopt;
}

}  // namespace

std::vector<Joined> join(std::span<const RuleHit> hits, std::span<const Incident> recent) {
  std::vector<Joined> joined;
  std::vector<bool> is_taken(recent.size());
  std::vector<std::size_t> without_track;

  for (std::size_t h = 0; h < hits.size(); ++h) {
    std::optional<std::size_t> newest;
    for (std::size_t i = 0; i < recent.size(); ++i) {
      if (is_taken[i] || !is_same_track(recent[i], hits[h])) continue;
      if (!newest || recent[*newest].last_seen_at <= recent[i].last_seen_at) newest = i;
    }
    if (!newest) {
      without_track.push_back(h);
      continue;
    }
    is_taken[*newest] = true;
    joined.push_back({.hit = h, .incident = newest});
  }

  for (const std::size_t h : without_track) {
    std::optional<std::size_t> nearest;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < recent.size(); ++i) {
      if (is_taken[i]) continue;
      const auto apart = separation(recent[i], hits[h]);
      if (!apart || *apart >= least) continue;
      least = *apart;
      nearest = i;
    }
    if (nearest) is_taken[*nearest] = true;
    joined.push_back({.hit = h, .incident = nearest});
  }
  return joined;
}

Incident opened_by(const RuleHit& hit) {
  Incident incident;
  incident.incident_type = hit.incident_type;
  incident.title = hit.title;
  incident.severity = hit.severity;
  incident.rule_id = hit.rule_id;
  incident.drone = hit.drone;
  incident.opened_at = hit.captured_at;
  incident.last_seen_at = hit.captured_at;
  update(incident, hit);
  return incident;
}

void update(Incident& incident, const RuleHit& hit) {
  const bool is_clearer = hit.confidence > incident.best_confidence;
  const bool has_picture = !incident.frame_key.empty();
  const bool brings_picture = !hit.frame_key.empty();
  if (brings_picture ? (is_clearer || !has_picture) : (is_clearer && !has_picture)) {
    incident.class_name = hit.class_name;
    incident.box = hit.box;
    incident.frame_id = hit.frame_id;
    incident.captured_at = hit.captured_at;
    incident.frame_key = hit.frame_key;
  }
  incident.best_confidence = std::max(incident.best_confidence, hit.confidence);

  if (hit.captured_at >= incident.last_seen_at) {
    incident.last_seen_at = hit.captured_at;
    incident.last_box = hit.box;
    if (hit.drone == incident.drone) incident.track_id = hit.track_id;
  }
  if (hit.position) remember_place(incident, hit);
  if (hit.drone != incident.drone) remember_witness(incident, hit);
  incident.opened_at = std::min(incident.opened_at, hit.captured_at);
  ++incident.count;
}

bool shows(const Attachment& attachment, const Incident& incident) {
  using namespace std::chrono_literals;
  if (attachment.drone != incident.drone) return false;
  if (attachment.kind == AttachmentKind::kClip)
    return attachment.from <= incident.opened_at && incident.opened_at <= attachment.to;
  if (attachment.to + 1s < incident.opened_at || attachment.from - 1s > incident.last_seen_at) return false;
  const bool is_its_frame = attachment.captured_at == incident.opened_at || attachment.captured_at == incident.captured_at;
  if (is_its_frame) return true;
  const auto& tracks = attachment.track_ids;
  return tracks.empty() || incident.track_id.empty() || std::ranges::find(tracks, incident.track_id) != tracks.end();
}

bool attach(Incident& incident, const Attachment& attachment) {
  if (attachment.kind == AttachmentKind::kClip) {
    if (!incident.clip_key.empty()) return false;
    incident.clip_key = attachment.key;
    return true;
  }
  if (!incident.frame_key.empty() && incident.frame_key != attachment.key) return false;
  incident.frame_key = attachment.key;
  incident.frame_id = attachment.frame_id;
  incident.captured_at = attachment.captured_at;
  return true;
}

}  // namespace eyrie::fleet
