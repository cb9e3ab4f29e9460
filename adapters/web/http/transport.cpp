// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
// The one file that compiles TLS.
#include "web/http/detail/transport.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace eyrie::web::detail {

namespace asio = boost::asio;
namespace beast = boost::beast;

class Transport::Impl {
 public:
  Impl() = default;
  virtual ~Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  [[nodiscard]] virtual bool is_encrypted() const noexcept = 0;
  virtual beast::tcp_stream& tcp() = 0;
  virtual void handshake(EndHandler handler) = 0;
  virtual void read_some(asio::mutable_buffer into, Handler handler) = 0;
  virtual void write_some(const Pieces& from, Handler handler) = 0;
  virtual void tear_down(beast::role_type role, EndHandler handler) = 0;
};

class Transport::Plain final : public Impl {
 public:
  explicit Plain(asio::ip::tcp::socket socket) : stream_(std::move(socket)) {}

  [[nodiscard]] bool is_encrypted() const noexcept override { return false; }
  beast::tcp_stream& tcp() override { return stream_; }
  void handshake(EndHandler handler) override {
    asio::post(stream_.get_executor(),
               [handler = std::move(handler)]() mutable { std::move(handler)(boost::system::error_code{}); });
  }
  void read_some(asio::mutable_buffer into, Handler handler) override { stream_.async_read_some(into, std::move(handler)); }
  void write_some(const Pieces& from, Handler handler) override { stream_.async_write_some(from, std::move(handler)); }
  void tear_down(beast::role_type role, EndHandler handler) override {
    beast::websocket::async_teardown(role, stream_.socket(), std::move(handler));
  }

 private:
  beast::tcp_stream stream_;
};

class Transport::Tls final : public Impl {
 public:
  Tls(asio::ip::tcp::socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}

  [[nodiscard]] bool is_encrypted() const noexcept override { return true; }
  beast::tcp_stream& tcp() override { return stream_.next_layer(); }
  void handshake(EndHandler handler) override {
    stream_.async_handshake(asio::ssl::stream_base::server, std::move(handler));
  }
  void read_some(asio::mutable_buffer into, Handler handler) override { stream_.async_read_some(into, std::move(handler)); }
  void write_some(const Pieces& from, Handler handler) override { stream_.async_write_some(from, std::move(handler)); }
  void tear_down(beast::role_type role, EndHandler handler) override { async_teardown(role, stream_, std::move(handler)); }

 private:
  beast::ssl_stream<beast::tcp_stream> stream_;
};

Transport::Transport(Core& core, asio::ip::tcp::socket socket) {
  if (core.tls) {
    impl_ = std::make_unique<Tls>(std::move(socket), *core.tls);
  } else {
    impl_ = std::make_unique<Plain>(std::move(socket));
  }
}

Transport::~Transport() = default;
Transport::Transport(Transport&&) noexcept = default;
Transport& Transport::operator=(Transport&&) noexcept = default;

bool Transport::is_encrypted() const noexcept { return impl_->is_encrypted(); }
Transport::executor_type Transport::get_executor() const { return impl_->tcp().get_executor(); }
void Transport::expires_after(std::chrono::milliseconds time) { impl_->tcp().expires_after(time); }
void Transport::expires_never() { impl_->tcp().expires_never(); }

void Transport::close() {
  boost::system::error_code ignored;
  impl_->tcp().socket().close(ignored);
}

bool Transport::shutdown_send() {
  if (!impl_->tcp().socket().is_open()) return false;
  boost::system::error_code failure;
  impl_->tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, failure);
  return !failure;
}

void Transport::handshake(EndHandler handler) { impl_->handshake(std::move(handler)); }
void Transport::read_some(asio::mutable_buffer into, Handler handler) { impl_->read_some(into, std::move(handler)); }
void Transport::write_some(const Pieces& from, Handler handler) { impl_->write_some(from, std::move(handler)); }
void Transport::discard_some(asio::mutable_buffer into, Handler handler) {
  impl_->tcp().async_read_some(into, std::move(handler));
}
void Transport::tear_down(beast::role_type role, EndHandler handler) { impl_->tear_down(role, std::move(handler)); }

}  // namespace eyrie::web::detail
