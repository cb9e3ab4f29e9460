// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/raw_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace eyrie::test {

RawClient::RawClient(std::uint16_t port, int receive_buffer) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  timeval patience{.tv_sec = kPatience.count(), .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::fill() {
  std::array<char, 65536> piece;
  const ssize_t size = ::recv(socket_, piece.data(), piece.size(), 0);
  if (size <= 0) return false;
  buffer_.append(piece.data(), static_cast<std::size_t>(size));
  return true;
}

std::string RawClient::take(std::size_t size) {
  while (buffer_.size() < size && fill()) {
  }
  if (buffer_.size() < size) return {};
  std::string taken = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return taken;
}

std::string RawClient::Answer::header(std::string_view name) const {
  const std::string wanted = "\r\n" + std::string(name) + ": ";
  const auto found = std::search(head.begin(), head.end(), wanted.begin(), wanted.end(),
                                 [](char a, char b) { return std::tolower(a) == std::tolower(b); });
  if (found == head.end()) return {};
  const auto value = found + static_cast<std::ptrdiff_t>(wanted.size());
  return {value, std::find(value, head.end(), '\r')};
}

RawClient::Answer RawClient::receive(bool is_head) {
  std::size_t end = std::string::npos;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return {};
  }
  Answer answer;
  answer.head = take(end + 4);
  answer.status = std::atoi(answer.head.c_str() + answer.head.find(' '));
  const std::string line = answer.header("Content-Length");
  if (!is_head && !line.empty()) answer.body = take(static_cast<std::size_t>(std::atoll(line.c_str())));
  return answer;
}

RawClient::Answer RawClient::get(std::string_view target, std::string_view more_headers) {
  send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(more_headers) + "\r\n");
  return receive();
}

bool RawClient::is_closed_by_server() {
  while (fill()) {
  }
  std::array<char, 1> byte;
  return ::recv(socket_, byte.data(), 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET;
}

RawClient::Answer RawClient::upgrade(std::string_view target, std::string_view more_headers) {
  send("GET " + std::string(target) +
       " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
       std::string(more_headers) + "\r\n");
  return receive();
}

bool RawClient::send_frame(int opcode, std::string_view payload) {
  std::string frame(1, static_cast<char>(0x80 | opcode));
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80U | payload.size());
  } else if (payload.size() < 65536) {
    frame += {static_cast<char>(0x80 | 126), static_cast<char>(payload.size() >> 8U), static_cast<char>(payload.size())};
  } else {
    frame += static_cast<char>(0x80 | 127);
    for (int shift = 56; shift >= 0; shift -= 8) frame += static_cast<char>(payload.size() >> static_cast<unsigned>(shift));
  }
  frame.append(4, '\0');  // a mask of zeros leaves the payload as it is
  frame.append(payload);
  return send(frame);
}

RawClient::Frame RawClient::receive_frame() {
  const std::string head = take(2);
  if (head.size() < 2) return {};
  Frame frame;
  frame.opcode = head[0] & 0x0F;
  std::uint64_t size = static_cast<std::uint8_t>(head[1]) & 0x7FU;
  const std::size_t more = size == 126 ? 2 : (size == 127 ? 8 : 0);
  if (more > 0) {
    size = 0;
    for (const char byte : take(more)) size = size << 8U | static_cast<std::uint8_t>(byte);
  }
  frame.payload = take(size);
  return frame;
}

int RawClient::Frame::close_code() const {
  if (opcode != 8 || payload.size() < 2) return 0;
  return static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
}

}  // namespace eyrie::test
