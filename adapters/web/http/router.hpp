// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "web/http/message.hpp"
#include "web/http/url.hpp"
#include "web/http/websocket.hpp"

namespace eyrie::web {

using namespace eyrie::literals;

/// Answers a request. Runs on a worker thread and may block on a store; several calls run side by side.
using Handler = std::function<Response(const Request&)>;

/// Which threads a route's handler runs on. Heavy work has its own, so that a line of pictures to infer never keeps an
/// operator's click waiting.
enum class Lane : std::uint8_t { kQuick, kHeavy };

/// Who sends a request's body, as far as its header tells.
enum class Sender : std::uint8_t {
  kStranger,  ///< nobody we know: the body is held to `HttpServer::Options::max_stranger_body`
  kKnown,     ///< somebody who may send this: the body takes its share of `max_buffered_bodies`
};

/// Decides on a request's header (its `body` is still empty) whether the body may come; not asked where there is none. An
/// error is the answer, and the body stays unread. Runs where quick handlers do. It guards memory, not what the handler
/// does: a long body later, the handler asks again who that was.
using Guard = std::function<Result<Sender>(const Request& header)>;

/// The guard of what anybody may send, a sign-in for example.
[[nodiscard]] inline Result<Sender> anybody(const Request& /*header*/) { return Sender::kStranger; }

struct RouteOptions {
  ByteCount max_body = 256_KiB;  ///< more is answered with 413 before it is read
  Lane lane = Lane::kQuick;
  Guard guard{};  ///< none: the router's
};

/// Which handler a method and a path belong to.
///
/// A pattern is a path whose segments are literal or `{name}`: `/v1/drones/{drone_id}/telemetry`. A literal segment is
/// preferred to a parameter. A GET route answers HEAD as well, unless HEAD has a route of its own. What no pattern matches
/// goes to the fallback (static files). Routes are added before the server starts; afterwards the router is only read, from
/// any thread.
class Router {
 public:
  struct Route {
    std::string method;
    std::string pattern;
    RouteOptions options;
    std::variant<Handler, WebSocketAccept> handler;
    std::vector<std::string> segments;
  };

  void add(std::string method, std::string pattern, Handler handler, RouteOptions options = {});
  /// A GET route that becomes a WebSocket.
  void add_websocket(std::string pattern, WebSocketAccept accept);
  /// Guards every route that has no guard of its own. Until it is called, that is `anybody`.
  void set_guard(Guard guard) { guard_ = std::move(guard); }
  [[nodiscard]] const Guard& guard_of(const Route& route) const noexcept {
    return route.options.guard ? route.options.guard : guard_;
  }
  /// Answers GET and HEAD of every path without a route.
  void set_fallback(Handler handler);

  /// Every route but the fallback, in the order they were added.
  [[nodiscard]] const std::vector<Route>& routes() const noexcept { return routes_; }

  /// The outcome of a look-up: a route, or the methods that would do (405), or neither (404).
  struct Match {
    const Route* route = nullptr;
    Parameters path_parameters;
    std::string allow;  ///< for 405: `GET, HEAD, POST`
  };
  [[nodiscard]] Match find(std::string_view method, const Target& target) const;

 private:
  std::vector<Route> routes_;
  std::unique_ptr<Route> fallback_;
  Guard guard_ = anybody;
};

}  // namespace eyrie::web
