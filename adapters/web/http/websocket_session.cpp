// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
// The one file that compiles Beast's WebSocket.
#include "web/http/detail/websocket_session.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "web/http/detail/on_worker.hpp"
#include "web/http/outbox.hpp"

namespace eyrie::web::detail {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
template <typename T>
using Awaitable = asio::awaitable<T>;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
/// How long a client may take to answer our closing frame.
constexpr std::chrono::seconds kClosePatience{2};
/// What a closing frame holds beside its code (RFC 6455, section 5.5); Beast throws at more.
constexpr std::size_t kMaxReason = 123;

http::request<http::empty_body> to_beast(const Request& request) {
  http::request<http::empty_body> copy;
  copy.method_string(request.method);
  copy.target("/");  // Beast looks at the fields alone
  copy.version(11);
  for (const auto& [name, value] : request.headers.all()) copy.insert(name, value);
  return copy;
}

/// A reading and a writing coroutine on the connection's strand, and the outbox between the application's threads and the
/// writer.
class BeastSession final : public WebSocketSession, public std::enable_shared_from_this<BeastSession> {
 public:
  BeastSession(Core& core, Transport transport)
      : core_(core),
        executor_(transport.get_executor()),
        socket_(std::in_place, std::move(transport)),
        outbox_(core.options.websocket_outbox),
        wake_(executor_),
        cut_timer_(executor_) {}

  std::shared_ptr<WebSocketClient> make_handle() override { return std::make_shared<Handle>(weak_from_this()); }

  Transport take_transport() override {
    Transport transport = std::move(socket_->next_layer());
    socket_.reset();
    return transport;
  }

  void send_data(SharedMessage message) {
    outbox_.push_data(std::move(message));
    wake();
  }

  bool send_group(std::span<const SharedMessage> group) {
    if (!outbox_.push_group(group)) return false;
    wake();
    return true;
  }

  void send_control(SharedMessage message) {
    if (outbox_.push_control(std::move(message))) return wake();
    if (close_once(CloseCode::kTryAgainLater, "too slow: a message that must not be lost did not fit"))
      ++core_.overflown_clients;
  }

  void close(CloseCode code, std::string reason) override { close_once(code, std::move(reason)); }

  void cut() override {
    asio::post(executor_, [self = shared_from_this()] { self->cut_now(); });
  }

  Awaitable<void> run(const Request& upgrade, std::unique_ptr<WebSocketListener> listener) override {
    set_options();
    const auto handshake = to_beast(upgrade);
    const auto [failure] = co_await socket_->async_accept(handshake, kAsTuple);
    if (!failure) {
      ++core_.websockets;
      asio::co_spawn(
          executor_, [self = shared_from_this()]() -> Awaitable<void> { co_await self->write_all(); }, asio::detached);
      co_await read_all(*listener);
      --core_.websockets;
    }
    is_over_ = true;
    wake_.cancel();
    cut_now();
    core_.dropped_messages += outbox_.dropped();
    const bool is_told = co_await on_worker(core_.quick, [&listener] { listener->on_closed(); });
    if (!is_told) listener->on_closed();
  }

 private:
  class Handle final : public WebSocketClient {
   public:
    explicit Handle(std::weak_ptr<BeastSession> session) : session_(std::move(session)) {}
    void send_data(SharedMessage message) override {
      if (const auto session = session_.lock()) session->send_data(std::move(message));
    }
    bool send_group(std::span<const SharedMessage> group) override {
      const auto session = session_.lock();
      return session == nullptr || session->send_group(group);
    }
    void send_control(SharedMessage message) override {
      if (const auto session = session_.lock()) session->send_control(std::move(message));
    }
    void close(CloseCode code, std::string reason) override {
      if (const auto session = session_.lock()) session->close(code, std::move(reason));
    }

   private:
    const std::weak_ptr<BeastSession> session_;
  };
  struct Closing {
    CloseCode code;
    std::string reason;
  };

