// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/detail/response_head.hpp"

#include <array>
#include <chrono>
#include <ctime>

#include "web/http/problem.hpp"
#include "web/http/server.hpp"

namespace eyrie::web {

const Headers& security_headers() {
  static const Headers headers = [] {
    Headers all;
    all.add("Content-Security-Policy",
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' "
            "'unsafe-inline'; "
            "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri "
            "'none'; "
            "form-action 'self'; frame-ancestors 'none'");
    all.add("X-Content-Type-Options", "nosniff");
    all.add("Referrer-Policy", "no-referrer");
    all.add("Cross-Origin-Opener-Policy", "same-origin");
    all.add("Cross-Origin-Resource-Policy", "same-origin");
    return all;
  }();
  return headers;
}

namespace detail {
namespace {

std::string http_date() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

/// A header value of ours never splits the response, whatever it was made from.
void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ");
  for (const char c : value) head += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  head.append("\r\n");
}

}  // namespace

std::uint64_t body_size(const Response& response) {
  if (const auto* text = std::get_if<std::string>(&response.body)) return text->size();
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) return (*shared)->size();
  return std::get<std::unique_ptr<BodySource>>(response.body)->size();
}

std::string response_head(const Response& response, bool keeps_alive, bool is_encrypted) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(reason_of(response.status)).append("\r\n");
  for (const auto& [name, value] : response.headers.all()) append_field(head, name, value);
  for (const auto& [name, value] : security_headers().all()) append_field(head, name, value);
  if (is_encrypted) append_field(head, "Strict-Transport-Security", "max-age=31536000");
  if (!response.headers.find("cache-control")) append_field(head, "Cache-Control", "no-store");
  append_field(head, "Date", http_date());
  if (may_have_body(response.status)) append_field(head, "Content-Length", std::to_string(body_size(response)));
  append_field(head, "Connection", keeps_alive ? "keep-alive" : "close");
  head.append("\r\n");
  return head;
}

}  // namespace detail
}  // namespace eyrie::web
