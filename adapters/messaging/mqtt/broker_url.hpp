// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie::mqtt {

/// Where a broker listens.
struct BrokerUrl {
  std::string host;
  int port = 1883;
  bool is_secure = false;

  /// Takes `mqtt://host[:port]` and `mqtts://host[:port]`, an IPv6 address in brackets, an empty or `/` path.
  /// Credentials in the link are refused: they would end up in logs and process lists.
  [[nodiscard]] static Result<BrokerUrl> parse(std::string_view url);

  friend bool operator==(const BrokerUrl&, const BrokerUrl&) = default;
};

/// `host:port`, for messages.
[[nodiscard]] std::string to_string(const BrokerUrl& url);

}  // namespace eyrie::mqtt
