// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>

#include "web/http/detail/core.hpp"
#include "web/http/detail/on_worker.hpp"

namespace eyrie::web::detail {

/// One WebSocket: a reading and a writing coroutine on the connection's strand, and the outbox between the application's
/// threads and the writer.
template <typename Stream>
class WebSocketSession : public std::enable_shared_from_this<WebSocketSession<Stream>> {
 public:
  template <typename T>
  using Awaitable = boost::asio::awaitable<T>;

  WebSocketSession(Core& core, Stream stream)
      : core_(core),
        socket_(std::move(stream)),
        outbox_(core.options.websocket_outbox),
        wake_(socket_.get_executor()),
        cut_timer_(socket_.get_executor()) {}

  /// What the application holds. It may outlive the session, and the server with it: its calls then do nothing.
  std::shared_ptr<WebSocketClient> make_handle() { return std::make_shared<Handle>(this->weak_from_this()); }

  /// The connection below, for an answer in place of the handshake.
  Stream& next_layer() { return socket_.next_layer(); }

  void send_data(SharedMessage message) {
    outbox_.push_data(std::move(message));
    wake();
  }

  void send_control(SharedMessage message) {
    if (outbox_.push_control(std::move(message))) return wake();
    if (close_once(CloseCode::kTryAgainLater, "too slow: a message that must not be lost did not fit"))
      ++core_.overflown_clients;
  }

  void close(CloseCode code, std::string reason) { close_once(code, std::move(reason)); }

  /// Ends without a closing handshake. Any thread.
  void cut() {
    boost::asio::post(socket_.get_executor(), [self = this->shared_from_this()] { self->cut_now(); });
  }

  /// From the handshake to the end, after which `listener` has heard its last call.
  template <typename HttpRequest>
  Awaitable<void> run(HttpRequest request, std::unique_ptr<WebSocketListener> listener) {
    set_options();
    const auto [failure] = co_await socket_.async_accept(request, kAsTuple);
    if (!failure) {
      ++core_.websockets;
      boost::asio::co_spawn(
          socket_.get_executor(), [self = this->shared_from_this()]() -> Awaitable<void> { co_await self->write_all(); },
          boost::asio::detached);
      co_await read_all(*listener);
      --core_.websockets;
    }
    is_over_ = true;
    wake_.cancel();
    cut_now();
    core_.dropped_messages += outbox_.dropped();
    const std::optional<bool> told = co_await on_worker<bool>(core_.quick, [&listener] {
      listener->on_closed();
      return true;
    });
    if (!told) listener->on_closed();
  }

 private:
  static constexpr auto kAsTuple = boost::asio::as_tuple(boost::asio::use_awaitable);
  /// How long a client may take to answer our closing frame.
  static constexpr std::chrono::seconds kClosePatience{2};

  class Handle final : public WebSocketClient {
   public:
    explicit Handle(std::weak_ptr<WebSocketSession> session) : session_(std::move(session)) {}
    void send_data(SharedMessage message) override {
      if (const auto session = session_.lock()) session->send_data(std::move(message));
    }
    void send_control(SharedMessage message) override {
      if (const auto session = session_.lock()) session->send_control(std::move(message));
    }
    void close(CloseCode code, std::string reason) override {
      if (const auto session = session_.lock()) session->close(code, std::move(reason));
    }

   private:
    const std::weak_ptr<WebSocketSession> session_;
  };

  struct Closing {
    CloseCode code;
    std::string reason;
  };

  void set_options() {
    namespace websocket = boost::beast::websocket;
    boost::beast::get_lowest_layer(socket_).expires_never();
    websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = core_.options.header_timeout;
    timeouts.idle_timeout = core_.options.websocket_idle_timeout;
    timeouts.keep_alive_pings = true;
    socket_.set_option(timeouts);
    socket_.read_message_max(core_.options.max_websocket_message.value);
    socket_.auto_fragment(false);
  }

  Awaitable<void> read_all(WebSocketListener& listener) {
    boost::beast::flat_buffer buffer;
    for (;;) {
      const auto [failure, size] = co_await socket_.async_read(buffer, kAsTuple);
      if (failure) co_return;
      const std::string_view message(static_cast<const char*>(buffer.data().data()), size);
      const bool is_text = socket_.got_text();
      const std::optional<bool> heard = co_await on_worker<bool>(core_.quick, [&listener, message, is_text] {
        is_text ? listener.on_text(message) : listener.on_binary(message);
        return true;
      });
      if (!heard) close(CloseCode::kTryAgainLater, "the server is busy");
      buffer.consume(size);
    }
  }

  Awaitable<void> write_all() {
    for (;;) {
      if (const auto closing = take_closing()) {
        const boost::beast::websocket::close_reason reason(static_cast<boost::beast::websocket::close_code>(closing->code),
                                                           closing->reason);
        (void)co_await socket_.async_close(reason, kAsTuple);
        co_return;
      }
      const SharedMessage message = outbox_.pop();
      if (message == nullptr) {
        if (is_over_) co_return;
        wake_.expires_at(boost::asio::steady_timer::time_point::max());
        (void)co_await wake_.async_wait(kAsTuple);
        continue;
      }
      socket_.binary(message->is_binary);
      const auto [failure, size] = co_await socket_.async_write(boost::asio::buffer(message->bytes), kAsTuple);
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
    boost::asio::post(socket_.get_executor(), [self = this->shared_from_this()] {
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
      closing_ = Closing{.code = code, .reason = std::move(reason)};
    }
    // A client that reads nothing never sees the closing frame: it is cut after a while.
    boost::asio::post(socket_.get_executor(), [self = this->shared_from_this()] {
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
    boost::system::error_code ignored;
    boost::beast::get_lowest_layer(socket_).socket().close(ignored);
  }

  Core& core_;
  boost::beast::websocket::stream<Stream> socket_;
  Outbox outbox_;
  boost::asio::steady_timer wake_;
  boost::asio::steady_timer cut_timer_;
  std::atomic<bool> is_wake_posted_{false};
  bool is_over_ = false;  ///< strand only
  std::mutex closing_mutex_;
  bool is_closing_ = false;
  std::optional<Closing> closing_;
};

}  // namespace eyrie::web::detail
