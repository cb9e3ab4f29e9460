// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/value.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <ranges>
#include <span>
#include <utility>

namespace eyrie::settings {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t size;
};

// From large to small: a value is written in the largest unit that divides it.
constexpr std::array kDurationUnits = {
    Unit{"d", 86'400'000'000'000},
    Unit{"h", 3'600'000'000'000},
    Unit{"min", 60'000'000'000},
    Unit{"s", 1'000'000'000},
    Unit{"ms", 1'000'000},
    Unit{"us", 1'000},
    Unit{"ns", 1},
};
constexpr std::array kByteUnits = {
    Unit{"TiB", 1LL << 40}, Unit{"TB", 1'000'000'000'000}, Unit{"GiB", 1LL << 30}, Unit{"GB", 1'000'000'000},
    Unit{"MiB", 1LL << 20}, Unit{"MB", 1'000'000},         Unit{"KiB", 1LL << 10}, Unit{"kB", 1'000},
    Unit{"B", 1},
};

std::string in_quotes(std::string_view text) { return literal(text); }

std::string found(const Raw& raw) {
  switch (raw.kind) {
    case Raw::kUntyped:
    case Raw::kString: return in_quotes(raw.text);
    case Raw::kStrings: return "a list";
    case Raw::kOther: return "what stands here";
    case Raw::kBoolean:
    case Raw::kInteger:
    case Raw::kNumber: return raw.text;
  }
  return raw.text;
}

std::unexpected<Error> needs(const Raw& raw, std::string_view what) {
  return fail(Error::kInvalidArgument, found(raw) + " is not " + std::string(what));
}

bool is_text(const Raw& raw) { return raw.kind == Raw::kUntyped || raw.kind == Raw::kString; }

template <typename T>
std::optional<T> parse_all(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Adds up `<decimal><unit>` parts in units of one; nothing when the text has another shape or does not fit.
/// Whole numbers stay exact over the full range; a fraction is rounded to the nearest one.
std::optional<std::int64_t> sum_of_parts(std::string_view text, std::span<const Unit> units) {
  std::int64_t total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number_end = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto number = text.substr(0, number_end);
    text.remove_prefix(number_end);
    const auto name_end = std::min(text.find_first_of("0123456789."), text.size());
    const auto unit = std::ranges::find(units, text.substr(0, name_end), &Unit::name);
    if (number.empty() || unit == units.end()) return std::nullopt;
    text.remove_prefix(name_end);

    std::int64_t part = 0;
    if (const auto whole = parse_all<std::int64_t>(number)) {
      if (__builtin_mul_overflow(*whole, unit->size, &part)) return std::nullopt;
    } else if (const auto fraction = parse_all<double>(number)) {
      const double scaled = *fraction * static_cast<double>(unit->size);
      if (scaled >= 0x1p63) return std::nullopt;
      part = std::llround(scaled);
    } else {
      return std::nullopt;
    }
    if (__builtin_add_overflow(total, part, &total)) return std::nullopt;
  }
  return total;
}

std::string in_largest_unit(std::int64_t value, std::span<const Unit> units, std::string_view unit_of_zero) {
  if (value == 0) return "0" + std::string(unit_of_zero);
  for (const auto& unit : units) {
    if (value % unit.size == 0) return std::to_string(value / unit.size) + std::string(unit.name);
  }
  return std::to_string(value);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

std::string_view name_of(ValueKind kind) noexcept {
  switch (kind) {
    case ValueKind::kBoolean: return "true or false";
    case ValueKind::kInteger: return "integer";
    case ValueKind::kNumber: return "number";
    case ValueKind::kString: return "text";
    case ValueKind::kPath: return "path";
    case ValueKind::kDuration: return "duration";
    case ValueKind::kBytes: return "bytes";
    case ValueKind::kChoice: return "choice";
    case ValueKind::kList: return "list";
    case ValueKind::kSecret: return "secret";
  }
  return "value";
}

Result<bool> read_boolean(const Raw& raw) {
  if (raw.kind == Raw::kBoolean || raw.kind == Raw::kUntyped) {
    if (raw.text == "true" || raw.text == "1" || raw.text == "on" || raw.text == "yes") return true;
    if (raw.text == "false" || raw.text == "0" || raw.text == "off" || raw.text == "no") return false;
  }
  return needs(raw, "true or false");
}

Result<std::int64_t> read_integer(const Raw& raw) {
  if (raw.kind == Raw::kInteger || raw.kind == Raw::kUntyped) {
    if (const auto value = parse_all<std::int64_t>(raw.text)) return *value;
  }
  return needs(raw, "an integer");
}

Result<double> read_number(const Raw& raw) {
  if (raw.kind == Raw::kInteger || raw.kind == Raw::kNumber || raw.kind == Raw::kUntyped) {
    if (const auto value = parse_all<double>(raw.text); value && std::isfinite(*value)) return *value;
  }
  return needs(raw, "a number");
}

Result<std::string> read_text(const Raw& raw) {
  if (is_text(raw)) return raw.text;
  return needs(raw, "a text: put it in quotes");
}

Result<std::vector<std::string>> read_list(const Raw& raw) {
  if (raw.kind == Raw::kStrings) return raw.items;
  if (raw.kind != Raw::kUntyped) return needs(raw, R"(a list of texts, for example ["a", "b"])");
  std::vector<std::string> items;
  for (const auto part : std::views::split(raw.text, ',')) {
    const auto item = trimmed(std::string_view(part.begin(), part.end()));
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

Result<std::chrono::nanoseconds> read_duration(const Raw& raw) {
  if (is_text(raw)) {
    if (const auto value = sum_of_parts(raw.text, kDurationUnits)) return std::chrono::nanoseconds(*value);
  }
  return needs(raw, R"(a duration: give a number and a unit (ns us ms s min h d), for example "250ms" or "20s")");
}

Result<ByteCount> read_bytes(const Raw& raw) {
  if (is_text(raw)) {
    if (const auto value = sum_of_parts(raw.text, kByteUnits)) return ByteCount{static_cast<std::uint64_t>(*value)};
  }
  return needs(raw, R"(an amount of bytes: give a number and a unit (B kB KiB MB MiB GB GiB TB TiB), for example "64MiB")");
}

Result<Secret> read_secret(const Raw& raw) {
  // The value itself stays out of every message: what looks like a mistake may be the password.
  constexpr std::string_view kFilePrefix = "file:";
  if (!is_text(raw)) return fail(Error::kInvalidArgument, "a secret is a text: put it in quotes");
  if (!raw.text.starts_with(kFilePrefix)) return Secret(raw.text);
  const std::string path = raw.text.substr(kFilePrefix.size());
  std::ifstream file(path);
  std::string line;
  if (!file || !std::getline(file, line)) {
    return fail(Error::kNotFound, "cannot read the secret's file " + path + ". Does it exist, and may this user read it?");
  }
  if (line.ends_with('\r')) line.pop_back();
  return Secret(std::move(line));
}

std::string literal(bool value) { return value ? "true" : "false"; }
std::string literal(std::int64_t value) { return std::to_string(value); }

std::string literal(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  std::string text(buffer.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string literal(std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text = "\"";
  for (const char c : value) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text += {'\\', c};
    } else if (code < 0x20 || code == 0x7f) {
      text += "\\u00";
      text += {kHex[code >> 4U], kHex[code & 15U]};
    } else {
      text += c;
    }
  }
  return text += '"';
}

std::string literal(const std::vector<std::string>& value) {
  std::string text = "[";
  for (const auto& item : value) text += (text.size() > 1 ? ", " : "") + in_quotes(item);
  return text + "]";
}

std::string literal(std::chrono::nanoseconds value) {
  return in_quotes(in_largest_unit(value.count(), kDurationUnits, "s"));
}

std::string literal(ByteCount value) {
  return in_quotes(in_largest_unit(static_cast<std::int64_t>(value.value), kByteUnits, "B"));
}

}  // namespace eyrie::settings
