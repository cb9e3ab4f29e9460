// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "base/time.hpp"
#include "web/http/detail/registry.hpp"
#include "web/http/server.hpp"
#include "web/http/worker_pool.hpp"

namespace eyrie::web::detail {

/// Memory that all bodies of known senders share. Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(ByteCount limit) : limit_(limit.value) {}
  [[nodiscard]] bool take(std::uint64_t bytes) {
    if (used_.fetch_add(bytes) + bytes <= limit_) return true;
    used_.fetch_sub(bytes);
    return false;
  }
  void give_back(std::uint64_t bytes) { used_.fetch_sub(bytes); }

 private:
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> used_{0};
};

/// What one request has of a budget; given back when the request has been answered.
class Reservation {
 public:
  explicit Reservation(ByteBudget& budget) : budget_(budget) {}
  ~Reservation() { budget_.give_back(bytes_); }
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;

  /// False when the budget does not have as much left.
  [[nodiscard]] bool take(std::uint64_t bytes) {
    if (!budget_.take(bytes)) return false;
    bytes_ += bytes;
    return true;
  }

 private:
  ByteBudget& budget_;
  std::uint64_t bytes_ = 0;
};

/// What all connections of a server share. Outlives them: `io` is the last member, so that coroutines that are still
/// suspended when the server goes are destroyed while everything they refer to is there.
struct Core {
  Core(HttpServer::Options given, Router routes)
      : options(std::move(given)),
        router(std::move(routes)),
        quick(options.quick_threads, options.max_quick_waiting),
        heavy(options.heavy_threads, options.max_heavy_waiting),
        body_budget(options.max_buffered_bodies) {}

  const HttpServer::Options options;
  const Router router;
  std::optional<boost::asio::ssl::context> tls;
  WorkerPool quick;
  WorkerPool heavy;
  ByteBudget body_budget;
  Registry registry{system_clock()};
  std::atomic<bool> is_stopping{false};
  std::atomic<std::uint64_t> refused_connections{0};
  std::atomic<std::uint64_t> websockets{0};
  std::atomic<std::uint64_t> dropped_messages{0};
  std::atomic<std::uint64_t> overflown_clients{0};
  boost::asio::io_context io;
};

}  // namespace eyrie::web::detail
