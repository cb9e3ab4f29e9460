// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
// The one file that compiles Boost.Beast.
#include "web/http/detail/connection.hpp"

#include <array>
#include <chrono>
#include <ctime>
#include <exception>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "web/http/detail/on_worker.hpp"
#include "web/http/detail/websocket_session.hpp"
#include "web/http/problem.hpp"

namespace eyrie::web {

const Headers& security_headers() {
  static const Headers headers = [] {
    Headers all;
    all.add("Content-Security-Policy",
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' "
            "'unsafe-inline'; "
            "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri "
            "'none'; "
            "form-action 'self'; frame-ancestors 'none'");
    all.add("X-Content-Type-Options", "nosniff");
    all.add("Referrer-Policy", "no-referrer");
    all.add("Cross-Origin-Opener-Policy", "same-origin");
    all.add("Cross-Origin-Resource-Policy", "same-origin");
    return all;
  }();
  return headers;
}

namespace detail {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using PlainStream = beast::tcp_stream;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;
using Parser = http::request_parser<http::string_body>;
template <typename T>
using Awaitable = asio::awaitable<T>;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
/// Answers are sent in pieces, each with a time-out of its own, so that a large file may take as long as it needs to while a
/// client that reads nothing does not hold its connection.
constexpr std::size_t kPiece = 256UL << 10U;
constexpr ByteCount kBodyWithoutRoute = 256_KiB;
/// How long a refused peer may go on sending before the connection is reset under it, and its answer with it.
constexpr std::chrono::seconds kLinger{2};
constexpr std::chrono::seconds kRetryAfter{1};

std::string http_date() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

std::uint64_t body_size(const Response& response) {
  if (const auto* text = std::get_if<std::string>(&response.body)) return text->size();
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) return (*shared)->size();
  return std::get<std::unique_ptr<BodySource>>(response.body)->size();
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

/// A header value of ours never splits the response, whatever it was made from.
void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ");
  for (const char c : value) head += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  head.append("\r\n");
}

std::string head_of(const Response& response, bool keeps_alive, bool is_encrypted) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(reason_of(response.status)).append("\r\n");
  for (const auto& [name, value] : response.headers.all()) append_field(head, name, value);
  for (const auto& [name, value] : security_headers().all()) append_field(head, name, value);
  if (is_encrypted) append_field(head, "Strict-Transport-Security", "max-age=31536000");
  if (!response.headers.find("cache-control")) append_field(head, "Cache-Control", "no-store");
  append_field(head, "Date", http_date());
  if (may_have_body(response.status)) append_field(head, "Content-Length", std::to_string(body_size(response)));
  append_field(head, "Connection", keeps_alive ? "keep-alive" : "close");
  head.append("\r\n");
  return head;
}

Response call(const Handler& handler, const Request& request) {
  try {
    return handler(request);
  } catch (const std::exception& bug) {
    return problem(Error{.code = Error::kInternal, .message = std::string("the request met a defect: ") + bug.what()});
  }
}

Error busy(std::string_view what) {
  return retryable(Error::kUnavailable, std::string(what) + ": the line of waiting requests is full. Try again in a second");
}

/// Gives body memory back when the request has been answered.
class Reservation {
 public:
  Reservation(ByteBudget& budget, std::uint64_t bytes) : budget_(budget), bytes_(bytes) {}
  ~Reservation() { budget_.give_back(bytes_); }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;

 private:
  ByteBudget& budget_;
  std::uint64_t bytes_;
};

