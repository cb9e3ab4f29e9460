// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/server.hpp"

#include <thread>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "web/http/detail/connection.hpp"
#include "web/http/detail/core.hpp"

namespace eyrie::web {
namespace {

namespace asio = boost::asio;
using detail::Core;
using Tcp = asio::ip::tcp;

Result<asio::ssl::context> load_tls(const HttpServer::Options& options) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  context.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression);
  boost::system::error_code failure;
  context.use_certificate_chain_file(options.certificate_file, failure);
  if (failure) {
    return fail(Error::kInvalidArgument,
                "cannot use the certificate " + options.certificate_file + ": " + failure.message());
  }
  context.use_private_key_file(options.key_file, asio::ssl::context::pem, failure);
  if (failure) return fail(Error::kInvalidArgument, "cannot use the key " + options.key_file + ": " + failure.message());
  return context;
}

Result<Tcp::acceptor> listen(Core& core) {
  boost::system::error_code failure;
  const auto address = asio::ip::make_address(core.options.address, failure);
  const std::string where = core.options.address + ":" + std::to_string(core.options.port);
  if (failure) return fail(Error::kInvalidArgument, "not a numeric address to listen on: \"" + core.options.address + "\"");
  const Tcp::endpoint endpoint(address, core.options.port);
  Tcp::acceptor acceptor(asio::make_strand(core.io));
  acceptor.open(endpoint.protocol(), failure);
  if (!failure) acceptor.set_option(Tcp::acceptor::reuse_address(true), failure);
  if (!failure) acceptor.bind(endpoint, failure);
  if (!failure) acceptor.listen(Tcp::acceptor::max_listen_connections, failure);
  if (failure) return fail(Error::kUnavailable, "cannot listen on " + where + ": " + failure.message());
  return acceptor;
}

class AsioServer final : public HttpServer {
 public:
  AsioServer(Options options, Router router) : core_(std::move(options), std::move(router)) {}
  ~AsioServer() override { stop(); }

  Status begin() {
    if (!core_.options.certificate_file.empty() || !core_.options.key_file.empty()) {
      auto tls = load_tls(core_.options);
      if (!tls) return fail(tls.error());
      core_.tls.emplace(std::move(*tls));
    }
    auto acceptor = listen(core_);
    if (!acceptor) return fail(acceptor.error());
    acceptor_.emplace(std::move(*acceptor));
    port_ = acceptor_->local_endpoint().port();
    // On the acceptor's strand, where `stop` closes it.
    asio::co_spawn(acceptor_->get_executor(), accept_all(), asio::detached);
    for (std::size_t i = 0; i < core_.options.io_threads; ++i) threads_.emplace_back([this] { core_.io.run(); });
    return {};
  }

  [[nodiscard]] std::uint16_t port() const noexcept override { return port_; }

  [[nodiscard]] std::string url() const override {
    const std::string& address = core_.options.address;
    const std::string host = address.find(':') == std::string::npos ? address : "[" + address + "]";
    return (core_.tls ? "https://" : "http://") + host + ":" + std::to_string(port_);
  }

  [[nodiscard]] Statistics statistics() const override {
    return {.connections = core_.registry.size(),
            .refused_connections = core_.refused_connections,
            .websockets = core_.websockets,
            .dropped_messages = core_.dropped_messages,
            .overflown_clients = core_.overflown_clients};
  }

  void stop() override {
    if (core_.is_stopping.exchange(true)) return;
    const SteadyTime deadline = system_clock().steady_now() + core_.options.shutdown_timeout;
    if (acceptor_) {
      asio::post(acceptor_->get_executor(), [this] {
        boost::system::error_code ignored;
        acceptor_->close(ignored);
      });
    }
    core_.registry.ask_all();
    if (!core_.registry.wait_until_empty(deadline)) {
      core_.registry.cut_all();
      core_.registry.wait_until_empty(system_clock().steady_now() + kAfterCut);
    }
    core_.quick.stop();
    core_.heavy.stop();
    core_.io.stop();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  /// How long connections that were cut may take to notice.
  static constexpr std::chrono::milliseconds kAfterCut{500};
  /// How long to wait with the next connection when the process has no file descriptor left.
  static constexpr std::chrono::milliseconds kAcceptPause{50};

  asio::awaitable<void> accept_all() {
    while (!core_.is_stopping) {
      auto [failure, socket] =
          co_await acceptor_->async_accept(asio::make_strand(core_.io), asio::as_tuple(asio::use_awaitable));
      if (failure) {
        if (!acceptor_->is_open()) co_return;
        asio::steady_timer pause(core_.io, kAcceptPause);
        (void)co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
      } else if (core_.registry.size() >= core_.options.max_connections && !core_.registry.make_room()) {
        ++core_.refused_connections;
      } else {
        detail::serve(core_, Tcp::socket(std::move(socket)));
      }
    }
  }

  Core core_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{core_.io.get_executor()};
  std::optional<Tcp::acceptor> acceptor_;
  std::uint16_t port_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(Options options, Router router) {
  auto server = std::make_unique<AsioServer>(std::move(options), std::move(router));
  if (auto status = server->begin(); !status) return fail(status.error());
  return server;
}

}  // namespace eyrie::web