  void set_options() {
    socket_->next_layer().expires_never();
    websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = core_.options.header_timeout;
    timeouts.idle_timeout = core_.options.websocket_idle_timeout;
    timeouts.keep_alive_pings = true;
    socket_->set_option(timeouts);
    socket_->read_message_max(core_.options.max_websocket_message.value);
    socket_->auto_fragment(false);
  }

  Awaitable<void> read_all(WebSocketListener& listener) {
    boost::beast::flat_buffer buffer;
    for (;;) {
      const auto [failure, size] = co_await socket_->async_read(buffer, kAsTuple);
      if (failure) co_return;
      const std::string_view message(static_cast<const char*>(buffer.data().data()), size);
      const bool is_text = socket_->got_text();
      const bool is_heard = co_await on_worker(core_.quick, [this, &listener, message, is_text] {
        try {
          is_text ? listener.on_text(message) : listener.on_binary(message);
        } catch (const std::exception&) {
          close(CloseCode::kInternalError, "the message met a defect");
        }
      });
      if (!is_heard) close(CloseCode::kTryAgainLater, "the server is busy");
      buffer.consume(size);
    }
  }

  Awaitable<void> write_all() {
    for (;;) {
      if (const auto closing = take_closing()) {
        const websocket::close_reason reason(static_cast<websocket::close_code>(closing->code), closing->reason);
        (void)co_await socket_->async_close(reason, kAsTuple);
        co_return;
      }
      const SharedMessage message = outbox_.pop();
      if (message == nullptr) {
        if (is_over_) co_return;
        wake_.expires_at(asio::steady_timer::time_point::max());
        (void)co_await wake_.async_wait(kAsTuple);
        continue;
      }
      socket_->binary(message->is_binary);
      const auto [failure, size] = co_await socket_->async_write(asio::buffer(message->bytes), kAsTuple);
      if (failure) {
        cut_now();
        co_return;
      }
    }
  }

  /// Tells the writer that there is something to do. The timer is touched on the strand only, and the writer looks and
  /// begins to wait without leaving the strand in between, so no call is lost.
  void wake() {
    if (is_wake_posted_.exchange(true)) return;
    asio::post(executor_, [self = shared_from_this()] {
      self->is_wake_posted_ = false;
      self->wake_.cancel();
    });
  }

  /// False when the end was asked for before.
  bool close_once(CloseCode code, std::string reason) {
    {
      const std::lock_guard lock(closing_mutex_);
      if (is_closing_) return false;
      is_closing_ = true;
      reason.resize(std::min(reason.size(), kMaxReason));
      closing_ = Closing{.code = code, .reason = std::move(reason)};
    }
    // A client that reads nothing never sees the closing frame: it is cut after a while.
    asio::post(executor_, [self = shared_from_this()] {
      self->cut_timer_.expires_after(kClosePatience);
      self->cut_timer_.async_wait([self](const boost::system::error_code& cancelled) {
        if (!cancelled) self->cut_now();
      });
    });
    wake();
    return true;
  }

  std::optional<Closing> take_closing() {
    const std::lock_guard lock(closing_mutex_);
    return std::exchange(closing_, std::nullopt);
  }

  /// On the strand.
  void cut_now() {
    cut_timer_.cancel();
    if (socket_) socket_->next_layer().close();
  }

  Core& core_;
  const asio::any_io_executor executor_;
  std::optional<websocket::stream<Transport>> socket_;  ///< gone when the connection has its transport back
  Outbox outbox_;
  asio::steady_timer wake_;
  asio::steady_timer cut_timer_;
  std::atomic<bool> is_wake_posted_{false};
  bool is_over_ = false;  ///< strand only
  std::mutex closing_mutex_;
  bool is_closing_ = false;
  std::optional<Closing> closing_;
};

}  // namespace

bool is_upgrade(const Request& request) { return websocket::is_upgrade(to_beast(request)); }

std::shared_ptr<WebSocketSession> WebSocketSession::make(Core& core, Transport transport) {
  return std::make_shared<BeastSession>(core, std::move(transport));
}

}  // namespace eyrie::web::detail
