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

}  // namespace eyrie::gateway::api
