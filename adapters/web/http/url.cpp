// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/url.hpp"

#include <cstdint>

#include "base/utf8.hpp"

namespace eyrie::web {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

std::unexpected<Error> not_a_target(std::string_view why) {
  return fail(Error::kInvalidArgument, "the request target " + std::string(why));
}

Status parse_query(std::string_view query, Parameters& into) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), true);
    if (!name) return fail(name.error());
    if (!value) return fail(value.error());
    into.add(std::move(*name), std::move(*value));
  }
  return {};
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool is_query) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && is_query) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return not_a_target("has a % that two hexadecimal digits do not follow");
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (decoded.find('\0') != std::string::npos) return not_a_target("holds a NUL");
  if (!is_utf8(decoded)) return not_a_target("holds bytes that are no UTF-8");
  return decoded;
}

std::string percent_encode(std::string_view text, std::string_view keep) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c) || keep.find(c) != std::string_view::npos) {
      encoded += c;
    } else {
      const auto byte = static_cast<std::uint8_t>(c);
      encoded += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
    }
  }
  return encoded;
}

Result<Target> parse_target(std::string_view target) {
  if (!target.starts_with('/')) return not_a_target("does not begin with a slash");
  target = target.substr(0, target.find('#'));
  const auto query_at = target.find('?');
  Target parsed;
  if (query_at != std::string_view::npos) {
    if (auto status = parse_query(target.substr(query_at + 1), parsed.query); !status) return fail(status.error());
  }
  std::string_view rest = target.substr(0, query_at);
  auto path = percent_decode(rest);
  if (!path) return fail(path.error());
  parsed.path = std::move(*path);
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const auto end = rest.find('/');
    parsed.segments.push_back(*percent_decode(rest.substr(0, end)));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  }
  return parsed;
}

}  // namespace eyrie::web
