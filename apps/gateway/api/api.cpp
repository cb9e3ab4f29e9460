// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"

#include "gateway/api/admission.hpp"
#include "web/http/problem.hpp"

namespace eyrie::gateway::api {

web::Response password_change_required() {
  return web::problem(403, "password_change_required",
                      "you signed in with a one-time password: choose your own first (PATCH /v1/users/{your name})");
}

web::Handler known(Context& context, Action action) {
  return known_visitor(context, [action = std::move(action)](const auto& request, const auto& visitor) {
    if (visitor.must_change_password) return Result<web::Response>(password_change_required());
    return action(request, visitor.principal);
  });
}

web::Handler known_visitor(Context& context, VisitorAction action) {
  return [&context, action = std::move(action)](const web::Request& request) {
    const auto visitor = context.doorman.who(request);
    if (!visitor) return web::problem(visitor.error());
    auto response = action(request, *visitor);
    return response ? std::move(*response) : web::problem(response.error());
  };
}

web::Router make_router(Context& context) {
  web::Router router;
  router.set_guard(known_sender(context.doorman));
  add_session(router, context);
  add_users(router, context);
  add_drones(router, context);
  add_incidents(router, context);
  add_overlay(router, context);
  add_detections(router, context);
  add_objects(router, context);
  add_uploads(router, context);
  add_rules(router, context);
  add_dead_letters(router, context);
  add_audit(router, context);
  add_infer(router, context);
  add_map(router, context);
  add_health(router, context);
  add_live(router, context);
  return router;
}

}  // namespace eyrie::gateway::api
