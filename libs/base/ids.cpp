// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "base/ids.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace eyrie {
namespace {

constexpr std::size_t kMaxDroneIdLength = 64;
constexpr std::string_view kFramePrefix = "frame-";

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_id_character(char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<DroneId> DroneId::parse(std::string_view text) {
  if (text.empty() || text.size() > kMaxDroneIdLength || !is_alphanumeric(text.front()) ||
      !std::all_of(text.begin(), text.end(), is_id_character)) {
    return fail(Error::kInvalidArgument,
                "not a drone id (1 to 64 of a-z A-Z 0-9 . _ -, beginning with a letter or digit): \"" +
                    std::string(text.substr(0, 80)) + "\"");
  }
  return DroneId(std::string(text));
}

Result<DroneId> DroneId::from_topic(std::string_view topic_level) {
  const bool is_short = !topic_level.empty() && std::all_of(topic_level.begin(), topic_level.end(), is_digit);
  return is_short ? parse("drone-" + std::string(topic_level)) : parse(topic_level);
}

std::string to_string(FrameId id) {
  char text[32];
  const int length = std::snprintf(text, sizeof text, "frame-%04llu", static_cast<unsigned long long>(id.number));
  return {text, static_cast<std::size_t>(length)};
}

Result<FrameId> parse_frame_id(std::string_view text) {
  FrameId id;
  if (text.starts_with(kFramePrefix)) {
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data() + kFramePrefix.size(), end, id.number);
    if (problem == std::errc{} && stop == end) return id;
  }
  return fail(Error::kInvalidArgument, "not a frame id such as frame-0001: \"" + std::string(text.substr(0, 80)) + "\"");
}

}  // namespace eyrie
