// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/time.hpp"
#include "fleet/blobs.hpp"
#include "fleet/store.hpp"
#include "gateway/base_map.hpp"
#include "gateway/bus.hpp"
#include "gateway/doorman.hpp"
#include "gateway/infer_service.hpp"
#include "gateway/live_hub.hpp"
#include "gateway/rule_book.hpp"
#include "observe/health.hpp"
#include "observe/metrics.hpp"
#include "web/http/router.hpp"

/// schemas/openapi.yaml, one file a resource. Handlers hold no state; rights are the stores' to check, through the
/// principal.
namespace eyrie::gateway::api {

/// What the handlers work with; all of it outlives the server.
struct Context {
  fleet::FleetStore& store;
  fleet::BlobStore& blobs;
  Doorman& doorman;
  RuleBook& rules;
  LiveHub& live;
  Bus& bus;
  InferService& infer;
  observe::Health& health;
  observe::Metrics& metrics;
  const Clock& clock;
  BaseMap* map = nullptr;  ///< nothing where none is set
};

void add_session(web::Router& router, Context& context);
void add_users(web::Router& router, Context& context);
void add_drones(web::Router& router, Context& context);
void add_incidents(web::Router& router, Context& context);
void add_overlay(web::Router& router, Context& context);
void add_detections(web::Router& router, Context& context);
void add_objects(web::Router& router, Context& context);
void add_uploads(web::Router& router, Context& context);
void add_rules(web::Router& router, Context& context);
void add_dead_letters(web::Router& router, Context& context);
void add_audit(web::Router& router, Context& context);
void add_infer(web::Router& router, Context& context);
void add_map(web::Router& router, Context& context);
void add_health(web::Router& router, Context& context);
void add_live(web::Router& router, Context& context);

/// All of them.
[[nodiscard]] web::Router make_router(Context& context);

/// Answers one request of somebody known.
using Action = std::function<Result<web::Response>(const web::Request& request, const fleet::Principal& principal)>;
/// Finds out who asks, calls `action`, and makes a problem document of an error. Refuses whoever signed in with a one-time
/// password.
[[nodiscard]] web::Handler known(Context& context, Action action);

using VisitorAction = std::function<Result<web::Response>(const web::Request& request, const Doorman::Visitor& visitor)>;
/// The same for the one thing that may be done with a one-time password: changing it.
[[nodiscard]] web::Handler known_visitor(Context& context, VisitorAction action);
[[nodiscard]] web::Response password_change_required();

}  // namespace eyrie::gateway::api
