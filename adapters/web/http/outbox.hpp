// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <variant>

#include "base/units.hpp"
#include "web/http/websocket.hpp"

namespace eyrie::web {

using namespace eyrie::literals;

/// What waits to be sent to one WebSocket client: first in, first out over two classes with a bound each.
///
/// Data at its bound drops its oldest and counts it; the count is told to the client by `make_dropped_notice` with the next
/// message that goes out. Control at its bound is an overflow, after which the client is to be disconnected: it would
/// otherwise show a state that is not true. The bound in bytes is what a client can cost us in memory.
///
/// Thread-safe.
class Outbox {
 public:
  struct Options {
    std::size_t max_data_messages = 256;
    ByteCount max_data_bytes = 8_MiB;
    std::size_t max_control_messages = 256;
    ByteCount max_control_bytes = 4_MiB;
    /// Makes the message that tells a client how many data messages it has lost; nothing is told without it.
    std::function<SharedMessage(std::uint64_t count)> make_dropped_notice{};
  };
  explicit Outbox(Options options) : options_(std::move(options)) {}

  void push_data(SharedMessage message);
  /// All of `group` as data, or nothing (false): a fifth of the queue stays free, for what comes while it is being sent.
  [[nodiscard]] bool push_group(std::span<const SharedMessage> group);
  /// False on overflow.
  [[nodiscard]] bool push_control(SharedMessage message);
  /// The next message to send, or null.
  [[nodiscard]] SharedMessage pop();
  /// Data messages dropped since the beginning.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  struct Item {
    std::uint64_t order = 0;
    SharedMessage message;
  };
  struct Class {
    std::deque<Item> items;
    std::uint64_t bytes = 0;
    void push(std::uint64_t order, SharedMessage message);
    SharedMessage pop();
  };

  const Options options_;
  mutable std::mutex mutex_;
  Class data_;
  Class control_;
  std::uint64_t next_order_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t told_ = 0;
};

}  // namespace eyrie::web
