// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/views.hpp"

namespace eyrie::gateway::api {
namespace {

constexpr TextRule kNote{.min = 1, .max = 2000};

Result<std::vector<fleet::IncidentStatus>> parse_statuses(std::string_view list) {
  std::vector<fleet::IncidentStatus> statuses;
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto status = fleet::parse_incident_status(list.substr(0, comma));
    if (!status) return fail(status.error());
    statuses.push_back(*status);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
  return statuses;
}

Result<fleet::IncidentFilter> read_filter(const web::Request& request) {
  fleet::IncidentFilter filter;
  const auto list = query_text(request, "status");
  if (!list) return fail(list.error());
  auto statuses = parse_statuses(list->value_or(""));
  if (!statuses) return fail(statuses.error());
  filter.statuses = std::move(*statuses);
  const auto severity = query_integer(request, "min_severity", 1, 4);
  if (!severity) return fail(severity.error());
  if (*severity) filter.min_severity = static_cast<fleet::Severity>(**severity);
  const auto drone = query_text(request, "drone");
  if (!drone) return fail(drone.error());
  if (*drone) {
    const auto id = DroneId::parse(**drone);
    if (!id) return fail(id.error());
    filter.drone = *id;
  }
  const auto assignee = query_text(request, "assigned_to");
  if (!assignee) return fail(assignee.error());
  if (*assignee) {
    if (auto valid = fleet::validate_user_name(**assignee); !valid) return fail(valid.error());
    filter.assigned_to = **assignee;
  }
  return filter;
}

Result<web::Response> list(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto filter = read_filter(request);
  if (!filter) return fail(filter.error());
  const auto page = query_page(request);
  if (!page) return fail(page.error());
  const auto incidents = context.store.incidents(principal, *filter, *page);
  if (!incidents) return fail(incidents.error());
  std::vector<std::string> items;
  for (const auto& incident : incidents->items) items.push_back(to_json(incident));
  return web::Response::json(200, items_json(items, incidents->next));
}

Result<web::Response> get(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = path_incident(request);
  if (!id) return fail(id.error());
  const auto incident = context.store.incident(principal, *id);
  if (!incident) return fail(incident.error());
  const auto position = context.store.telemetry_at(principal, incident->drone, incident->captured_at);
  if (!position) return fail(position.error());
  return web::Response::json(200, to_json(*incident, *position));
}

Result<fleet::IncidentStepRequest> read_step(const Fields& body) {
  fleet::IncidentStepRequest request;
  const auto action = body.text("action", {.min = 1, .max = 40});
  if (!action) return fail(action.error());
  const auto step = fleet::parse_incident_step(*action);
  if (!step) return fail(step.error());
  request.step = *step;
  auto assignee = body.optional_text("assignee", {.min = 1, .max = 64});
  if (!assignee) return fail(assignee.error());
  if (*assignee) {
    if (auto valid = fleet::validate_user_name(**assignee); !valid) return fail(valid.error());
    request.assignee = std::move(**assignee);
  }
  auto note = body.optional_text("note", {.min = 0, .max = 2000});
  if (!note) return fail(note.error());
  request.note = note->value_or("");
  return request;
}

Result<web::Response> step(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = path_incident(request);
  if (!id) return fail(id.error());
  const auto body = json_body(request);
  if (!body) return fail(body.error());
  const auto wanted = read_step(*body);
  if (!wanted) return fail(wanted.error());
  const auto incident = context.store.step(principal, *id, *wanted);
  // The body was well-formed: what the store cannot take then is an assignee that does not exist.
  if (!incident && incident.error().code == Error::kInvalidArgument) return fail(Error::kNotFound, incident.error().message);
  if (!incident) return fail(incident.error());
  context.live.on_incident({.kind = fleet::IncidentChange::Kind::kUpdated, .incident = *incident});
  context.live.on_drone(incident->drone);
  return web::Response::json(200, to_json(*incident));
}

Result<web::Response> add_note(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = path_incident(request);
  if (!id) return fail(id.error());
  const auto body = json_body(request);
  if (!body) return fail(body.error());
  const auto text = body->text("text", kNote);
  if (!text) return fail(text.error());
  const auto event = context.store.add_note(principal, *id, *text);
  if (!event) return fail(event.error());
  return web::Response::json(201, to_json(*event));
}

Result<web::Response> history(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = path_incident(request);
  if (!id) return fail(id.error());
  const auto events = context.store.history(principal, *id);
  if (!events) return fail(events.error());
  std::vector<std::string> items;
  for (const auto& event : *events) items.push_back(to_json(event));
  return web::Response::json(200, items_json(items));
}

}  // namespace

void add_incidents(web::Router& router, Context& context) {
  const auto with_request = [&context](auto action) {
    return known(context, [&context, action](const auto& request, const auto& principal) {
      return action(context, request, principal);
    });
  };
  router.add("GET", "/v1/incidents", with_request(list));
  router.add("GET", "/v1/incidents/{incident_id}", with_request(get));
  router.add("POST", "/v1/incidents/{incident_id}/transitions", with_request(step));
  router.add("POST", "/v1/incidents/{incident_id}/notes", with_request(add_note));
  router.add("GET", "/v1/incidents/{incident_id}/history", with_request(history));
}

}  // namespace eyrie::gateway::api
