// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"

namespace eyrie::datasets {

/// All of a file. `kNotFound` when it cannot be read, `kTooLarge` past `most`.
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& path, ByteCount most);

/// `labels/a.txt:3`: how editors and compilers name a line.
[[nodiscard]] std::string place_in(const std::filesystem::path& path, std::size_t line);

/// Calls `on_line(number, text)` for each line until one fails: numbers from 1, no line end, blank lines left out.
template <std::invocable<std::size_t, std::string_view> OnLine>
[[nodiscard]] Status each_line(std::string_view text, OnLine on_line) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (Status status = on_line(number, line); !status) return status;
  }
  return {};
}

/// What stands in front of the next of `separators`, taken off `line`, without blanks around it.
[[nodiscard]] std::string_view take_word(std::string_view& line, std::string_view separators);

/// All of `text` as a finite number.
[[nodiscard]] std::optional<double> to_number(std::string_view text);

}  // namespace eyrie::datasets
