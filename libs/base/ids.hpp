// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace eyrie {

/// A drone's name: 1 to 64 of `a-z A-Z 0-9 . _ -`, beginning with a letter or digit, so that it is safe in an MQTT topic, a
/// file name and a URL. The seed's topic id `01` is short for `drone-01`: `from_topic` makes the two one.
class DroneId {
 public:
  DroneId() = default;

  [[nodiscard]] static Result<DroneId> parse(std::string_view text);
  [[nodiscard]] static Result<DroneId> from_topic(std::string_view topic_level);

  [[nodiscard]] const std::string& str() const noexcept { return text_; }
  [[nodiscard]] bool is_empty() const noexcept { return text_.empty(); }
  friend auto operator<=>(const DroneId&, const DroneId&) = default;

 private:
  explicit DroneId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Counts the frames of one capture from 1. Together with the capture time it is the only join between picture and box.
/// On the wire it is the seed's text `frame-0001`.
struct FrameId {
  std::uint64_t number = 0;
  friend auto operator<=>(const FrameId&, const FrameId&) = default;
};

[[nodiscard]] std::string to_string(FrameId id);
/// Takes `frame-0001`. `Error::kInvalidArgument` otherwise; another maker's frame names stay text and have no number.
[[nodiscard]] Result<FrameId> parse_frame_id(std::string_view text);

/// Names one message of one drone for ever: `epoch` is the id of the journal file the message was written to, `seq` counts
/// from 1 without holes over everything that journal ever held.
struct MessageId {
  std::string epoch;
  std::uint64_t seq = 0;
  friend auto operator<=>(const MessageId&, const MessageId&) = default;
};

}  // namespace eyrie

template <>
struct std::hash<eyrie::DroneId> {
  std::size_t operator()(const eyrie::DroneId& id) const noexcept { return std::hash<std::string>{}(id.str()); }
};
