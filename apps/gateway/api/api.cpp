// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"

#include "gateway/api/admission.hpp"
#include "web/http/problem.hpp"

namespace eyrie::gateway::api {

web::Handler known(Context& context, Action action) {
  return [&context, action = std::move(action)](const web::Request& request) {
    const auto principal = context.doorman.who(request);
    if (!principal) return web::problem(principal.error());
    auto response = action(request, *principal);
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
  add_health(router, context);
  add_live(router, context);
  return router;
}

}  // namespace eyrie::gateway::api
