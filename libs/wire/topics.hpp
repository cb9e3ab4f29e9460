// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace eyrie::wire {

/// The last level of a drone's topic, `drone/<id>/<channel>`.
enum class Channel : std::uint8_t {
  kDetections,
  kTelemetry,
  kEvents,
  kStatus,
  kAcks,
  kCommands,
  kCommandResults,
  kRules,
  kVideo,
};
inline constexpr int kChannelCount = 9;

/// Retained, with a last will: whether a gateway is there.
inline constexpr std::string_view kGatewayStatusTopic = "gateway/status";

struct DroneTopic {
  DroneId drone;
  Channel channel = Channel::kDetections;
  friend bool operator==(const DroneTopic&, const DroneTopic&) = default;
};

/// The word in the topic: `detections`.
[[nodiscard]] std::string_view name_of(Channel channel) noexcept;

/// `drone/01/detections` for `drone-01`, `drone/kestrel/detections` for `kestrel`: the short form wherever there is one.
[[nodiscard]] std::string topic_of(const DroneId& drone, Channel channel);

/// `drone/+/detections`: what a gateway subscribes to.
[[nodiscard]] std::string filter_of(Channel channel);

/// Takes either form of the id. `Error::kUnsupported` for a topic that is not ours, `kInvalidArgument` for an id that is
/// none.
[[nodiscard]] Result<DroneTopic> parse_topic(std::string_view topic);

}  // namespace eyrie::wire
