// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "web/http/detail/core.hpp"

namespace eyrie::web::detail {

/// Serves one connection to its end, on a strand of its own. Returns at once.
void serve(Core& core, boost::asio::ip::tcp::socket socket);

}  // namespace eyrie::web::detail
