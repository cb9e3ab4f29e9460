// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "storage/sqlite/sqlite_fleet_store.hpp"

namespace eyrie::storage::sqlite {
namespace {

using namespace fleet;

constexpr std::size_t kMaxNote = 2000;

Result<Incident> find_incident(Database& database, const Principal& principal, IncidentId id) {
  auto query = database.query(select(kIncidentColumns, "incidents WHERE id = ? AND site = ?"));
  const auto row = query.bind(id.value, principal.site()).step();
  if (!row) return fail(row.error());
  if (!*row) return fail(Error::kNotFound, "no incident " + std::to_string(id.value));
  return incident_of(query);
}

/// `,open,assigned,` to look a status up in; empty for any.
std::string list_of(const std::vector<IncidentStatus>& statuses) {
  std::string list;
  for (const IncidentStatus status : statuses) list += (list.empty() ? "," : "") + std::string(name_of(status)) + ",";
  return list;
}

/// Who an incident is assigned to: somebody who can sign in.
Result<std::string> assignee_of(Database& database, const Principal& principal, const IncidentStepRequest& request) {
  const std::string& name = request.assignee.empty() ? principal.name() : request.assignee;
  auto query = database.query("SELECT 1 FROM users WHERE name = ? AND site = ? AND is_enabled = 1");
  const auto row = query.bind(name, principal.site()).step();
  if (!row) return fail(row.error());
  if (!*row)
    return fail(Error::kInvalidArgument, "cannot assign to \"" + name.substr(0, 64) + "\": no such user, or disabled");
  return name;
}

Status write_step(Database& database, const Principal& principal, const Incident& incident,
                  const IncidentStepRequest& request, Timestamp at) {
  const IncidentEvent event{.at = at,
                            .actor = principal.actor(),
                            .what = std::string(name_of(request.step)),
                            .status = incident.status,
                            .assigned_to = request.step == IncidentStep::kAssign ? incident.assigned_to : "",
                            .note = request.note};
  if (auto status = save_incident(database, incident); !status) return status;
  if (auto status = insert_history(database, incident.id, event); !status) return status;
  const std::string to = event.assigned_to.empty() ? "" : "to " + event.assigned_to;
  return append_audit(database, principal, at,
                      {.action = "incident." + event.what,
                       .subject = "incident:" + std::to_string(incident.id.value),
                       .detail = to + (to.empty() || request.note.empty() ? "" : ": ") + request.note});
}

}  // namespace

Result<Page<Incident>> SqliteFleetStore::incidents(const Principal& principal, const IncidentFilter& filter,
                                                   const PageRequest& page) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  const auto before = cursor_of(page, std::numeric_limits<std::int64_t>::max());
  if (!before) return fail(before.error());
  return connections_.read([&](Database& database) -> Result<Page<Incident>> {
    auto query =
        database.query(select(kIncidentColumns,
                              "incidents WHERE id < ?1 AND site = ?2 AND (?3 = '' OR instr(?3, ',' || status || ',') > 0) "
                              "AND severity >= ?4 AND (?5 IS NULL OR drone_id = ?5) AND (?6 IS NULL OR assigned_to = ?6) "
                              "AND (?7 IS NULL OR incident_type = ?7) ORDER BY id DESC LIMIT ?8"));
    query.bind(*before, principal.site(), list_of(filter.statuses),
               filter.min_severity ? static_cast<int>(*filter.min_severity) : 0,
               filter.drone ? std::optional(filter.drone->str()) : std::nullopt, filter.assigned_to, filter.incident_type,
               page.limit + 1);
    auto incidents = collect(std::move(query), incident_of);
    if (!incidents) return fail(incidents.error());
    return page_of(std::move(*incidents), page.limit, [](const Incident& incident) { return incident.id.value; });
  });
}

Result<Incident> SqliteFleetStore::incident(const Principal& principal, IncidentId id) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  return connections_.read([&](Database& database) { return find_incident(database, principal, id); });
}

Result<std::vector<IncidentEvent>> SqliteFleetStore::history(const Principal& principal, IncidentId id) {
  if (auto status = require(principal, Action::kView); !status) return fail(status.error());
  return connections_.read([&](Database& database) -> Result<std::vector<IncidentEvent>> {
    if (const auto incident = find_incident(database, principal, id); !incident) return fail(incident.error());
    auto query = database.query(
        "SELECT at, actor, what, status, assigned_to, note FROM incident_history WHERE incident_id = ? ORDER BY id");
    query.bind(id.value);
    return collect(std::move(query), [](const Query& row) {
      return IncidentEvent{.at = row.time(0),
                           .actor = row.text(1),
                           .what = row.text(2),
                           .status = parse_incident_status(row.text(3)).value_or(IncidentStatus::kOpen),
                           .assigned_to = row.text(4),
                           .note = row.text(5)};
    });
  });
}

Result<Incident> SqliteFleetStore::step(const Principal& principal, IncidentId id, const IncidentStepRequest& request) {
  if (auto status = require(principal, Action::kHandleIncidents); !status) return fail(status.error());
  if (request.note.size() > kMaxNote) return fail(Error::kTooLarge, "a note has at most 2000 bytes");
  return connections_.write([&](Database& database) -> Result<Incident> {
    auto incident = find_incident(database, principal, id);
    if (!incident) return incident;
    const auto next = after(incident->status, request.step);
    if (!next) return fail(next.error());

    const Timestamp at = now();
    incident->status = *next;
    incident->closed_at = is_closed(*next) ? std::optional(at) : std::nullopt;
    if (request.step == IncidentStep::kReopen) incident->assigned_to.clear();
    if (request.step == IncidentStep::kAssign) {
      auto assignee = assignee_of(database, principal, request);
      if (!assignee) return fail(assignee.error());
      incident->assigned_to = std::move(*assignee);
    }
    if (auto status = write_step(database, principal, *incident, request, at); !status) return fail(status.error());
    return incident;
  });
}

Result<IncidentEvent> SqliteFleetStore::add_note(const Principal& principal, IncidentId id, std::string_view text) {
  if (auto status = require(principal, Action::kHandleIncidents); !status) return fail(status.error());
  if (text.empty() || text.size() > kMaxNote) return fail(Error::kInvalidArgument, "a note has 1 to 2000 bytes");
  return connections_.write([&](Database& database) -> Result<IncidentEvent> {
    const auto incident = find_incident(database, principal, id);
    if (!incident) return fail(incident.error());
    const IncidentEvent event{.at = now(),
                              .actor = principal.actor(),
                              .what = "note",
                              .status = incident->status,
                              .assigned_to = {},
                              .note = std::string(text)};
    if (auto status = insert_history(database, id, event); !status) return fail(status.error());
    auto status =
        append_audit(database, principal, event.at,
                     {.action = "incident.note", .subject = "incident:" + std::to_string(id.value), .detail = event.note});
    if (!status) return fail(status.error());
    return event;
  });
}

}  // namespace eyrie::storage::sqlite
