// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "web/http/message.hpp"

namespace eyrie::web {

/// One message to any number of clients: serialised once, shared, never changed.
struct WebSocketMessage {
  std::string bytes;
  bool is_binary = false;
};
using SharedMessage = std::shared_ptr<const WebSocketMessage>;

[[nodiscard]] inline SharedMessage text_message(std::string text) {
  return std::make_shared<const WebSocketMessage>(WebSocketMessage{.bytes = std::move(text), .is_binary = false});
}
[[nodiscard]] inline SharedMessage binary_message(std::string bytes) {
  return std::make_shared<const WebSocketMessage>(WebSocketMessage{.bytes = std::move(bytes), .is_binary = true});
}

/// Close codes of RFC 6455, section 7.4.1.
enum class CloseCode : std::uint16_t {
  kNormal = 1000,
  kGoingAway = 1001,
  kPolicy = 1008,
  kTooBig = 1009,
  kInternalError = 1011,
  kTryAgainLater = 1013
};

/// The sending side of one WebSocket. No call blocks: messages go into a bounded queue (see `Outbox`), so that a client
/// that does not read delays nobody. Thread-safe; calls after the end do nothing,
/// but none may be under way while the server is destroyed.
class WebSocketClient {
 public:
  virtual ~WebSocketClient() = default;
  /// A message that newer ones make worthless: the oldest of its kind goes when the queue is full.
  virtual void send_data(SharedMessage message) = 0;
  /// Messages that mean nothing without each other, a group of pictures for one: all of them are queued, or none (false)
  /// where they would fill the queue so far that what comes after them could push out their first.
  virtual bool send_group(std::span<const SharedMessage> group) = 0;
  /// A message that must arrive: a client whose queue has no room for it is disconnected with code 1013.
  virtual void send_control(SharedMessage message) = 0;
  /// What is longer than 123 bytes of the reason is cut off.
  virtual void close(CloseCode code, std::string reason) = 0;
};

/// The receiving side of one WebSocket. Calls come one at a time, on worker threads, and may block; the next message is
/// not read before the call returns. An exception ends the connection with code 1011.
class WebSocketListener {
 public:
  virtual ~WebSocketListener() = default;
  virtual void on_text(std::string_view text) = 0;
  virtual void on_binary(std::string_view /*bytes*/) {}
  /// The last call, exactly once, however the connection ended.
  virtual void on_closed() = 0;
};

/// Decides whether a handshake may go on; an error is answered as a problem document. Requests from other sites' pages have
/// been refused before. What is sent to `client` here goes out right after the handshake.
using WebSocketAccept = std::function<Result<std::unique_ptr<WebSocketListener>>(const Request& request,
                                                                                 std::shared_ptr<WebSocketClient> client)>;

}  // namespace eyrie::web
