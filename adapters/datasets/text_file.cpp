// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/text_file.hpp"

#include <charconv>
#include <cmath>
#include <fstream>
#include <system_error>

namespace eyrie::datasets {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace

Result<std::string> read_text(const std::filesystem::path& path, ByteCount most) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  std::ifstream file(path, std::ios::binary);
  if (problem || !file) {
    return fail(Error::kNotFound, "cannot read " + path.string() + (problem ? ": " + problem.message() : "") + ".");
  }
  if (size > most.value) {
    return fail(Error::kTooLarge, path.string() + " has " + std::to_string(size) + " bytes, the limit is " +
                                      std::to_string(most.value) + ". Split the set.");
  }
  std::string text(size, '\0');
  file.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::string place_in(const std::filesystem::path& path, std::size_t line) {
  return path.string() + ":" + std::to_string(line);
}

std::string_view take_word(std::string_view& line, std::string_view separators) {
  line = trimmed(line);
  const auto end = line.find_first_of(separators);
  const auto word = line.substr(0, end);
  line = end == std::string_view::npos ? std::string_view{} : line.substr(end + 1);
  return trimmed(word);
}

std::optional<double> to_number(std::string_view text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace eyrie::datasets
