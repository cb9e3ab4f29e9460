// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "web/http/detail/core.hpp"
#include "web/http/detail/transport.hpp"
#include "web/http/message.hpp"
#include "web/http/websocket.hpp"

namespace eyrie::web::detail {

/// Whether a request asks for a WebSocket, and in the one way there is (RFC 6455, section 4.2.1).
[[nodiscard]] bool is_upgrade(const Request& request);

/// One WebSocket over a connection's transport, which it has for itself. Lives on the connection's strand but where it says
/// otherwise.
class WebSocketSession {
 public:
  [[nodiscard]] static std::shared_ptr<WebSocketSession> make(Core& core, Transport transport);

  virtual ~WebSocketSession() = default;

  /// What the application holds. It may outlive the session, and the server with it: its calls then do nothing.
  [[nodiscard]] virtual std::shared_ptr<WebSocketClient> make_handle() = 0;
  /// The connection, for an answer in place of the handshake; the session is over.
  [[nodiscard]] virtual Transport take_transport() = 0;
  /// From the handshake to the end, after which `listener` has heard its last call.
  [[nodiscard]] virtual boost::asio::awaitable<void> run(const Request& upgrade,
                                                         std::unique_ptr<WebSocketListener> listener) = 0;
  /// Any thread.
  virtual void close(CloseCode code, std::string reason) = 0;
  /// Ends without a closing handshake. Any thread.
  virtual void cut() = 0;
};

}  // namespace eyrie::web::detail
