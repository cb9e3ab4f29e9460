// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"

namespace eyrie::gateway::api {
namespace {

web::Response to_response(observe::Health::Answer answer) {
  return web::Response::json(answer.is_ok ? 200 : 503, std::move(answer.json));
}

}  // namespace

void add_health(web::Router& router, Context& context) {
  router.add("GET", "/healthz", [&context](const web::Request&) { return to_response(context.health.liveness()); });
  router.add("GET", "/readyz", [&context](const web::Request&) { return to_response(context.health.readiness()); });
  router.add("GET", "/metrics", [&context](const web::Request&) {
    return web::Response::text(200, "text/plain; version=0.0.4; charset=utf-8", context.metrics.exposition());
  });
}

}  // namespace eyrie::gateway::api
