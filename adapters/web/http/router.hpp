// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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

struct RouteOptions {
  ByteCount max_body = 256_KiB;  ///< more is answered with 413 before it is read
  Lane lane = Lane::kQuick;
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
  /// Answers GET and HEAD of every path without a route.
  void set_fallback(Handler handler);

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
};

}  // namespace eyrie::web
