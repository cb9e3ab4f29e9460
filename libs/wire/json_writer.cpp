// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "wire/detail/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace eyrie::wire::detail {
namespace {

constexpr std::array<double, 10> kPowersOfTen{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
/// Beyond this a double times a power of ten is no longer exact in 64 bits.
constexpr double kMaxScaled = 9e15;

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& text, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': text += "\\\""; return;
    case '\\': text += "\\\\"; return;
    case '\n': text += "\\n"; return;
    case '\t': text += "\\t"; return;
    case '\r': text += "\\r"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  text += "\\u00";
  text += kHex[byte >> 4U];
  text += kHex[byte & 0xFU];
}

}  // namespace

void JsonWriter::text(std::string_view value) {
  separate();
  text_ += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (!needs_escape(value[i])) continue;
    text_.append(value, done, i - done);
    append_escaped(text_, value[i]);
    done = i + 1;
  }
  text_.append(value, done).append(1, '"');
}

void JsonWriter::flag(bool value) {
  separate();
  text_ += value ? "true" : "false";
}

void JsonWriter::whole(std::uint64_t value) {
  separate();
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text_.append(digits.data(), end);
}

void JsonWriter::time(Timestamp value) { text(to_rfc3339(value)); }

void JsonWriter::number(double value, int decimals) {
  separate();
  std::array<char, 32> out{};
  const double scaled = value * kPowersOfTen[static_cast<std::size_t>(decimals)];
  if (!std::isfinite(value)) {
    text_ += "null";
    return;
  }
  if (std::abs(scaled) > kMaxScaled) {
    text_.append(out.data(), std::to_chars(out.data(), out.data() + out.size(), value).ptr);
    return;
  }
  auto units = static_cast<std::uint64_t>(std::llround(std::abs(scaled)));
  for (; decimals > 0 && units % 10 == 0; --decimals) units /= 10;
  if (value < 0 && units != 0) text_ += '-';
  const auto power = static_cast<std::uint64_t>(kPowersOfTen[static_cast<std::size_t>(decimals)]);
  text_.append(out.data(), std::to_chars(out.data(), out.data() + out.size(), units / power).ptr);
  if (decimals == 0) return;
  // A one in front keeps the zeros behind the point.
  char* const end = std::to_chars(out.data(), out.data() + out.size(), units % power + power).ptr;
  out[0] = '.';
  text_.append(out.data(), end);
}

}  // namespace eyrie::wire::detail
