// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/incident.hpp"

#include <algorithm>
#include <array>

#include "fleet/names.hpp"

namespace eyrie::fleet {
namespace {

using enum IncidentStep;

constexpr std::array<std::string_view, 4> kSeverities{"low", "medium", "high", "critical"};
constexpr std::array<std::string_view, 5> kStatuses{"open", "acknowledged", "assigned", "resolved", "false_alarm"};
constexpr std::array<std::string_view, 5> kSteps{"acknowledge", "assign", "resolve", "false_alarm", "reopen"};

constexpr std::array kFromOpen{kAcknowledge, kAssign, kFalseAlarm};
constexpr std::array kFromHandled{kAssign, kResolve, kFalseAlarm};
constexpr std::array kFromClosed{kReopen};

IncidentStatus target_of(IncidentStep step) {
  switch (step) {
    case kAcknowledge: return IncidentStatus::kAcknowledged;
    case kAssign: return IncidentStatus::kAssigned;
    case kResolve: return IncidentStatus::kResolved;
    case kFalseAlarm: return IncidentStatus::kFalseAlarm;
    case kReopen: break;
  }
  return IncidentStatus::kOpen;
}

}  // namespace

std::string_view name_of(Severity severity) noexcept { return detail::name_in<Severity, 1>(kSeverities, severity); }
Result<Severity> parse_severity(std::string_view text) {
  return detail::parse_name<Severity, 1>(text, kSeverities, "severity");
}
std::string_view name_of(IncidentStatus status) noexcept { return detail::name_in(kStatuses, status); }
Result<IncidentStatus> parse_incident_status(std::string_view text) {
  return detail::parse_name<IncidentStatus>(text, kStatuses, "incident status");
}
std::string_view name_of(IncidentStep step) noexcept { return detail::name_in(kSteps, step); }
Result<IncidentStep> parse_incident_step(std::string_view text) {
  return detail::parse_name<IncidentStep>(text, kSteps, "step of an incident");
}

std::span<const IncidentStep> steps_from(IncidentStatus status) noexcept {
  if (is_closed(status)) return kFromClosed;
  if (status == IncidentStatus::kOpen) return kFromOpen;
  return kFromHandled;
}

Result<IncidentStatus> after(IncidentStatus status, IncidentStep step) {
  const auto possible = steps_from(status);
  if (std::ranges::find(possible, step) != possible.end()) return target_of(step);
  std::string names;
  for (const IncidentStep one : possible) names += (names.empty() ? "" : ", ") + std::string(name_of(one));
  return fail(Error::kConflict, "an incident that is " + std::string(name_of(status)) + " cannot take the step " +
                                    std::string(name_of(step)) + "; it can take: " + names);
}

}  // namespace eyrie::fleet
