// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie::gateway {

/// What the gateway says to drones. Thread-safe; `publish` copies the message, returns at once and never blocks.
class Bus {
 public:
  virtual ~Bus() = default;
  /// Retryable `kUnavailable` while there is no broker: who must be heard says it again.
  [[nodiscard]] virtual Status publish(std::string_view topic, std::string_view payload, bool is_retained) = 0;
  [[nodiscard]] virtual bool is_connected() const = 0;
};

}  // namespace eyrie::gateway
