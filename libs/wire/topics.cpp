// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/topics.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace eyrie::wire {
namespace {

constexpr std::string_view kRoot = "drone/";
constexpr std::string_view kLongPrefix = "drone-";
constexpr std::array<std::string_view, kChannelCount> kNames{"detections", "telemetry",       "events", "status", "acks",
                                                             "commands",   "command_results", "rules",  "video"};

std::optional<Channel> channel_named(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Channel>(found - kNames.begin());
}

/// `01` for `drone-01`; every other id as it is.
std::string_view topic_level_of(const DroneId& drone) {
  const std::string_view id = drone.str();
  if (!id.starts_with(kLongPrefix) || id.size() == kLongPrefix.size()) return id;
  const std::string_view digits = id.substr(kLongPrefix.size());
  return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) ? digits : id;
}

}  // namespace

std::string_view name_of(Channel channel) noexcept { return kNames[static_cast<std::size_t>(channel)]; }

std::string topic_of(const DroneId& drone, Channel channel) {
  std::string topic(kRoot);
  topic.append(topic_level_of(drone)).append(1, '/').append(name_of(channel));
  return topic;
}

std::string filter_of(Channel channel) { return std::string(kRoot).append("+/").append(name_of(channel)); }

Result<DroneTopic> parse_topic(std::string_view topic) {
  const auto slash = topic.rfind('/');
  const bool is_ours = topic.starts_with(kRoot) && slash >= kRoot.size() && slash != std::string_view::npos;
  const auto channel = is_ours ? channel_named(topic.substr(slash + 1)) : std::nullopt;
  if (!channel) {
    return fail(Error::kUnsupported,
                "not a topic of ours (drone/<id>/<channel>): \"" + std::string(topic.substr(0, 128)) + "\"");
  }
  auto drone = DroneId::from_topic(topic.substr(kRoot.size(), slash - kRoot.size()));
  if (!drone) return fail(std::move(drone).error());
  return DroneTopic{.drone = *std::move(drone), .channel = *channel};
}

}  // namespace eyrie::wire
