// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "delivery/journal.hpp"

namespace eyrie::delivery {

/// The way to the gateway. That a message was handed over says nothing of its arrival: only the gateway's acknowledgement
/// does.
///
/// Implementations are thread-safe and never block; a completion may come on any thread, also before `publish` returns.
class Uplink {
 public:
  using Completion = std::function<void(Status)>;

  virtual ~Uplink() = default;
  /// Copies the payload. Retryable `kUnavailable` without a connection, retryable `kExhausted` when too much is under way;
  /// `done` is then never called, and else exactly once.
  [[nodiscard]] virtual Status publish(Stream stream, std::string_view payload, Completion done) = 0;
  [[nodiscard]] virtual bool is_connected() const = 0;
};

}  // namespace eyrie::delivery
