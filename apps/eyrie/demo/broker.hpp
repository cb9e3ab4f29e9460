// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "eyrie/demo/child_process.hpp"

namespace eyrie::demo {

/// Who may speak at the broker, and what about.
struct BrokerUser {
  std::string name;
  std::string password;
  std::vector<std::string> may_read;
  std::vector<std::string> may_write;
};

/// Starts mosquitto on loopback with a configuration of its own in `folder`: passwords, and rights by topic for each user.
/// `is_over` as in `run_to_end`.
[[nodiscard]] Result<ChildProcess> start_broker(const std::filesystem::path& folder, int port,
                                                const std::vector<BrokerUser>& users, const std::atomic<bool>& is_over);

/// The gateway may read what drones say and speak to all of them.
[[nodiscard]] BrokerUser gateway_user(std::string password);
/// A drone may speak under its own name only, and hear what is meant for it.
[[nodiscard]] BrokerUser drone_user(const std::string& drone_id, std::string password);

}  // namespace eyrie::demo
