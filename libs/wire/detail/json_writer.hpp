// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace eyrie::wire::detail {

/// Appends JSON to a text it owns: no tree in between, no spaces. Commas are placed by what came before.
class JsonWriter {
 public:
  explicit JsonWriter(std::size_t expected_size) { text_.reserve(expected_size); }

  void begin_object() { open('{'); }
  void end_object() { text_ += '}'; }
  void begin_array() { open('['); }
  void end_array() { text_ += ']'; }

  /// Names the next value. `name` is one of ours and needs no escaping.
  JsonWriter& key(std::string_view name) {
    separate();
    text_.append(1, '"').append(name).append("\":");
    return *this;
  }

  void text(std::string_view value);
  void flag(bool value);
  void whole(std::uint64_t value);
  void time(Timestamp value);
  /// Rounded to `decimals` places (at most 9), without trailing zeros. What no number can say is `null`.
  void number(double value, int decimals);

  /// A value that is JSON already.
  void raw(std::string_view json) {
    separate();
    text_.append(json);
  }

  /// A text field, left out when empty.
  void optional_text(std::string_view name, std::string_view value) {
    if (!value.empty()) key(name).text(value);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void open(char bracket) {
    separate();
    text_ += bracket;
  }
  void separate() {
    if (!text_.empty() && text_.back() != '{' && text_.back() != '[' && text_.back() != ':') text_ += ',';
  }

  std::string text_;
};

}  // namespace eyrie::wire::detail
