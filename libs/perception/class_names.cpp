// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/class_names.hpp"

#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "base/utf8.hpp"

namespace eyrie::perception {
namespace {

constexpr std::size_t kMaxNames = 65'536;
constexpr std::size_t kMaxNameBytes = 64;

void append_utf8(std::string& text, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0U | (code >> 6U));
    add(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    add(0xE0U | (code >> 12U));
    add(0x80U | ((code >> 6U) & 0x3FU));
    add(0x80U | (code & 0x3FU));
  } else {
    add(0xF0U | (code >> 18U));
    add(0x80U | ((code >> 12U) & 0x3FU));
    add(0x80U | ((code >> 6U) & 0x3FU));
    add(0x80U | (code & 0x3FU));
  }
}

/// Reads the literal from left to right. Every step says whether it found what it needs; the position stays where it did
/// not.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] std::size_t position() const { return position_; }

  [[nodiscard]] bool at_end() {
    skip_space();
    return position_ == text_.size();
  }

  bool take(char symbol) {
    skip_space();
    if (position_ == text_.size() || text_[position_] != symbol) return false;
    ++position_;
    return true;
  }

  std::optional<std::size_t> number() {
    skip_space();
    std::size_t value = 0;
    const char* begin = text_.data() + position_;
    const auto [end, problem] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (problem != std::errc{}) return std::nullopt;
    position_ += static_cast<std::size_t>(end - begin);
    return value;
  }

  std::optional<std::string> string() {
    skip_space();
    if (position_ == text_.size()) return std::nullopt;
    const char quote = text_[position_];
    if (quote != '\'' && quote != '"') return std::nullopt;
    std::string value;
    for (++position_; position_ < text_.size();) {
      const char symbol = text_[position_++];
      if (symbol == quote) return value;
      if (symbol != '\\') {
        value += symbol;
      } else if (!escape(value)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

 private:
  void skip_space() {
    while (position_ < text_.size() && std::string_view(" \t\r\n").contains(text_[position_])) ++position_;
  }

  bool escape(std::string& value) {
    if (position_ == text_.size()) return false;
    switch (const char symbol = text_[position_++]) {
      case 'n': value += '\n'; return true;
      case 't': value += '\t'; return true;
      case 'r': value += '\r'; return true;
      case '\\':
      case '\'':
      case '"': value += symbol; return true;
      case 'x': return code_point(value, 2);
      case 'u': return code_point(value, 4);
      case 'U': return code_point(value, 8);
      default: return false;
    }
  }

  bool code_point(std::string& value, std::size_t digits) {
    if (text_.size() - position_ < digits) return false;
    std::uint32_t code = 0;
    const char* begin = text_.data() + position_;
    const auto [end, problem] = std::from_chars(begin, begin + digits, code, 16);
    const bool is_surrogate = code >= 0xD800 && code < 0xE000;
    if (problem != std::errc{} || end != begin + digits || code > 0x10FFFF || is_surrogate) return false;
    append_utf8(value, code);
    position_ += digits;
    return true;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::unexpected<Error> malformed(const Reader& reader, std::string_view needed) {
  return fail(Error::kCorrupt, "class names: " + std::string(needed) + " is needed at position " +
                                   std::to_string(reader.position()) + ", as in {0: 'person', 1: 'car'}");
}

Result<std::vector<std::string>> read_list(Reader& reader) {
  std::vector<std::string> names;
  while (!reader.take(']')) {
    auto name = reader.string();
    if (!name) return malformed(reader, "a quoted name");
    names.push_back(std::move(*name));
    if (names.size() > kMaxNames) return fail(Error::kCorrupt, "class names: more than 65536");
    if (reader.take(',')) continue;
    if (!reader.take(']')) return malformed(reader, "',' or ']'");
    break;
  }
  return names;
}

Result<std::vector<std::string>> read_dict(Reader& reader) {
  std::map<std::size_t, std::string> by_number;
  while (!reader.take('}')) {
    const auto number = reader.number();
    if (!number) return malformed(reader, "a class number");
    if (!reader.take(':')) return malformed(reader, "':'");
    auto name = reader.string();
    if (!name) return malformed(reader, "a quoted name");
    if (!by_number.emplace(*number, std::move(*name)).second) {
      return fail(Error::kCorrupt, "class names: class " + std::to_string(*number) + " is named twice");
    }
    if (by_number.size() > kMaxNames) return fail(Error::kCorrupt, "class names: more than 65536");
    if (reader.take(',')) continue;
    if (!reader.take('}')) return malformed(reader, "',' or '}'");
    break;
  }
  std::vector<std::string> names;
  for (auto& [number, name] : by_number) {
    if (number != names.size()) {
      return fail(Error::kCorrupt, "class names: class " + std::to_string(names.size()) + " has no name");
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::string presentable(std::string_view name, std::size_t number) {
  std::string text = to_utf8(name);
  for (char& symbol : text) {
    const auto byte = static_cast<unsigned char>(symbol);
    if (byte < 0x20 || byte == 0x7F) symbol = ' ';
  }
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t sequence = utf8_sequence(std::string_view(text).substr(length));
    if (length + sequence > kMaxNameBytes) break;
    length += sequence;
  }
  text.resize(length);
  return text.empty() ? "class" + std::to_string(number) : text;
}

}  // namespace

Result<std::vector<std::string>> parse_class_names(std::string_view literal) {
  Reader reader(literal);
  const bool is_dict = reader.take('{');
  if (!is_dict && !reader.take('[')) return malformed(reader, "'{'");
  auto names = is_dict ? read_dict(reader) : read_list(reader);
  if (!names) return names;
  if (!reader.at_end()) return malformed(reader, "the end");
  for (std::size_t i = 0; i < names->size(); ++i) (*names)[i] = presentable((*names)[i], i);
  return names;
}

}  // namespace eyrie::perception