/// One connection; lives on its strand.
template <typename Stream>
class Connection : public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Core& core, Stream stream, std::string peer)
      : core_(core), executor_(stream.get_executor()), stream_(std::in_place, std::move(stream)), peer_(std::move(peer)) {}
  ~Connection() { core_.registry.remove(registered_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() {
    registered_ = core_.registry.add({.ask = on_strand(&Connection::end_when_idle), .cut = on_strand(&Connection::cut)});
    asio::co_spawn(
        executor_, [self = this->shared_from_this()]() -> Awaitable<void> { co_await self->run(); }, asio::detached);
  }

 private:
  static constexpr bool kIsEncrypted = std::is_same_v<Stream, TlsStream>;

  std::function<void()> on_strand(void (Connection::*member)()) {
    return [weak = this->weak_from_this(), member, executor = executor_] {
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
    boost::system::error_code ignored;
    tcp().socket().close(ignored);
  }

  PlainStream& tcp() { return beast::get_lowest_layer(*stream_); }

  Awaitable<void> run() {
    if constexpr (kIsEncrypted) {
      tcp().expires_after(core_.options.header_timeout);
      const auto [failure] = co_await stream_->async_handshake(asio::ssl::stream_base::server, kAsTuple);
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

    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(core_.options.max_header.value));
    parser.body_limit(boost::none);  // the route decides
    tcp().expires_after(core_.options.header_timeout);
    const auto [malformed, read] = co_await http::async_read_header(*stream_, buffer_, parser, kAsTuple);
    if (malformed) co_return co_await refuse_header(malformed);

    const auto target = parse_target(parser.get().target());
    Router::Match match;
    if (target) match = core_.router.find(parser.get().method_string(), *target);
    if (match.route != nullptr && std::holds_alternative<WebSocketAccept>(match.route->handler)) {
      co_return co_await serve_websocket(parser, *target, std::move(match));
    }

    const std::uint64_t limit = (match.route != nullptr ? match.route->options.max_body : kBodyWithoutRoute).value;
    const std::uint64_t size = parser.chunked() ? limit : parser.content_length().value_or(0);
    if (size > limit) co_return co_await send(too_large(limit), false, false);
    if (!core_.body_budget.take(size)) {
      co_return co_await send(retry_later(503, busy("request bodies take all the memory they may"), kRetryAfter), false,
                              false);
    }
    const Reservation reservation(core_.body_budget, size);
    const auto failed = co_await read_body(parser, limit, size);
    if (failed == http::error::body_limit) co_return co_await send(too_large(limit), false, false);
    if (failed) co_return co_await refuse_header(failed);

    const bool wants_more = parser.get().keep_alive();
    const bool is_head = parser.get().method() == http::verb::head;
    const SteadyTime began = system_clock().steady_now();
    Response response;
    if (!target) {
      response = problem(target.error());
    } else if (match.route == nullptr) {
      response = no_route(match);
    } else {
      const Request request = to_request(parser, *target, std::move(match.path_parameters));
      response = co_await answer(*match.route, request);
    }
    report(parser.get().method_string(), match.route, response.status, began);
    co_return co_await send(std::move(response), wants_more && !core_.is_stopping, is_head);
  }

  Awaitable<bool> wait_for_request() {
    if (buffer_.size() > 0) co_return true;  // the next request came along with the last one
    if (core_.is_stopping) co_return false;
    is_idle_ = true;
    tcp().expires_after(core_.options.idle_timeout);
    const auto [failure, size] = co_await stream_->async_read_some(buffer_.prepare(4096), kAsTuple);
    is_idle_ = false;
    buffer_.commit(size);
    co_return !failure;
  }

  Awaitable<boost::system::error_code> read_body(Parser& parser, std::uint64_t limit, std::uint64_t size) {
    if (parser.is_done()) co_return boost::system::error_code{};
    parser.body_limit(limit);
    const auto at_lowest_rate = std::chrono::seconds(size / std::max<std::uint64_t>(core_.options.min_body_rate.value, 1));
    tcp().expires_after(core_.options.body_timeout + at_lowest_rate);
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      const auto [failure, sent] = co_await asio::async_write(*stream_, asio::buffer(kContinue), kAsTuple);
      if (failure) co_return failure;
    }
    const auto [failure, read] = co_await http::async_read(*stream_, buffer_, parser, kAsTuple);
    co_return failure;
  }

  Request to_request(Parser& parser, const Target& target, Parameters path_parameters) {
    Request request;
    auto message = parser.release();
    request.method = message.method_string();
    request.path = target.path;
    request.query = target.query;
    request.path_parameters = std::move(path_parameters);
    for (const auto& field : message) request.headers.add(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    request.peer_address = peer_;
    request.is_encrypted = kIsEncrypted;
    return request;
  }

  Awaitable<Response> answer(const Router::Route& route, const Request& request) {
    const bool is_heavy = route.options.lane == Lane::kHeavy;
    const auto& handler = std::get<Handler>(route.handler);
    std::optional<Response> response = co_await on_worker<Response>(is_heavy ? core_.heavy : core_.quick,
                                                                    [&handler, &request] { return call(handler, request); });
    if (response) co_return std::move(*response);
    co_return retry_later(is_heavy ? 429 : 503, busy("too much to do at once"), kRetryAfter);
  }

  static Response no_route(const Router::Match& match) {
    if (match.allow.empty()) return problem(Error{.code = Error::kNotFound, .message = "nothing at this address"});
    Response response = problem(405, Error{.code = Error::kUnsupported, .message = "this address takes " + match.allow});
    response.headers.add("Allow", match.allow);
    return response;
  }

  static Response too_large(std::uint64_t limit) {
    return problem(Error{.code = Error::kTooLarge,
                         .message = "the body is larger than the " + std::to_string(limit) + " bytes allowed here"});
  }

  /// What a peer gets whose bytes are no request: the reason if it is still there, and the end of the connection.
  Awaitable<bool> refuse_header(boost::system::error_code failure) {
    const bool is_parse_error = failure.category() == http::make_error_code(http::error::bad_method).category();
    if (!is_parse_error || failure == http::error::end_of_stream) co_return false;
    const bool is_too_large = failure == http::error::header_limit || failure == http::error::buffer_overflow;
    const Error error{
        .code = is_too_large ? Error::kTooLarge : Error::kInvalidArgument,
        .message = is_too_large ? "the header is larger than " + std::to_string(core_.options.max_header.value) + " bytes"
                                : "not an HTTP/1.1 request: " + failure.message()};
    co_return co_await send(problem(is_too_large ? 431 : 400, error), false, false);
  }

  void report(std::string_view method, const Router::Route* route, int status, SteadyTime began) const {
    if (!core_.options.on_served) return;
    core_.options.on_served({.method = method,
                             .route = route != nullptr ? std::string_view(route->pattern) : std::string_view("none"),
                             .status = status,
                             .duration = system_clock().steady_now() - began});
  }

  /// Sends head and body; true when the next request may follow.
  Awaitable<bool> send(Response response, bool keeps_alive, bool is_head) {
    const std::string head = head_of(response, keeps_alive, kIsEncrypted);
    const bool has_body = !is_head && may_have_body(response.status);
    std::string_view text;
    if (const auto* own = std::get_if<std::string>(&response.body)) text = *own;
    if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) text = **shared;
    if (!has_body) text = {};

    // The head and the first piece go out together: one packet for most answers.
    const std::string_view first = text.substr(0, kPiece);
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(first)};
    bool is_sent = co_await write(buffers);
    for (std::size_t at = first.size(); is_sent && at < text.size(); at += kPiece) {
      const std::array<asio::const_buffer, 1> piece{asio::buffer(text.substr(at, kPiece))};
      is_sent = co_await write(piece);
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
      const auto read =
          co_await on_worker<Result<std::size_t>>(core_.quick, [&source, &piece] { return source.read(piece); });
      if (!read || !*read || **read == 0) co_return false;
      const std::array<asio::const_buffer, 1> buffers{asio::buffer(piece.data(), **read)};
      const bool is_sent = co_await write(buffers);
      if (!is_sent) co_return false;
      left -= std::min<std::uint64_t>(left, **read);
    }
    co_return true;
  }

  template <typename Buffers>
  Awaitable<bool> write(const Buffers& buffers) {
    tcp().expires_after(core_.options.write_timeout);
    const auto [failure, size] = co_await asio::async_write(*stream_, buffers, kAsTuple);
    co_return !failure;
  }

  Awaitable<bool> serve_websocket(Parser& parser, const Target& target, Router::Match match) {
    namespace websocket = beast::websocket;
    if (!parser.is_done()) co_return co_await send(too_large(0), false, false);
    const auto upgrade = parser.get().base();
    const bool is_upgrade = websocket::is_upgrade(http::request<http::empty_body>(upgrade));
    const bool is_head = parser.get().method() == http::verb::head;
    const Request request = to_request(parser, target, std::move(match.path_parameters));
    if (!is_upgrade) {
      Response refusal = problem(426, Error{.code = Error::kUnsupported, .message = "this address speaks WebSocket"});
      refusal.headers.add("Upgrade", "websocket");
      co_return co_await send(std::move(refusal), false, is_head);
    }
    if (!is_same_origin(request)) {
      const Error error{.code = Error::kPermissionDenied, .message = "a page of another site may not open this WebSocket"};
      co_return co_await send(problem(error), false, false);
    }
    const SteadyTime began = system_clock().steady_now();
    auto session = std::make_shared<WebSocketSession<Stream>>(core_, std::move(*stream_));
    const auto& accept = std::get<WebSocketAccept>(match.route->handler);
    using Outcome = Result<std::unique_ptr<WebSocketListener>>;
    std::optional<Outcome> listener = co_await on_worker<Outcome>(
        core_.quick, [&accept, &request, &session] { return accept(request, session->make_handle()); });
    const bool is_accepted = listener && *listener;
    report("GET", match.route, is_accepted ? 101 : (listener ? status_of(listener->error().code) : 503), began);
    if (!is_accepted) {
      stream_.emplace(std::move(session->next_layer()));
      Response refusal =
          listener ? problem(listener->error()) : retry_later(503, busy("too much to do at once"), kRetryAfter);
      co_return co_await send(std::move(refusal), false, false);
    }
    websocket_ = session;
    if (core_.is_stopping) session->close(CloseCode::kGoingAway, "the server is going down");
    co_await session->run(http::request<http::empty_body>(upgrade), std::move(**listener));
    co_return false;
  }

  /// Ends the connection so that an answer still under way is not destroyed by a reset: no more from us, and what the peer
  /// still sends is read and forgotten for a while.
  Awaitable<void> close_gently() {
    boost::system::error_code failure;
    if (!tcp().socket().is_open()) co_return;
    tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, failure);
    if (failure) co_return;
    is_idle_ = true;
    tcp().expires_after(core_.is_stopping ? std::chrono::seconds(0) : kLinger);
    std::array<char, 4096> ignored{};
    for (;;) {
      const auto [ended, size] = co_await tcp().async_read_some(asio::buffer(ignored), kAsTuple);
      if (ended) co_return;
    }
  }

  Core& core_;
  asio::any_io_executor executor_;
  std::optional<Stream> stream_;  ///< gone while a WebSocket session has it
  std::string peer_;
  beast::flat_buffer buffer_;
  std::shared_ptr<WebSocketSession<Stream>> websocket_;
  bool is_idle_ = false;
  std::uint64_t registered_ = 0;
};

}  // namespace

void serve(Core& core, asio::ip::tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  const auto endpoint = socket.remote_endpoint(ignored);
  std::string peer = endpoint.address().to_string();
  PlainStream stream(std::move(socket));
  if (core.tls) {
    std::make_shared<Connection<TlsStream>>(core, TlsStream(std::move(stream), *core.tls), std::move(peer))->start();
  } else {
    std::make_shared<Connection<PlainStream>>(core, std::move(stream), std::move(peer))->start();
  }
}

}  // namespace detail
}  // namespace eyrie::web
