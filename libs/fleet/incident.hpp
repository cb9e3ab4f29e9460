// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "fleet/place_fusion.hpp"
#include "fleet/report.hpp"

namespace eyrie::fleet {

/// The seed's `incidents.id`.
struct IncidentId {
  std::int64_t value = 0;
  friend auto operator<=>(const IncidentId&, const IncidentId&) = default;
};

enum class Severity : std::uint8_t { kLow = 1, kMedium = 2, kHigh = 3, kCritical = 4 };

/// `low`, `medium`, `high`, `critical`.
[[nodiscard]] std::string_view name_of(Severity severity) noexcept;
[[nodiscard]] Result<Severity> parse_severity(std::string_view text);

enum class IncidentStatus : std::uint8_t { kOpen, kAcknowledged, kAssigned, kResolved, kFalseAlarm };

/// `open`, `acknowledged`, `assigned`, `resolved`, `false_alarm`: the seed's `incidents.status`.
[[nodiscard]] std::string_view name_of(IncidentStatus status) noexcept;
[[nodiscard]] Result<IncidentStatus> parse_incident_status(std::string_view text);

/// Resolved or false alarm: nobody has to act any more.
[[nodiscard]] constexpr bool is_closed(IncidentStatus status) noexcept {
  return status == IncidentStatus::kResolved || status == IncidentStatus::kFalseAlarm;
}

/// What a person does to an incident.
enum class IncidentStep : std::uint8_t { kAcknowledge, kAssign, kResolve, kFalseAlarm, kReopen };

/// `acknowledge`, `assign`, `resolve`, `false_alarm`, `reopen`.
[[nodiscard]] std::string_view name_of(IncidentStep step) noexcept;
[[nodiscard]] Result<IncidentStep> parse_incident_step(std::string_view text);

/// The state after `step`, or `kConflict` saying what is possible instead.
///
///     open          acknowledge, assign, false_alarm
///     acknowledged  assign, resolve, false_alarm
///     assigned      assign (to somebody else), resolve, false_alarm
///     resolved      reopen
///     false_alarm   reopen
///
/// Nothing is resolved that nobody looked at: an open incident is acknowledged or assigned first.
[[nodiscard]] Result<IncidentStatus> after(IncidentStatus status, IncidentStep step);

/// The steps `after` allows, in the order a screen offers them.
[[nodiscard]] std::span<const IncidentStep> steps_from(IncidentStatus status) noexcept;

/// Another drone that saw the same event.
struct Witness {
  DroneId drone{};
  std::string track_id{};  ///< the track it saw it by last, empty when not tracked
  friend bool operator==(const Witness&, const Witness&) = default;
};

/// One real event that somebody has to look at, however many frames and drones saw it.
struct Incident {
  IncidentId id;
  std::optional<std::int64_t> detection_id{};  ///< the seed's link to the detection that opened it
  std::string incident_type{};                 ///< `no_helmet`, `intrusion`
  std::string title{};                         ///< for a person
  Severity severity = Severity::kMedium;
  IncidentStatus status = IncidentStatus::kOpen;
  std::string assigned_to{};  ///< empty when nobody
  std::string site{};

  std::string rule_id{};
  DroneId drone{};         ///< that saw it first
  std::string track_id{};  ///< the track seen last, empty when not tracked
  std::vector<Witness> witnesses{};

  Timestamp opened_at{};     ///< capture time of the first frame
  Timestamp last_seen_at{};  ///< capture time of the newest frame
  std::optional<Timestamp> closed_at{};
  Timestamp created_at{};   ///< when it was committed, by our clock
  std::uint64_t count = 0;  ///< sightings: hits of its rule that belong to it

  // The key frame: where it was seen most clearly. Box, frame and key belong together.
  double best_confidence = 0;
  std::string class_name{};
  NormalisedBox box{};
  std::string frame_id{};
  Timestamp captured_at{};
  std::string frame_key{};  ///< of the flagged picture in the object store; empty until there is one
  std::string clip_key{};   ///< likewise

  NormalisedBox last_box{};                  ///< where it was seen last
  std::vector<PlaceSeen> places{};           ///< where each drone saw it last, of those that could tell
  std::optional<GroundPosition> position{};  ///< `fused(places)`; of old rows, the newest
};

/// One line of an incident's history.
struct IncidentEvent {
  Timestamp at{};
  std::string actor{};                            ///< `Principal::actor()`
  std::string what{};                             ///< `opened`, a step's name, `note`, `frame_attached`, `clip_attached`
  IncidentStatus status = IncidentStatus::kOpen;  ///< afterwards
  std::string assigned_to{};                      ///< of an `assign`
  std::string note{};                             ///< a note's text; a frame's or clip's key
};

}  // namespace eyrie::fleet
