// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/detail/connection.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "web/http/detail/on_worker.hpp"
#include "web/http/detail/request_parser.hpp"
#include "web/http/detail/response_head.hpp"
#include "web/http/detail/transport.hpp"
#include "web/http/detail/websocket_session.hpp"
#include "web/http/problem.hpp"

namespace eyrie::web::detail {
namespace {

namespace asio = boost::asio;
template <typename T>
using Awaitable = asio::awaitable<T>;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
/// Answers are sent in pieces, each with a time-out of its own, so that a large file may take as long as it needs to while a
/// client that reads nothing does not hold its connection.
constexpr std::size_t kPiece = 256UL << 10U;
/// What one reading call asks for: a header, and a body once it has been admitted.
constexpr std::size_t kHeaderRead = 4UL << 10U;
constexpr std::size_t kBodyRead = 64UL << 10U;
/// How long a refused peer may go on sending before the connection is reset under it, and its answer with it.
constexpr std::chrono::seconds kLinger{2};
constexpr std::chrono::seconds kRetryAfter{1};

Error defect(const std::exception& bug) {
  return {.code = Error::kInternal, .message = std::string("the request met a defect: ") + bug.what()};
}

Response busy(int status, std::string_view what) {
  return retry_later(status, retryable(Error::kUnavailable, std::string(what) + ". Try again in a second"), kRetryAfter);
}

Response too_large(std::uint64_t limit) {
  return problem(Error{.code = Error::kTooLarge,
                       .message = "the body is larger than the " + std::to_string(limit) + " bytes allowed here"});
}

Response no_route(const Router::Match& match) {
  if (match.allow.empty()) return problem(Error{.code = Error::kNotFound, .message = "nothing at this address"});
  Response response = problem(405, Error{.code = Error::kUnsupported, .message = "this address takes " + match.allow});
  response.headers.add("Allow", match.allow);
  return response;
}

/// One connection; lives on its strand.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, Transport transport, std::string peer)
      : core_(core), executor_(transport.get_executor()), transport_(std::move(transport)), peer_(std::move(peer)) {}
  ~Connection() { core_.registry.remove(registered_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() {
    registered_ = core_.registry.add({.ask = on_strand(&Connection::end_when_idle), .cut = on_strand(&Connection::cut)});
    asio::co_spawn(
        executor_, [self = shared_from_this()]() -> Awaitable<void> { co_await self->run(); }, asio::detached);
  }

 private:
  std::function<void()> on_strand(void (Connection::*member)()) {
    return [weak = weak_from_this(), member, executor = executor_] {
      asio::post(executor, [weak, member] {
        if (const auto self = weak.lock()) ((*self).*member)();
      });
    };
  }

  void end_when_idle() {
    if (websocket_ != nullptr) return websocket_->close(CloseCode::kGoingAway, "the server is going down");
    if (is_idle_) cut();
  }

  void cut() {
    if (websocket_ != nullptr) return websocket_->cut();
    if (transport_) transport_->close();
  }

  Awaitable<void> run() {
    if (transport_->is_encrypted()) {
      transport_->expires_after(core_.options.header_timeout);
      const auto [failure] = co_await transport_->async_handshake(kAsTuple);
      if (failure) co_return;
    }
    bool goes_on = true;
    while (goes_on) goes_on = co_await serve_one();
    if (websocket_ == nullptr) co_await close_gently();
  }

  /// Reads one request and answers it; false when the connection is to end.
  Awaitable<bool> serve_one() {
    const bool has_begun = co_await wait_for_request();
    if (!has_begun) co_return false;
    RequestParser parser(core_.options.max_header);
    transport_->expires_after(core_.options.header_timeout);
    const Result<bool> header = co_await read_header(parser);
    if (!header) {
      const int status = header.error().code == Error::kTooLarge ? 431 : 400;
      co_return co_await send(problem(status, header.error()), false, false);
    }
    if (!*header) co_return false;

    const auto target = parse_target(parser.target());
    if (!target) co_return co_await finish(parser, nullptr, problem(target.error()), system_clock().steady_now());
    Router::Match match = core_.router.find(parser.method(), *target);
    if (match.route == nullptr) co_return co_await finish(parser, nullptr, no_route(match), system_clock().steady_now());
    Request request = make_request(parser, *target, std::move(match.path_parameters));
    if (std::holds_alternative<WebSocketAccept>(match.route->handler)) {
      co_return co_await serve_websocket(parser, request, *match.route);
    }

    Reservation memory(core_.body_budget);
    std::optional<Response> response = co_await receive_body(parser, *match.route, request, memory);
    core_.registry.work(registered_);
    const SteadyTime began = system_clock().steady_now();
    if (!response) response = co_await answer(*match.route, request);
    co_return co_await finish(parser, match.route, std::move(*response), began);
  }

  Awaitable<bool> wait_for_request() {
    core_.registry.wait_for_peer(registered_);
    if (buffer_.size() > 0) co_return true;  // the next request came along with the last one
    if (core_.is_stopping) co_return false;
    buffer_.shrink_to_fit();
    is_idle_ = true;
    transport_->expires_after(core_.options.idle_timeout);
    const bool has_come = co_await read_more(kHeaderRead);
    is_idle_ = false;
    co_return has_come;
  }

  /// False when the peer has left or kept silent for too long.
  Awaitable<bool> read_more(std::size_t size) {
    const auto [failure, read] = co_await transport_->async_read_some(buffer_.prepare(size), kAsTuple);
    if (!failure) buffer_.commit(read);
    co_return !failure;
  }

  [[nodiscard]] std::string_view unread() const { return {static_cast<const char*>(buffer_.data().data()), buffer_.size()}; }

  /// False when the peer has gone before its header was whole.
  Awaitable<Result<bool>> read_header(RequestParser& parser) {
    for (;;) {
      const auto fed = parser.feed_header(unread());
      if (!fed) co_return fail(fed.error());
      buffer_.consume(fed->consumed);
      if (fed->is_whole) co_return true;
      const bool has_come = co_await read_more(kHeaderRead);
      if (!has_come) co_return false;
    }
  }

  Request make_request(const RequestParser& parser, const Target& target, Parameters path_parameters) const {
    return {.method = std::string(parser.method()),
            .path = target.path,
            .path_parameters = std::move(path_parameters),
            .query = target.query,
            .headers = parser.headers(),
            .body = {},
            .peer_address = peer_,
            .is_encrypted = transport_->is_encrypted()};
  }

  /// Takes the request's body into memory, once its sender has shown in the header that it may send one. Nothing when the
  /// body is there, or there is none; else the refusal.
  Awaitable<std::optional<Response>> receive_body(RequestParser& parser, const Router::Route& route, Request& request,
                                                  Reservation& memory) {
    if (parser.is_complete()) co_return std::nullopt;
    std::uint64_t limit = route.options.max_body.value;
    if (parser.content_length() > limit) co_return too_large(limit);
    const auto sender = co_await ask_guard(route, request);
    if (!sender) co_return to_response(sender.error());
    if (*sender == Sender::kStranger) limit = std::min(limit, core_.options.max_stranger_body.value);
    const std::uint64_t size = parser.content_length().value_or(limit);
    if (size > limit) co_return too_large(limit);
    if (*sender == Sender::kKnown) {
      if (!memory.take(size)) co_return busy(503, "request bodies take all the memory they may");
      core_.registry.work(registered_);  // a known sender's connection makes no room for others
    }
    co_return co_await read_body(parser, request, {limit}, size);
  }

  Awaitable<std::optional<Response>> read_body(RequestParser& parser, Request& request, ByteCount limit,
                                               std::uint64_t size) {
    const auto at_lowest_rate = std::chrono::seconds(size / std::max<std::uint64_t>(core_.options.min_body_rate.value, 1));
    transport_->expires_after(core_.options.body_timeout + at_lowest_rate);
    if (parser.expects_continue()) {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      (void)co_await asio::async_write(*transport_, asio::buffer(kContinue), kAsTuple);
    }
    parser.admit_body(limit);
    for (;;) {
      const auto fed = parser.feed_body(unread());
      if (!fed) co_return problem(fed.error());
      buffer_.consume(fed->consumed);
      if (fed->is_whole) break;
      const bool has_come = co_await read_more(kBodyRead);
      if (!has_come)
        co_return problem(408, Error{.code = Error::kTimeout, .message = "the body did not come whole in time"});
    }
    request.body = parser.take_body();
    co_return std::nullopt;
  }

  Awaitable<Result<Sender>> ask_guard(const Router::Route& route, const Request& header) {
    Result<Sender> sender = fail_for_now(Error::kUnavailable, "too much to do at once. Try again in a second");
    const Guard& guard = core_.router.guard_of(route);
    (void)co_await on_worker(core_.quick, [&] {
      try {
        sender = guard(header);
      } catch (const std::exception& bug) {
        sender = fail(defect(bug));
      }
    });
    co_return sender;
  }

  Awaitable<Response> answer(const Router::Route& route, const Request& request) {
    const bool is_heavy = route.options.lane == Lane::kHeavy;
    const auto& handler = std::get<Handler>(route.handler);
    Response response = busy(is_heavy ? 429 : 503, "too much to do at once: the line of waiting requests is full");
    (void)co_await on_worker(is_heavy ? core_.heavy : core_.quick, [&] {
      try {
        response = handler(request);
      } catch (const std::exception& bug) {
        response = problem(defect(bug));
      }
    });
    co_return response;
  }

  void report(std::string_view method, const Router::Route* route, int status, SteadyTime began) const {
    if (!core_.options.on_served) return;
    core_.options.on_served({.method = method,
                             .route = route != nullptr ? std::string_view(route->pattern) : std::string_view("none"),
                             .status = status,
                             .duration = system_clock().steady_now() - began});
  }

  /// Reports and sends. The connection goes on only if the peer has nothing more to say that nobody wants to hear.
  Awaitable<bool> finish(const RequestParser& parser, const Router::Route* route, Response response, SteadyTime began) {
    report(parser.method(), route, response.status, began);
    const bool keeps_alive = parser.is_complete() && parser.keeps_alive() && !core_.is_stopping;
    const bool is_head = parser.method() == "HEAD";
    co_return co_await send(std::move(response), keeps_alive, is_head);
  }

  /// Sends head and body; true when the next request may follow.
  Awaitable<bool> send(Response response, bool keeps_alive, bool is_head) {
    const std::string head = response_head(response, keeps_alive, transport_->is_encrypted());
    const bool has_body = !is_head && may_have_body(response.status);
    std::string_view text;
    if (const auto* own = std::get_if<std::string>(&response.body)) text = *own;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) text = **shared;
    if (!has_body) text = {};

    // The head and the first piece go out together: one packet for most answers.
    const std::string_view first = text.substr(0, kPiece);
    bool is_sent = co_await write(asio::buffer(head), asio::buffer(first));
    for (std::size_t at = first.size(); is_sent && at < text.size(); at += kPiece) {
      is_sent = co_await write(asio::buffer(text.substr(at, kPiece)));
    }
    if (is_sent && has_body) {
      if (auto* const source = std::get_if<std::unique_ptr<BodySource>>(&response.body))
        is_sent = co_await stream_body(**source);
    }
    co_return is_sent&& keeps_alive;
  }

  Awaitable<bool> stream_body(BodySource& source) {
    std::vector<std::byte> piece(std::min<std::uint64_t>(kPiece, source.size()));
    for (std::uint64_t left = source.size(); left > 0;) {
      Result<std::size_t> read = 0;
      const bool is_done = co_await on_worker(core_.quick, [&] { read = source.read(piece); });
      if (!is_done || !read || *read == 0) co_return false;
      const bool is_sent = co_await write(asio::buffer(piece.data(), *read));
      if (!is_sent) co_return false;
      left -= std::min<std::uint64_t>(left, *read);
    }
    co_return true;
  }

  Awaitable<bool> write(asio::const_buffer first, asio::const_buffer second = {}) {
    const std::array<asio::const_buffer, 2> buffers{first, second};
    core_.registry.wait_for_peer(registered_);
    transport_->expires_after(core_.options.write_timeout);
    const auto [failure, size] = co_await asio::async_write(*transport_, buffers, kAsTuple);
    co_return !failure;
  }

  Awaitable<bool> serve_websocket(const RequestParser& parser, const Request& request, const Router::Route& route) {
    const SteadyTime began = system_clock().steady_now();
    if (!parser.is_complete()) co_return co_await finish(parser, &route, too_large(0), began);
    if (!is_upgrade(request)) {
      Response refusal = problem(426, Error{.code = Error::kUnsupported, .message = "this address speaks WebSocket"});
      refusal.headers.add("Upgrade", "websocket");
      co_return co_await finish(parser, &route, std::move(refusal), began);
    }
    if (!is_same_origin(request)) {
      const Error error{.code = Error::kPermissionDenied, .message = "a page of another site may not open this WebSocket"};
      co_return co_await finish(parser, &route, problem(error), began);
    }
    const auto session = WebSocketSession::make(core_, std::move(*transport_));
    transport_.reset();
    Result<std::unique_ptr<WebSocketListener>> listener = fail_for_now(Error::kUnavailable, "too much to do at once");
    const auto& accept = std::get<WebSocketAccept>(route.handler);
    core_.registry.work(registered_);
    (void)co_await on_worker(core_.quick, [&] {
      try {
        listener = accept(request, session->make_handle());
      } catch (const std::exception& bug) {
        listener = fail(defect(bug));
      }
    });
    if (!listener) {
      transport_.emplace(session->take_transport());
      co_return co_await finish(parser, &route, to_response(listener.error()), began);
    }
    report("GET", &route, 101, began);
    websocket_ = session;
    if (core_.is_stopping) session->close(CloseCode::kGoingAway, "the server is going down");
    co_await session->run(request, std::move(*listener));
    co_return false;
  }

  /// What a refusal before the handler becomes.
  static Response to_response(const Error& error) {
    return error.can_retry ? retry_later(status_of(error.code), error, kRetryAfter) : problem(error);
  }

  /// Ends the connection so that an answer still under way is not destroyed by a reset: no more from us, and what the peer
  /// still sends is read and forgotten for a while.
  Awaitable<void> close_gently() {
    if (!transport_->shutdown_send()) co_return;
    core_.registry.wait_for_peer(registered_);
    is_idle_ = true;
    transport_->expires_after(core_.is_stopping ? std::chrono::seconds(0) : kLinger);
    std::array<char, 4096> ignored{};
    for (;;) {
      const auto [ended, size] = co_await transport_->async_discard_some(asio::buffer(ignored), kAsTuple);
      if (ended) co_return;
    }
  }

  Core& core_;
  const asio::any_io_executor executor_;
  std::optional<Transport> transport_;  ///< gone while a WebSocket session has it
  const std::string peer_;
  boost::beast::flat_buffer buffer_;
  std::shared_ptr<WebSocketSession> websocket_;
  bool is_idle_ = false;
  std::uint64_t registered_ = 0;
};

}  // namespace

void serve(Core& core, asio::ip::tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  const auto endpoint = socket.remote_endpoint(ignored);
  std::string peer = endpoint.address().to_string();
  std::make_shared<Connection>(core, Transport(core, std::move(socket)), std::move(peer))->start();
}

}  // namespace eyrie::web::detail
