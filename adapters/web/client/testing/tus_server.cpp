// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/client/testing/tus_server.hpp"

#include <array>
#include <cstdlib>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"

namespace eyrie::web {
namespace {

std::string reply(std::string_view status, std::string_view headers = {}) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) + "Content-Length: 0\r\n\r\n";
}

std::string offset_header(std::size_t offset) { return "Upload-Offset: " + std::to_string(offset) + "\r\n"; }

std::string metadata(std::string_view header, std::string_view name) {
  const auto at = header.find(std::string(name) + " ");
  if (at == std::string_view::npos) return {};
  const auto begin = at + name.size() + 1;
  const auto value = crypto::base64_decode(header.substr(begin, header.find(',', begin) - begin));
  return value ? std::string(value->begin(), value->end()) : std::string{};
}

}  // namespace

TusServer::TusServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
  ::listen(listener_, 8);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

TusServer::~TusServer() {
  ::shutdown(listener_, SHUT_RDWR);
  if (const int connection = connection_.load(); connection >= 0) ::shutdown(connection, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::string TusServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void TusServer::keep_other_bytes_under(std::string key) {
  const std::lock_guard lock(mutex_);
  taken_keys_.insert(std::move(key));
}

void TusServer::wait_for_a_call() {
  std::unique_lock lock(mutex_);
  called_.wait(lock, [this] { return calls_ > 0; });
}

std::string TusServer::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::vector<std::size_t> TusServer::pieces() const {
  const std::lock_guard lock(mutex_);
  return pieces_;
}

int TusServer::begun() const {
  const std::lock_guard lock(mutex_);
  return begun_;
}

void TusServer::run() {
  while (true) {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    connection_ = connection;
    serve(connection);
    connection_ = -1;
    ::close(connection);
  }
}

void TusServer::serve(int connection) {
  std::string buffer;
  Call call;
  while (read_call(connection, buffer, call)) {
    const std::string said = answer(call);
    if (call.method == "PATCH" && loses_answer_.exchange(false)) return;
    if (::send(connection, said.data(), said.size(), MSG_NOSIGNAL) < 0) return;
  }
}

/// False when the connection ends here, by the client's will or by the test's.
bool TusServer::read_call(int connection, std::string& buffer, Call& call) {
  const auto fill = [&] {
    std::array<char, 16384> block{};
    const ssize_t count = ::recv(connection, block.data(), block.size(), 0);
    if (count > 0) buffer.append(block.data(), static_cast<std::size_t>(count));
    return count > 0;
  };
  std::size_t end = 0;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) return false;
  }
  {
    const std::lock_guard lock(mutex_);
    ++calls_;
  }
  called_.notify_all();
  while (is_silent_) {
    if (!fill()) return false;
  }
  call.head = buffer.substr(0, end + 2);
  call.method = call.head.substr(0, call.head.find(' '));
  buffer.erase(0, end + 4);
  const auto length = static_cast<std::size_t>(std::strtoull(call.header("Content-Length").c_str(), nullptr, 10));
  if (length > largest_piece_ || pieces().size() >= last_piece_) return false;
  while (buffer.size() < length) {
    if (!fill()) return false;
  }
  call.body = buffer.substr(0, length);
  buffer.erase(0, length);
  return true;
}

std::string TusServer::Call::header(std::string_view name) const {
  const auto at = head.find("\r\n" + std::string(name) + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

std::string TusServer::answer(const Call& call) {
  const std::lock_guard lock(mutex_);
  if (call.method == "POST") return begin(call);
  if (!is_open_) return reply("404 Not Found");
  if (call.method == "HEAD") return reply("200 OK", offset_header(bytes_.size()));
  return append(call);
}

std::string TusServer::begin(const Call& call) {
  const std::string named = call.header("Upload-Metadata");
  if (taken_keys_.contains(metadata(named, "key"))) return reply("409 Conflict");
  if (!is_open_) {
    is_open_ = true;
    ++begun_;
    bytes_.clear();
    size_ = std::strtoull(call.header("Upload-Length").c_str(), nullptr, 10);
    sha256_ = metadata(named, "sha256");
  }
  return reply("201 Created", "Location: /v1/uploads/one\r\n" + offset_header(bytes_.size()));
}

std::string TusServer::append(const Call& call) {
  if (call.header("Upload-Offset") != std::to_string(bytes_.size())) return reply("409 Conflict");
  bytes_ += call.body;
  pieces_.push_back(call.body.size());
  if (bytes_.size() == size_ && crypto::to_hex(crypto::sha256(bytes_)) != sha256_) {
    is_open_ = false;
    return reply("409 Conflict");
  }
  return reply("204 No Content", offset_header(bytes_.size()));
}

}  // namespace eyrie::web
