// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"
#include "web/http/outbox.hpp"
#include "web/http/router.hpp"

namespace eyrie::web {

using namespace std::chrono_literals;

/// An HTTP/1.1 and WebSocket server for a console, programs and drones.
///
/// A few I/O threads move bytes and never wait for anything else; handlers run on worker threads in two lanes (see `Lane`),
/// each with a bounded line: a full one is answered with 503 (quick) or 429 (heavy) and `Retry-After`. Bounds on everything
/// a peer may hold: header 16 KiB, body by route, all bodies together `max_buffered_bodies`, connections, and time:
/// `idle_timeout` between requests, `header_timeout` for a header however slowly it drips, `body_timeout` plus the body's
/// size at `min_body_rate`, and `write_timeout` for each 256 KiB of an answer. Requests of one connection are answered in
/// order, one at a time.
///
/// Strangers cannot use up what others need. No byte of a body is taken before the route's `Guard` has seen the header: who
/// may not send it is refused, and a stranger's is at most `max_stranger_body`, so that all of them together are bounded by
/// the number of connections. And when all connections are taken, the one whose peer has kept us waiting longest makes room
/// for the next: for a request, for a stranger's body, or to take an answer. A known sender's body, a request that is worked
/// on and a WebSocket are not cut.
///
/// Errors are RFC 9457 problem documents. Every answer carries the security headers of `security_headers()`.
class HttpServer {
 public:
  /// What became of a request; for the log and the metrics. `route` is the pattern, so that it is safe as a metric label.
  struct Served {
    std::string_view method;
    std::string_view route;
    int status = 0;
    std::chrono::nanoseconds duration{};
  };

  struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;          ///< 0: any free one, see `port()`
    std::string certificate_file{};  ///< PEM chain; with `key_file` it turns TLS on
    std::string key_file{};          ///< PEM
    std::size_t io_threads = 2;
    std::size_t quick_threads = 8;
    std::size_t max_quick_waiting = 256;
    std::size_t heavy_threads = 2;
    std::size_t max_heavy_waiting = 32;
    std::size_t max_connections = 1024;
    ByteCount max_header = 16_KiB;
    ByteCount max_buffered_bodies = 256_MiB;  ///< of known senders, see `Guard`
    ByteCount max_stranger_body = 16_KiB;
    std::chrono::milliseconds idle_timeout = 60s;
    std::chrono::milliseconds header_timeout = 10s;
    std::chrono::milliseconds body_timeout = 30s;
    ByteCount min_body_rate = 32_KiB;  ///< bytes a second
    std::chrono::milliseconds write_timeout = 30s;
    std::chrono::milliseconds websocket_idle_timeout = 30s;  ///< a ping goes out at half of it
    ByteCount max_websocket_message = 64_KiB;
    std::chrono::milliseconds shutdown_timeout = 5s;
    Outbox::Options websocket_outbox{};
    std::function<void(const Served&)> on_served{};  ///< called on I/O threads; must not block
  };

  /// Binds and begins to serve. `kUnavailable` when the address is taken, `kInvalidArgument` when it is none or when the
  /// certificate or key cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(Options options, Router router);

  virtual ~HttpServer() = default;  ///< stops

  [[nodiscard]] virtual std::uint16_t port() const noexcept = 0;
  /// `http://127.0.0.1:8080`
  [[nodiscard]] virtual std::string url() const = 0;

  struct Statistics {
    std::uint64_t connections = 0;          ///< open now
    std::uint64_t refused_connections = 0;  ///< all were taken and none could be cut
    std::uint64_t websockets = 0;           ///< open now
    std::uint64_t dropped_messages = 0;     ///< WebSocket data messages dropped for slow clients, closed ones
    std::uint64_t overflown_clients = 0;    ///< WebSocket clients disconnected with 1013
  };
  [[nodiscard]] virtual Statistics statistics() const = 0;

  /// Ends in order and within `shutdown_timeout`: no new connections, idle ones closed, WebSockets told 1001, requests under
  /// way answered, what is left cut. Handlers that are still running are waited for: they must be bounded themselves.
  virtual void stop() = 0;
};

/// The headers against script injection, framing and sniffing that every answer carries.
[[nodiscard]] const Headers& security_headers();

}  // namespace eyrie::web
