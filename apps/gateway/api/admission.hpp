// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fleet/principal.hpp"
#include "gateway/doorman.hpp"
#include "web/http/router.hpp"

/// Who may send a body at all: the doorman's answer before the server spends memory on it. What may be done with it is the
/// handler's to check when the body is there.
namespace eyrie::gateway::api {

/// Everybody the doorman knows: the gateway's guard unless a route says otherwise.
[[nodiscard]] web::Guard known_sender(Doorman& doorman);
/// Those of them who may do `action`: for routes whose bodies are large.
[[nodiscard]] web::Guard sender_who_may(Doorman& doorman, fleet::Action action);

}  // namespace eyrie::gateway::api
