// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/error_code.hpp>

#include "web/http/detail/core.hpp"

namespace eyrie::web::detail {

/// The bytes to and from one peer, encrypted or not: Asio's AsyncReadStream and AsyncWriteStream, and Beast's websocket
/// layer can be laid over it.
///
/// What is made of the bytes does not know which kind it has: the types of its handlers end here, so that HTTP and WebSocket
/// are compiled once and not once a kind, at the price of one allocation an operation.
///
/// One operation may be under way in each direction. Lives on a strand; after being moved from it can only be destroyed.
class Transport {
 public:
  using executor_type = boost::asio::any_io_executor;
  using Done = void(boost::system::error_code, std::size_t);
  using End = void(boost::system::error_code);
  /// A handler whose type has been forgotten. It is called on the transport's strand.
  template <typename Signature>
  using Erased = boost::asio::executor_binder<std::move_only_function<Signature>, boost::asio::any_io_executor>;
  using Handler = Erased<Done>;
  using EndHandler = Erased<End>;
  /// What one writing call hands to the system; empty ones cost nothing.
  using Pieces = std::array<boost::asio::const_buffer, 4>;

  /// Encrypted when `core` has a certificate.
  Transport(Core& core, boost::asio::ip::tcp::socket socket);
  ~Transport();
  Transport(Transport&&) noexcept;
  Transport& operator=(Transport&&) noexcept;

  [[nodiscard]] bool is_encrypted() const noexcept;
  [[nodiscard]] executor_type get_executor() const;

  /// Ends the connection when what is under way then is not done in time; each call begins anew.
  void expires_after(std::chrono::milliseconds time);
  void expires_never();
  void close();
  /// Tells the peer that nothing more comes; false when it is gone already.
  bool shutdown_send();

  template <typename Token>
  auto async_handshake(Token&& token) {
    return boost::asio::async_initiate<Token, End>([this](auto handler) { handshake(erase<End>(std::move(handler))); },
                                                   token);
  }

  template <typename Buffers, typename Token>
  typename boost::asio::async_result<std::decay_t<Token>, Done>::return_type async_read_some(const Buffers& buffers,
                                                                                             Token&& token) {
    return boost::asio::async_initiate<Token, Done>(
        [this](auto handler, boost::asio::mutable_buffer into) { read_some(into, erase<Done>(std::move(handler))); }, token,
        first_of(buffers));
  }

  template <typename Buffers, typename Token>
  typename boost::asio::async_result<std::decay_t<Token>, Done>::return_type async_write_some(const Buffers& buffers,
                                                                                              Token&& token) {
    return boost::asio::async_initiate<Token, Done>(
        [this](auto handler, const Pieces& from) { write_some(from, erase<Done>(std::move(handler))); }, token,
        pieces_of(buffers));
  }

  /// Reads what came on the wire, encrypted or not, to throw it away.
  template <typename Token>
  auto async_discard_some(boost::asio::mutable_buffer scratch, Token&& token) {
    return boost::asio::async_initiate<Token, Done>(
        [this](auto handler, boost::asio::mutable_buffer into) { discard_some(into, erase<Done>(std::move(handler))); },
        token, scratch);
  }

  // What Beast's websocket layer asks of a stream below it, found by argument.
  friend void beast_close_socket(Transport& transport) { transport.close(); }
  template <typename TeardownHandler>
  friend void async_teardown(boost::beast::role_type role, Transport& transport, TeardownHandler&& handler) {
    transport.tear_down(role, transport.erase<End>(std::forward<TeardownHandler>(handler)));
  }

 private:
  class Impl;
  class Plain;
  class Tls;

  template <typename Signature, typename AnyHandler>
  Erased<Signature> erase(AnyHandler&& handler) const {
    return boost::asio::bind_executor(get_executor(), std::move_only_function<Signature>(std::forward<AnyHandler>(handler)));
  }
  template <typename Buffers>
  static boost::asio::mutable_buffer first_of(const Buffers& buffers) {
    for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers); ++at) {
      if (const boost::asio::mutable_buffer piece(*at); piece.size() > 0) return piece;
    }
    return {};
  }
  template <typename Buffers>
  static Pieces pieces_of(const Buffers& buffers) {
    Pieces pieces;
    std::size_t count = 0;
    for (auto at = boost::asio::buffer_sequence_begin(buffers);
         at != boost::asio::buffer_sequence_end(buffers) && count < pieces.size(); ++at) {
      if (const boost::asio::const_buffer piece(*at); piece.size() > 0) pieces[count++] = piece;
    }
    return pieces;
  }

  void handshake(EndHandler handler);
  void read_some(boost::asio::mutable_buffer into, Handler handler);
  void write_some(const Pieces& from, Handler handler);
  void discard_some(boost::asio::mutable_buffer into, Handler handler);
  void tear_down(boost::beast::role_type role, EndHandler handler);

  std::unique_ptr<Impl> impl_;
};

}  // namespace eyrie::web::detail
