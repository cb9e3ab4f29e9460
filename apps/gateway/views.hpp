// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "fleet/store.hpp"

/// What the API and `/v1/live` show of the fleet's values: the schemas of openapi.yaml as JSON text.
namespace eyrie::gateway {

/// How long after its last word a drone that never said goodbye still counts as online.
inline constexpr std::chrono::seconds kPresenceTimeout{15};

[[nodiscard]] std::string to_json(const fleet::User& user);
[[nodiscard]] std::string to_json(const fleet::Drone& drone, Timestamp now);
/// `drone_position`: where the drone was when it saw it, if known.
[[nodiscard]] std::string to_json(const fleet::Incident& incident,
                                  const std::optional<fleet::TelemetrySample>& drone_position = std::nullopt);
[[nodiscard]] std::string to_json(const fleet::IncidentEvent& event);
[[nodiscard]] std::string to_json(const fleet::DeadLetter& letter);
[[nodiscard]] std::string to_json(const fleet::AuditEntry& entry);
[[nodiscard]] std::string to_json(const fleet::AuditReport& report);
[[nodiscard]] std::string to_json(const fleet::SeenObject& object);

/// `{"items":[...]}`, with `next` unless it is empty.
[[nodiscard]] std::string items_json(std::span<const std::string> items, std::string_view next = {});

}  // namespace eyrie::gateway
