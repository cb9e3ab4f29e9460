// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace eyrie::settings {

/// A value as it was given, before anyone knows what it is meant to be.
struct Raw {
  enum Kind : std::uint8_t {
    kUntyped,  ///< an environment variable or a flag: text that may stand for any type
    kBoolean,  ///< the other kinds are TOML's: there a number is not a text
    kInteger,
    kNumber,
    kString,
    kStrings,
    kOther,  ///< a TOML table, date or mixed array: no setting takes one
  };
  Kind kind = kUntyped;
  std::string text;
  std::vector<std::string> items;  ///< only of `kStrings`
};

/// What a setting takes, in the words of `--help`.
enum class ValueKind : std::uint8_t {
  kBoolean,
  kInteger,
  kNumber,
  kString,
  kPath,
  kDuration,
  kBytes,
  kChoice,
  kList,
  kSecret,
};
[[nodiscard]] std::string_view name_of(ValueKind kind) noexcept;

/// A password or key. Never printed, never a flag (every user of the machine can read the flags of a program).
/// Given as `file:/run/secrets/broker`, it is the first line of that file.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] bool is_set() const noexcept { return !text_.empty(); }
  [[nodiscard]] const std::string& reveal() const noexcept { return text_; }

 private:
  std::string text_;
};

// Each reads one kind of value; `kInvalidArgument` says what was found and what is needed.
[[nodiscard]] Result<bool> read_boolean(const Raw& raw);
[[nodiscard]] Result<std::int64_t> read_integer(const Raw& raw);
[[nodiscard]] Result<double> read_number(const Raw& raw);
[[nodiscard]] Result<std::string> read_text(const Raw& raw);
[[nodiscard]] Result<std::vector<std::string>> read_list(const Raw& raw);
/// `250ms`, `1.5s`, `10min`, `1h30min`: the unit is never left out.
[[nodiscard]] Result<std::chrono::nanoseconds> read_duration(const Raw& raw);
/// `64MiB` (powers of two) or `64MB` (powers of ten); a bare number is refused.
[[nodiscard]] Result<ByteCount> read_bytes(const Raw& raw);
[[nodiscard]] Result<Secret> read_secret(const Raw& raw);

// Each writes one kind of value so that it is both TOML and JSON, in its shortest exact form.
[[nodiscard]] std::string literal(bool value);
[[nodiscard]] std::string literal(std::int64_t value);
[[nodiscard]] std::string literal(double value);
[[nodiscard]] std::string literal(std::string_view value);
[[nodiscard]] std::string literal(const std::vector<std::string>& value);
[[nodiscard]] std::string literal(std::chrono::nanoseconds value);
[[nodiscard]] std::string literal(ByteCount value);

/// How a C++ type is read and written. A new type of setting is one more specialisation.
template <typename T>
struct Codec;

template <>
struct Codec<bool> {
  static constexpr auto kKind = ValueKind::kBoolean;
  static Result<bool> read(const Raw& raw) { return read_boolean(raw); }
  static std::string write(bool value) { return literal(value); }
};

template <std::integral T>
struct Codec<T> {
  static constexpr auto kKind = ValueKind::kInteger;
  static Result<T> read(const Raw& raw) {
    const auto value = read_integer(raw);
    if (!value) return fail(value.error());
    if (!std::in_range<T>(*value)) return fail(Error::kInvalidArgument, raw.text + " does not fit");
    return static_cast<T>(*value);
  }
  static std::string write(T value) { return literal(static_cast<std::int64_t>(value)); }
};

template <>
struct Codec<double> {
  static constexpr auto kKind = ValueKind::kNumber;
  static Result<double> read(const Raw& raw) { return read_number(raw); }
  static std::string write(double value) { return literal(value); }
};

template <>
struct Codec<std::string> {
  static constexpr auto kKind = ValueKind::kString;
  static Result<std::string> read(const Raw& raw) { return read_text(raw); }
  static std::string write(const std::string& value) { return literal(std::string_view(value)); }
};

template <>
struct Codec<std::filesystem::path> {
  static constexpr auto kKind = ValueKind::kPath;
  static Result<std::filesystem::path> read(const Raw& raw) {
    const auto text = read_text(raw);
    if (!text) return fail(text.error());
    return std::filesystem::path(*text);
  }
  static std::string write(const std::filesystem::path& value) { return literal(std::string_view(value.native())); }
};

template <>
struct Codec<std::vector<std::string>> {
  static constexpr auto kKind = ValueKind::kList;
  static Result<std::vector<std::string>> read(const Raw& raw) { return read_list(raw); }
  static std::string write(const std::vector<std::string>& value) { return literal(value); }
};

template <std::integral Rep, typename Period>
struct Codec<std::chrono::duration<Rep, Period>> {
  using Duration = std::chrono::duration<Rep, Period>;
  static constexpr auto kKind = ValueKind::kDuration;
  static Result<Duration> read(const Raw& raw) {
    const auto value = read_duration(raw);
    if (!value) return fail(value.error());
    const auto rounded = std::chrono::duration_cast<Duration>(*value);
    if (rounded != *value) {
      return fail(Error::kInvalidArgument, literal(std::string_view(raw.text)) + " is finer than " + write(Duration(1)) +
                                               ", the step of this setting");
    }
    return rounded;
  }
  static std::string write(Duration value) { return literal(std::chrono::nanoseconds(value)); }
};

template <>
struct Codec<ByteCount> {
  static constexpr auto kKind = ValueKind::kBytes;
  static Result<ByteCount> read(const Raw& raw) { return read_bytes(raw); }
  static std::string write(ByteCount value) { return literal(value); }
};

template <>
struct Codec<Secret> {
  static constexpr auto kKind = ValueKind::kSecret;
  static Result<Secret> read(const Raw& raw) { return read_secret(raw); }
  static std::string write(const Secret& value) { return literal(std::string_view(value.is_set() ? "***" : "")); }
};

}  // namespace eyrie::settings
