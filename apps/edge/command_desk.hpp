// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <string>

#include "base/time.hpp"
#include "wire/messages.hpp"

namespace eyrie::edge {

/// Obeys commands: each once, by its id, and only before it expires. What is repeated gets the first answer's word again
/// without being done again. Used by one thread.
class CommandDesk {
 public:
  struct Actions {
    std::function<void(std::chrono::seconds)> lease_video;
    std::function<void()> take_snapshot;
    std::function<Status(Timestamp from, Timestamp to)> cut_clip;
  };
  CommandDesk(Actions actions, const Clock& clock) : actions_(std::move(actions)), clock_(clock) {}

  [[nodiscard]] wire::CommandResult obey(const wire::Command& command);

 private:
  [[nodiscard]] wire::CommandResult act(const wire::Command& command);

  const Actions actions_;
  const Clock& clock_;
  std::deque<wire::CommandResult> answered_;  ///< the last 256
};

}  // namespace eyrie::edge
