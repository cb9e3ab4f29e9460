// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/units.hpp"
#include "web/http/websocket.hpp"

namespace eyrie::gateway {

using namespace eyrie::literals;

/// The access units of one drone since its newest key frame, so that whoever begins to watch sees a picture at once.
/// When the group grows past its bounds it is forgotten, and joiners wait for the next key frame. Not thread-safe.
class GopCache {
 public:
  /// Within what `Outbox::push_group` takes of a client's empty queue, so that who watches one drone always gets its group.
  static constexpr std::size_t kMaxUnits = 200;
  static constexpr ByteCount kMaxBytes = 6_MiB;

  void push(web::SharedMessage unit, bool is_key) {
    if (is_key) clear();
    if (!is_key && units_.empty()) return;
    bytes_ += unit->bytes.size();
    units_.push_back(std::move(unit));
    if (units_.size() > kMaxUnits || bytes_ > kMaxBytes.value) clear();
  }
  void clear() {
    units_.clear();
    bytes_ = 0;
  }
  /// Begins with a key frame, or is empty.
  [[nodiscard]] const std::vector<web::SharedMessage>& units() const noexcept { return units_; }

 private:
  std::vector<web::SharedMessage> units_;
  std::uint64_t bytes_ = 0;
};

}  // namespace eyrie::gateway
