// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/api.hpp"

namespace eyrie::gateway::api {

void add_live(web::Router& router, Context& context) {
  router.add_websocket(
      "/v1/live",
      [&context](const web::Request& request,
                 std::shared_ptr<web::WebSocketClient> client) -> Result<std::unique_ptr<web::WebSocketListener>> {
        const auto session = context.doorman.session_of(request);
        if (!session) return fail(session.error());
        if (session->user.must_change_password) {
          return fail(Error::kPermissionDenied, "you signed in with a one-time password: choose your own first");
        }
        auto still_holds = [&doorman = context.doorman, token = Doorman::token_of(request)] {
          return doorman.still_holds(token);
        };
        return context.live.begin(session->user.principal(), std::move(still_holds), std::move(client));
      });
}

}  // namespace eyrie::gateway::api
