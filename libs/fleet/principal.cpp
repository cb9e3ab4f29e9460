// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/principal.hpp"

#include <array>
#include <utility>

#include "fleet/names.hpp"

namespace eyrie::fleet {
namespace {

constexpr std::array<std::string_view, 4> kRoles{"viewer", "operator", "supervisor", "admin"};
constexpr std::array<std::string_view, 12> kActions{"view",           "handle_incidents",  "infer",        "command_drones",
                                                    "command_flight", "read_dead_letters", "enrol_drones", "change_rules",
                                                    "read_audit",     "manage_users",      "report",       "authenticate"};

/// Who may do one thing. Nobody is a role of its own: what no person may has no `least_role`.
struct Right {
  Action action;
  std::optional<Role> least_role;
  bool drone_may;
  bool service_may;
};

constexpr std::array<Right, 12> kRights{{
    {Action::kView, Role::kViewer, false, true},
    {Action::kHandleIncidents, Role::kOperator, false, false},
    {Action::kInfer, Role::kOperator, false, true},
    {Action::kCommandDrones, Role::kOperator, false, true},
    {Action::kCommandFlight, Role::kSupervisor, false, false},
    {Action::kReadDeadLetters, Role::kOperator, false, true},
    {Action::kEnrolDrones, Role::kAdmin, false, true},
    {Action::kChangeRules, Role::kSupervisor, false, true},
    {Action::kReadAudit, Role::kSupervisor, false, true},
    {Action::kManageUsers, Role::kAdmin, false, true},
    {Action::kReport, std::nullopt, true, true},
    {Action::kAuthenticate, std::nullopt, false, true},
}};

const Right& right_of(Action action) { return kRights[static_cast<std::size_t>(action)]; }

}  // namespace

std::string_view name_of(Role role) noexcept { return detail::name_in(kRoles, role); }
Result<Role> parse_role(std::string_view text) { return detail::parse_name<Role>(text, kRoles, "role"); }
std::string_view name_of(Action action) noexcept { return detail::name_in(kActions, action); }

Principal::Principal(Kind kind, std::string name, Role role, std::string site)
    : kind_(kind), role_(role), name_(std::move(name)), site_(std::move(site)) {}

Principal Principal::user(std::string name, Role role, std::string site) {
  return {Kind::kUser, std::move(name), role, std::move(site)};
}
Principal Principal::drone(DroneId id, std::string site) { return {Kind::kDrone, id.str(), Role::kViewer, std::move(site)}; }
Principal Principal::service(std::string name, std::string site) {
  return {Kind::kService, std::move(name), Role::kViewer, std::move(site)};
}

std::string Principal::actor() const {
  switch (kind_) {
    case Kind::kUser: return "user:" + name_;
    case Kind::kDrone: return "drone:" + name_;
    case Kind::kService: break;
  }
  return "service:" + name_;
}

bool may(const Principal& principal, Action action) noexcept {
  const Right& right = right_of(action);
  switch (principal.kind()) {
    case Principal::Kind::kUser: return right.least_role && principal.role() >= *right.least_role;
    case Principal::Kind::kDrone: return right.drone_may;
    case Principal::Kind::kService: return right.service_may;
  }
  return false;
}

bool may(const Principal& principal, Action action, const DroneId& about) noexcept {
  return may(principal, action) && (principal.kind() != Principal::Kind::kDrone || principal.name() == about.str());
}

Status require(const Principal& principal, Action action) {
  if (may(principal, action)) return {};
  const auto least = right_of(action).least_role;
  return fail(Error::kPermissionDenied, principal.actor() + " may not " + std::string(name_of(action)) +
                                            (least ? "; that takes the role " + std::string(name_of(*least))
                                                   : std::string("; only drones and services do")));
}

Status require(const Principal& principal, Action action, const DroneId& about) {
  if (may(principal, action, about)) return {};
  if (!may(principal, action)) return require(principal, action);
  return fail(Error::kPermissionDenied,
              principal.actor() + " may " + std::string(name_of(action)) + " for itself only, not for " + about.str());
}

}  // namespace eyrie::fleet
