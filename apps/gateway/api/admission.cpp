// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/api/admission.hpp"

namespace eyrie::gateway::api {

web::Guard known_sender(Doorman& doorman) {
  return [&doorman](const web::Request& header) -> Result<web::Sender> {
    const auto visitor = doorman.who(header);
    if (!visitor) return fail(visitor.error());
    return web::Sender::kKnown;
  };
}

web::Guard sender_who_may(Doorman& doorman, fleet::Action action) {
  return [&doorman, action](const web::Request& header) -> Result<web::Sender> {
    const auto visitor = doorman.who(header);
    if (!visitor) return fail(visitor.error());
    if (const auto right = fleet::require(visitor->principal, action); !right) return fail(right.error());
    return web::Sender::kKnown;
  };
}

}  // namespace eyrie::gateway::api
