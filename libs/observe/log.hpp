// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.hpp"

namespace eyrie::observe {

enum class Level : std::uint8_t { kDebug, kInfo, kWarning, kError };

enum class LogFormat : std::uint8_t {
  kAuto,  ///< text when standard error is a terminal, JSON otherwise
  kText,  ///< `09:10:15.120 warning  broker lost  url=mqtt://127.0.0.1:1883`
  kJson,  ///< one object a line: `time`, `level`, `program`, `message`, and the fields
};

/// A named value beside the message, so that logs are searched by value and not by wording. Valid during the call.
struct Field {
  template <typename T>
  Field(std::string_view field_key, const T& field_value) : key(field_key), value(to_value(field_value)) {}

  using Value = std::variant<bool, std::int64_t, std::uint64_t, double, std::string_view>;
  std::string_view key;
  Value value;

 private:
  template <typename T>
  static Value to_value(const T& value) {
    if constexpr (std::same_as<T, bool>) {
      return value;
    } else if constexpr (std::signed_integral<T>) {
      return static_cast<std::int64_t>(value);
    } else if constexpr (std::unsigned_integral<T>) {
      return static_cast<std::uint64_t>(value);
    } else if constexpr (std::floating_point<T>) {
      return static_cast<double>(value);
    } else {
      return std::string_view(value);
    }
  }
};

using Fields = std::initializer_list<Field>;

/// What a program says while it runs: one line an event, to standard error. Handed to whoever has something to tell; nothing
/// in the product logs through a global. Thread-safe; a call blocks for one write at most and never throws.
class Log {
 public:
  struct Options {
    std::string program;  ///< `eyrie-edge`
    Level level = Level::kInfo;
    LogFormat format = LogFormat::kAuto;
    /// Takes each finished line in place of standard error; for tests. Called by one thread at a time.
    std::function<void(std::string_view line)> write;
  };
  explicit Log(Options options);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void debug(std::string_view message, Fields fields = {}) { say(Level::kDebug, message, fields); }
  void info(std::string_view message, Fields fields = {}) { say(Level::kInfo, message, fields); }
  void warning(std::string_view message, Fields fields = {}) { say(Level::kWarning, message, fields); }
  void error(std::string_view message, Fields fields = {}) { say(Level::kError, message, fields); }
  /// The error's message, with its code as a field.
  void error(const Error& error) { say(Level::kError, error.message, {{"code", name_of(error.code)}}); }

  void say(Level level, std::string_view message, Fields fields) noexcept;
  [[nodiscard]] bool is_heard(Level level) const noexcept;

 private:
  struct Output;
  std::unique_ptr<Output> output_;
};

}  // namespace eyrie::observe
