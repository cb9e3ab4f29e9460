// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "base/time.hpp"
#include "web/http/server.hpp"
#include "web/http/worker_pool.hpp"

/// Inside of the room, shared by server.cpp and connection.cpp; the only headers here that show Asio.
namespace eyrie::web::detail {

/// Every open connection and how to end it. Thread-safe.
class Registry {
 public:
  struct Ending {
    std::function<void()> ask;  ///< end when what is under way is done
    std::function<void()> cut;  ///< end now
  };

  std::uint64_t add(Ending ending);
  void remove(std::uint64_t id);
  void ask_all() const;
  void cut_all() const;
  [[nodiscard]] std::size_t size() const;
  /// True when the last connection has gone before `deadline`.
  bool wait_until_empty(SteadyTime deadline) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable is_smaller_;
  std::map<std::uint64_t, Ending> endings_;
  std::uint64_t next_id_ = 0;
};

/// Memory that all request bodies share. Thread-safe.
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
  Registry registry;
  std::atomic<bool> is_stopping{false};
  std::atomic<std::uint64_t> refused_connections{0};
  std::atomic<std::uint64_t> websockets{0};
  std::atomic<std::uint64_t> dropped_messages{0};
  std::atomic<std::uint64_t> overflown_clients{0};
  boost::asio::io_context io;
};

}  // namespace eyrie::web::detail
