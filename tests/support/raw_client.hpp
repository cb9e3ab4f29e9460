// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace eyrie::test {

/// A client for tests that sends the very bytes it is told to, well-formed or not, over a blocking socket of its own.
/// Every wait ends after `kPatience`.
class RawClient {
 public:
  static constexpr std::chrono::seconds kPatience{10};

  explicit RawClient(std::uint16_t port, int receive_buffer = 0);
  ~RawClient();
  RawClient(RawClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}
  RawClient& operator=(RawClient&&) = delete;

  /// False when the server has closed its end.
  bool send(std::string_view bytes);
  /// One answer: status line, header and the body that Content-Length announces. Empty when the connection ended.
  struct Answer {
    int status = 0;
    std::string head;
    std::string body;
    [[nodiscard]] std::string header(std::string_view name) const;
  };
  Answer receive(bool is_head = false);
  Answer get(std::string_view target, std::string_view more_headers = {});
  /// Waits for the server to close; true when it did.
  bool is_closed_by_server();

  // WebSocket.
  struct Frame {
    int opcode = 0;  ///< 1 text, 2 binary, 8 close, 9 ping, 10 pong; 0 when the connection ended
    std::string payload;
    [[nodiscard]] int close_code() const;
  };
  Answer upgrade(std::string_view target, std::string_view more_headers = {});
  bool send_frame(int opcode, std::string_view payload);
  Frame receive_frame();

 private:
  bool fill();
  std::string take(std::size_t size);
  int socket_ = -1;
  std::string buffer_;
};

}  // namespace eyrie::test
