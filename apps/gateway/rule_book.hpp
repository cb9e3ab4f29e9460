// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "fleet/rules.hpp"
#include "fleet/store.hpp"
#include "gateway/bus.hpp"

namespace eyrie::gateway {

/// The rules in force: read from the store, replaced by a supervisor, told to every drone as a retained message.
/// Thread-safe.
class RuleBook {
 public:
  /// Loads the current version; puts `fleet::default_rules()` first where there never was any.
  [[nodiscard]] static Result<std::unique_ptr<RuleBook>> open(fleet::FleetStore& store, Bus& bus);

  [[nodiscard]] std::shared_ptr<const fleet::RuleSet> current() const;
  /// Replaces the rules; `rules.version` is the one the change was made to. `kConflict` when it is not the current one.
  [[nodiscard]] Result<std::shared_ptr<const fleet::RuleSet>> replace(const fleet::Principal& principal,
                                                                      const fleet::RuleSet& rules);

  /// Tells a drone the rules, once for each connection to the broker.
  void tell(const DroneId& drone);
  /// After a new connection: every known drone is told again when it is heard of next.
  void forget_told();

 private:
  RuleBook(fleet::FleetStore& store, Bus& bus) : store_(store), bus_(bus) {}
  void set_current(fleet::RuleSet rules);

  fleet::FleetStore& store_;
  Bus& bus_;
  mutable std::mutex mutex_;
  std::shared_ptr<const fleet::RuleSet> current_;
  std::string json_;
  std::set<DroneId> told_;
};

}  // namespace eyrie::gateway
