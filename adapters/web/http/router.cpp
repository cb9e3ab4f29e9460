// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/router.hpp"

#include <algorithm>

namespace eyrie::web {
namespace {

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

bool matches(const Router::Route& route, const Target& target) {
  return std::equal(route.segments.begin(), route.segments.end(), target.segments.begin(), target.segments.end(),
                    [](const std::string& pattern, const std::string& segment) {
                      return is_parameter(pattern) ? !segment.empty() : pattern == segment;
                    });
}

/// More specific first: at the first segment where one is literal and the other a parameter, the literal one wins.
bool is_more_specific(const Router::Route& a, const Router::Route& b) {
  for (std::size_t i = 0; i < a.segments.size(); ++i) {
    if (is_parameter(a.segments[i]) != is_parameter(b.segments[i])) return is_parameter(b.segments[i]);
  }
  return false;
}

std::string join(std::vector<std::string_view> methods) {
  std::sort(methods.begin(), methods.end());
  methods.erase(std::unique(methods.begin(), methods.end()), methods.end());
  std::string text;
  for (const std::string_view method : methods) text.append(text.empty() ? "" : ", ").append(method);
  return text;
}

}  // namespace

void Router::add(std::string method, std::string pattern, Handler handler, RouteOptions options) {
  auto target = parse_target(pattern);
  routes_.push_back({.method = std::move(method),
                     .pattern = std::move(pattern),
                     .options = std::move(options),
                     .handler = std::move(handler),
                     .segments = target ? std::move(target->segments) : std::vector<std::string>{}});
}

void Router::add_websocket(std::string pattern, WebSocketAccept accept) {
  add("GET", std::move(pattern), Handler{});
  routes_.back().handler = std::move(accept);
}

void Router::set_fallback(Handler handler) {
  fallback_ = std::make_unique<Route>(
      Route{.method = "GET", .pattern = "static", .options = {}, .handler = std::move(handler), .segments = {}});
}

Router::Match Router::find(std::string_view method, const Target& target) const {
  Match match;
  std::vector<std::string_view> methods;
  for (const Route& route : routes_) {
    if (!matches(route, target)) continue;
    methods.emplace_back(route.method);
    if (route.method == "GET") methods.emplace_back("HEAD");
    const bool is_exact = route.method == method;
    const bool is_head_of_get = method == "HEAD" && route.method == "GET";
    if (!is_exact && !is_head_of_get) continue;
    const bool is_better = match.route == nullptr || is_more_specific(route, *match.route) ||
                           (is_exact && match.route->method != method && !is_more_specific(*match.route, route));
    if (is_better) match.route = &route;
  }
  if (match.route != nullptr) {
    for (std::size_t i = 0; i < target.segments.size(); ++i) {
      const std::string& pattern = match.route->segments[i];
      if (is_parameter(pattern)) match.path_parameters.add(pattern.substr(1, pattern.size() - 2), target.segments[i]);
    }
    return match;
  }
  if (methods.empty() && fallback_) {
    if (method == "GET" || method == "HEAD") match.route = fallback_.get();
    methods = {"GET", "HEAD"};
  }
  if (match.route == nullptr) match.allow = join(std::move(methods));
  return match;
}

}  // namespace eyrie::web
