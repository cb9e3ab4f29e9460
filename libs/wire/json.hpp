// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "fleet/events.hpp"
#include "fleet/report.hpp"
#include "wire/messages.hpp"

/// The JSON of docs/design/messages.md and the values it stands for, both ways.
///
/// Everything that is read comes from outside. A message is refused as a whole, with a reason that names the field, what
/// was found and what is needed:
///
///   kTooLarge          longer than `kMaxMessageSize`, more than `kMaxDetections`, a text past its column
///   kInvalidArgument   not JSON, nested too deep, a required field missing, a value of the wrong type
///   kOutOfRange        a number outside of what it can mean (a box outside of the picture, 110 % battery), a time before
///                      2000 or more than `kMaxClockLead` ahead of `now`
///   kPermissionDenied  the payload names another drone than the topic it came on
///   kUnsupported       an event of a type that we do not know
///
/// A time that is too far ahead is the one refusal that may be taken back (`can_retry`): the clock that is wrong may be
/// ours.
///
/// Unknown fields are ignored, `null` is as good as absent, of a field that comes twice the last one counts. Texts hold no
/// control characters (PostgreSQL could not store a NUL, and a log line must stay one line).
///
/// What is written needs no escaping pass by its caller, has no spaces and no more digits than mean something: boxes and
/// confidences in millionths, places to about a centimetre. Times are cut to milliseconds.
///
/// Thread-safe; each thread keeps one parser's memory (it grows to the largest message that it has met).
namespace eyrie::wire {

using namespace eyrie::literals;

inline constexpr ByteCount kMaxMessageSize = 256_KiB;
inline constexpr std::size_t kMaxDetections = 1000;
/// How far ahead of our clock a drone's may be.
inline constexpr std::chrono::minutes kMaxClockLead{5};

[[nodiscard]] Result<fleet::DetectionReport> parse_detections(std::string_view json, const DroneId& topic_drone,
                                                              Timestamp now);
/// An empty `topic_drone` takes any drone: the message comes out of a recording.
[[nodiscard]] Result<fleet::TelemetrySample> parse_telemetry(std::string_view json, const DroneId& topic_drone,
                                                             Timestamp now);
[[nodiscard]] Result<fleet::Event> parse_event(std::string_view json, const DroneId& topic_drone, Timestamp now);
[[nodiscard]] Result<fleet::DroneStatus> parse_status(std::string_view json, const DroneId& topic_drone, Timestamp now);
[[nodiscard]] Result<GatewayStatus> parse_gateway_status(std::string_view json);
[[nodiscard]] Result<Acknowledgement> parse_acknowledgement(std::string_view json);
[[nodiscard]] Result<Command> parse_command(std::string_view json);
[[nodiscard]] Result<CommandResult> parse_command_result(std::string_view json);

/// The id of a message that may be refused for everything else: so that its drone can be told to keep it no longer. Nothing
/// when it is no JSON, too large, or has none.
[[nodiscard]] std::optional<MessageId> find_message_id(std::string_view json);

[[nodiscard]] std::string to_json(const fleet::DetectionReport& report);
[[nodiscard]] std::string to_json(const fleet::TelemetrySample& sample);
[[nodiscard]] std::string to_json(const fleet::Event& event);
[[nodiscard]] std::string to_json(const fleet::DroneStatus& status);
[[nodiscard]] std::string to_json(const GatewayStatus& status);
[[nodiscard]] std::string to_json(const Acknowledgement& acknowledgement);
[[nodiscard]] std::string to_json(const Command& command);
[[nodiscard]] std::string to_json(const CommandResult& result);

}  // namespace eyrie::wire
