// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/command_desk.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

namespace eyrie::edge {

wire::CommandResult CommandDesk::obey(const wire::Command& command) {
  const auto before =
      std::find_if(answered_.begin(), answered_.end(), [&](const auto& answer) { return answer.id == command.id; });
  if (before != answered_.end()) return *before;
  constexpr std::size_t kRemembered = 256;
  if (answered_.size() == kRemembered) answered_.pop_front();
  answered_.push_back(act(command));
  return answered_.back();
}

wire::CommandResult CommandDesk::act(const wire::Command& command) {
  using wire::CommandOutcome;
  const auto answer = [&](CommandOutcome outcome, std::string message) {
    return wire::CommandResult{.id = command.id, .outcome = outcome, .message = std::move(message)};
  };
  if (command.expires_at <= clock_.now()) {
    return answer(CommandOutcome::kExpired, "it expired at " + to_rfc3339(command.expires_at) + ", before it arrived");
  }
  return std::visit(
      [&](const auto& action) {
        using Action = std::decay_t<decltype(action)>;
        if constexpr (std::is_same_v<Action, wire::VideoLease>) {
          actions_.lease_video(action.length);
        } else if constexpr (std::is_same_v<Action, wire::Snapshot>) {
          actions_.take_snapshot();
        } else if constexpr (std::is_same_v<Action, wire::ClipRequest>) {
          if (const auto cut = actions_.cut_clip(action.from, action.to); !cut)
            return answer(CommandOutcome::kRefused, cut.error().message);
        } else {
          return answer(CommandOutcome::kRefused, "this edge does not know the command " + action.name);
        }
        return answer(CommandOutcome::kDone, "");
      },
      command.action);
}

}  // namespace eyrie::edge
