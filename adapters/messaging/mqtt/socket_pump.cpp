// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "messaging/mqtt/socket_pump.hpp"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "messaging/mqtt/client_setup.hpp"

namespace eyrie::mqtt {
namespace {

/// Between two looks at what else there is to do.
constexpr int kMaxPacketsPerPoll = 256;

/// While it lives the kernel holds back what is written to a socket, unless a segment is full. libmosquitto writes every
/// acknowledgement by itself: without this each of its four bytes would be a segment and wake the broker up.
class Cork {
 public:
  explicit Cork(mosquitto* handle) : handle_(handle), socket_(mosquitto_socket(handle)) { set(1); }
  Cork(const Cork&) = delete;
  Cork& operator=(const Cork&) = delete;
  ~Cork() {
    if (mosquitto_socket(handle_) == socket_) set(0);  // else it was closed, and its number may be another's
  }

 private:
  void set(int is_held) const { ::setsockopt(socket_, IPPROTO_TCP, TCP_CORK, &is_held, sizeof is_held); }
  mosquitto* handle_;
  int socket_;
};

/// A connect that failed shows as an error on the socket, which libmosquitto reports as something else.
int pending_error(int socket, short events) {
  int error = 0;
  socklen_t length = sizeof error;
  if ((events & (POLLERR | POLLHUP)) != 0) ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

}  // namespace

SocketPump::SocketPump() : wake_fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
SocketPump::~SocketPump() { ::close(wake_fd_); }

void SocketPump::wake() const { ::eventfd_write(wake_fd_, 1); }

std::string SocketPump::reason_of(int rc) const { return socket_error_ != 0 ? std::strerror(socket_error_) : text_of(rc); }

int SocketPump::move(mosquitto* handle, std::chrono::milliseconds patience) {
  const int socket = mosquitto_socket(handle);
  if (socket < 0) return MOSQ_ERR_NO_CONN;
  pollfd fds[2] = {{socket, POLLIN, 0}, {wake_fd_, POLLIN, 0}};
  if (mosquitto_want_write(handle)) fds[0].events |= POLLOUT;
  if (::poll(fds, 2, static_cast<int>(patience.count())) < 0) return errno == EINTR ? MOSQ_ERR_SUCCESS : MOSQ_ERR_ERRNO;
  if ((fds[1].revents & POLLIN) != 0) {
    eventfd_t ignored = 0;
    ::eventfd_read(wake_fd_, &ignored);
  }
  socket_error_ = pending_error(socket, fds[0].revents);
  int rc = MOSQ_ERR_SUCCESS;
  errno = 0;
  if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) rc = read_some(handle);
  if (rc == MOSQ_ERR_SUCCESS && mosquitto_socket(handle) >= 0 && mosquitto_want_write(handle)) {
    const Cork cork(handle);
    rc = mosquitto_loop_write(handle, 1);
  }
  if (rc == MOSQ_ERR_SUCCESS && mosquitto_socket(handle) < 0) rc = MOSQ_ERR_CONN_LOST;
  return rc;
}

/// Takes the messages that have come. libmosquitto reads one packet a call; a poll before each would cost as much again.
int SocketPump::read_some(mosquitto* handle) {
  int rc = MOSQ_ERR_SUCCESS;
  for (int packets = 0; packets < kMaxPacketsPerPoll && rc == MOSQ_ERR_SUCCESS; ++packets) {
    const auto before = received();
    rc = mosquitto_loop_read(handle, 1);
    if (received() == before) break;
  }
  return rc;
}

}  // namespace eyrie::mqtt
