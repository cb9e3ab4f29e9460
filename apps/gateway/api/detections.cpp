// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "gateway/views.hpp"
#include "wire/json.hpp"

namespace eyrie::gateway::api {
namespace {

Result<web::Response> list(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto name = query_text(request, "drone");
  if (!name) return fail(name.error());
  if (!*name) return fail(Error::kInvalidArgument, "parameter \"drone\" is missing");
  const auto drone = DroneId::parse(**name);
  if (!drone) return fail(drone.error());
  const auto span = query_span(request, context.clock.now(), principal);
  if (!span) return fail(span.error());
  if (is_empty(span->range)) return web::Response::json(200, items_json({}));
  const auto reports = context.store.detections(principal, *drone, span->range, span->limit);
  if (!reports) return fail(reports.error());
  std::vector<std::string> items;
  for (const auto& report : *reports) items.push_back(wire::to_json(report));
  return web::Response::json(200, items_json(items));
}

}  // namespace

void add_detections(web::Router& router, Context& context) {
  router.add("GET", "/v1/detections", known(context, [&context](const auto& request, const auto& principal) {
               return list(context, request, principal);
             }));
}

}  // namespace eyrie::gateway::api
