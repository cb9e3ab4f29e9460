// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.hpp"
#include "delivery/range_set.hpp"
#include "fleet/drone.hpp"

namespace eyrie::wire {

/// `gateway/status`: whether there is anyone to stream to. The last will says `kOffline`.
struct GatewayStatus {
  fleet::Presence presence = fleet::Presence::kOffline;
  std::string instance{};
  std::string http{};  ///< `http://host:port`, where clips and frames are uploaded to
  friend bool operator==(const GatewayStatus&, const GatewayStatus&) = default;
};

/// `drone/<id>/acks`: what the gateway has committed and the edge may forget, and what it cannot take before some time has
/// passed and the edge has to keep.
struct Acknowledgement {
  std::string epoch{};
  delivery::RangeSet ranges{};
  delivery::RangeSet put_off{};
  std::string instance{};
  friend bool operator==(const Acknowledgement&, const Acknowledgement&) = default;
};

/// Publish access units until the lease runs out; sent again while somebody watches.
struct VideoLease {
  std::chrono::seconds length{10};
  friend bool operator==(const VideoLease&, const VideoLease&) = default;
};
/// Send one flagged frame now.
struct Snapshot {
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};
/// Cut a clip out of the ring.
struct ClipRequest {
  Timestamp from{};
  Timestamp to{};
  friend bool operator==(const ClipRequest&, const ClipRequest&) = default;
};
/// A command of a newer gateway; well-formed, so that the edge can answer `refused`.
struct UnknownCommand {
  std::string name{};
  friend bool operator==(const UnknownCommand&, const UnknownCommand&) = default;
};

/// `drone/<id>/commands`: acted on once, by its `id`, and only before `expires_at`.
struct Command {
  std::string id{};
  Timestamp expires_at{};
  std::variant<VideoLease, Snapshot, ClipRequest, UnknownCommand> action;
  friend bool operator==(const Command&, const Command&) = default;
};

enum class CommandOutcome : std::uint8_t { kDone, kRefused, kFailed, kExpired };

/// `done`, `refused`, `failed`, `expired`.
[[nodiscard]] std::string_view name_of(CommandOutcome outcome) noexcept;

/// `drone/<id>/command_results`.
struct CommandResult {
  std::string id{};
  CommandOutcome outcome = CommandOutcome::kDone;
  std::string message{};
  friend bool operator==(const CommandResult&, const CommandResult&) = default;
};

}  // namespace eyrie::wire
