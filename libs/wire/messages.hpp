// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "delivery/range_set.hpp"

namespace eyrie::wire {

enum class Presence : std::uint8_t { kOffline, kOnline };
enum class CaptureState : std::uint8_t { kWaiting, kRunning, kEnded };

/// What a drone's camera delivers.
struct CaptureStatus {
  CaptureState state = CaptureState::kWaiting;
  std::string source{};  ///< as configured, without credentials
  int width = 0;         ///< pixels
  int height = 0;        ///< pixels
  double fps = 0;        ///< measured
  friend bool operator==(const CaptureStatus&, const CaptureStatus&) = default;
};

/// What a drone's network does.
struct InferenceStatus {
  std::string model{};
  std::string backend{};
  std::string precision{};
  double ms_p50 = 0;
  double ms_p95 = 0;
  double fps = 0;
  friend bool operator==(const InferenceStatus&, const InferenceStatus&) = default;
};

/// The edge's side of the ledger, in messages.
struct LedgerStatus {
  std::uint64_t next_seq = 1;
  std::uint64_t acknowledged = 0;
  std::uint64_t waiting = 0;
  std::uint64_t tombstoned = 0;
  friend bool operator==(const LedgerStatus&, const LedgerStatus&) = default;
};

/// `drone/<id>/status`: presence and health, every 2 s. The last will carries `drone` and `presence` alone.
struct DroneStatus {
  DroneId drone{};
  Presence presence = Presence::kOffline;
  std::optional<Timestamp> time{};
  std::string version{};
  std::string epoch{};
  std::optional<CaptureStatus> capture{};
  std::optional<InferenceStatus> inference{};
  std::optional<LedgerStatus> ledger{};
  std::uint64_t dropped_frames = 0;
  double cpu_percent = 0;  ///< of one core
  ByteCount rss{};
  friend bool operator==(const DroneStatus&, const DroneStatus&) = default;
};

/// `gateway/status`: whether there is anyone to stream to. The last will says `kOffline`.
struct GatewayStatus {
  Presence presence = Presence::kOffline;
  std::string instance{};
  std::string http{};  ///< `http://host:port`, where clips and frames are uploaded to
  friend bool operator==(const GatewayStatus&, const GatewayStatus&) = default;
};

/// `drone/<id>/acks`: what the gateway has committed and the edge may forget.
struct Acknowledgement {
  std::string epoch{};
  delivery::RangeSet ranges{};
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

/// `drone/<id>/command_results`.
struct CommandResult {
  std::string id{};
  CommandOutcome outcome = CommandOutcome::kDone;
  std::string message{};
  friend bool operator==(const CommandResult&, const CommandResult&) = default;
};

}  // namespace eyrie::wire
