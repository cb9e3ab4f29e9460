// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "fleet/events.hpp"
#include "fleet/incident.hpp"
#include "fleet/rules.hpp"

namespace eyrie::fleet {

/// What to do with one hit.
struct Joined {
  std::size_t hit = 0;                  ///< index into the hits
  std::optional<std::size_t> incident;  ///< index into the incidents; none: open a new one
};

/// A track that was lost from sight for longer than this and longer than the cooldown is a new event: an edge that starts
/// again counts its tracks from 1 again.
inline constexpr std::chrono::minutes kTrackMemory{5};

/// Finds for each hit of one frame the incident it belongs to, so that one real event stays one incident. `recent` holds
/// incidents of one site; only those of the same rule are considered.
///
/// 1. Same drone and track, seen within the longer of cooldown and `kTrackMemory`: the same, also after a false alarm. The
///    track of another drone that was joined by its place stays with the incident as long as it is not more than 25 m off:
///    places err anew in every frame, and the rare far one is no second event.
/// 2. Else the same place within the cooldown, the nearest first: ground positions nearer than their ellipses allow
///    (5 to 25 m), whichever drone saw it; where a position is not known, boxes of the same drone that overlap by IoU >=
///    0.3. For a rule over the whole view, all that the drone sees is one place.
///
/// A resolved incident takes what is seen within the cooldown after it was closed; later hits open a new one. Two hits of
/// one frame are two things, however near. Tracks are placed first, so the order of objects in a frame does not matter to
/// them. Pure; the result has one entry for each hit, in the order in which they have to be applied.
[[nodiscard]] std::vector<Joined> join(std::span<const RuleHit> hits, std::span<const Incident> recent);

/// The incident that `hit` opens. `id`, `site`, `created_at` and `detection_id` are the store's to fill in.
[[nodiscard]] Incident opened_by(const RuleHit& hit);

/// Other drones that are remembered with an incident; of more than these nothing is known but what they saw.
inline constexpr std::size_t kMaxWitnesses = 16;

/// Adds what `hit` shows to the incident it belongs to. The key frame moves to a clearer sighting, but never from one with a
/// picture to one without. The place of its drone takes the place of the one before, and `position` is that of all.
void update(Incident& incident, const RuleHit& hit);

/// Whether a frame or clip of the drone that saw it shows the incident. A clip does when the moment it was opened lies in
/// it: the camera saw all that was in its view, whichever track the clip was asked for. So does the picture of its first or
/// key frame. Any other frame must overlap the incident's time by a second's grace and name its track (or none).
[[nodiscard]] bool shows(const Attachment& attachment, const Incident& incident);

/// Links a frame or clip to the incident it shows. The first clip stays; a picture is taken where there is none yet or where
/// it is the key frame's own. False when the incident is as it was.
bool attach(Incident& incident, const Attachment& attachment);

}  // namespace eyrie::fleet
