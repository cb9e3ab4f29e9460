// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/message.hpp"

#include <algorithm>

namespace eyrie::web {
namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(fields_, [&](const auto& field) { return is_same_name(field.first, name); });
  add(std::string(name), std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (is_same_name(key, name)) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> Parameters::find(std::string_view name) const {
  for (const auto& [key, value] : items_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::size_t Parameters::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(items_.begin(), items_.end(), [&](const auto& item) { return item.first == name; }));
}

std::string_view Request::header(std::string_view name) const { return headers.find(name).value_or(std::string_view{}); }

std::string_view Request::path_parameter(std::string_view name) const {
  return path_parameters.find(name).value_or(std::string_view{});
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
  std::string_view rest = header("cookie");
  while (!rest.empty()) {
    const auto end = rest.find(';');
    const std::string_view pair = trim(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return std::nullopt;
}

std::string Request::media_type() const {
  const std::string_view value = header("content-type");
  std::string type(trim(value.substr(0, value.find(';'))));
  std::transform(type.begin(), type.end(), type.begin(), to_lower);
  return type;
}

Response Response::text(int status, std::string_view media_type, std::string body) {
  Response response{.status = status, .headers = {}, .body = std::move(body)};
  response.headers.add("Content-Type", std::string(media_type));
  return response;
}

std::string session_cookie(std::string_view name, std::string_view value, std::int64_t max_age_s, bool is_secure) {
  std::string cookie(name);
  cookie.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Strict; Max-Age=").append(std::to_string(max_age_s));
  if (is_secure) cookie += "; Secure";
  return cookie;
}

bool is_same_origin(const Request& request) {
  const auto site = request.headers.find("sec-fetch-site");
  if (site && *site != "same-origin" && *site != "none") return false;
  const auto origin = request.headers.find("origin");
  if (!origin) return true;
  const auto scheme_end = origin->find("://");
  return scheme_end != std::string_view::npos && is_same_name(origin->substr(scheme_end + 3), request.header("host"));
}

}  // namespace eyrie::web
