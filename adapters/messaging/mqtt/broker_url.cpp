// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "messaging/mqtt/broker_url.hpp"

#include <charconv>

namespace eyrie::mqtt {
namespace {

std::unexpected<Error> bad_url(std::string_view url, std::string_view why) {
  return fail(Error::kInvalidArgument, "broker address \"" + std::string(url.substr(0, 200)) + "\": " + std::string(why) +
                                           "; needed: mqtt://host:port or mqtts://host:port (setting: broker.url)");
}

/// Takes the host off the front of `rest`; empty when there is none.
std::string_view take_host(std::string_view& rest) {
  const bool is_bracketed = rest.starts_with('[');
  if (is_bracketed) rest.remove_prefix(1);
  auto end = rest.find(is_bracketed ? ']' : ':');
  if (end == std::string_view::npos) {
    if (is_bracketed) return {};
    end = rest.size();
  }
  const std::string_view host = rest.substr(0, end);
  rest.remove_prefix(is_bracketed ? end + 1 : end);
  return host;
}

}  // namespace

Result<BrokerUrl> BrokerUrl::parse(std::string_view url) {
  BrokerUrl parsed;
  std::string_view rest = url;
  if (rest.starts_with("mqtts://")) {
    parsed.is_secure = true;
    parsed.port = 8883;
    rest.remove_prefix(8);
  } else if (rest.starts_with("mqtt://")) {
    rest.remove_prefix(7);
  } else {
    return bad_url(url, "neither mqtt:// nor mqtts://");
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find('@') != std::string_view::npos) {
    return fail(Error::kInvalidArgument,
                "broker address holds credentials; use the settings broker.username and broker.password");
  }
  if (rest.find_first_of("/?# ") != std::string_view::npos) return bad_url(url, "has more than a host and a port");
  parsed.host = take_host(rest);
  if (parsed.host.empty()) return bad_url(url, "has no host");
  if (rest.empty()) return parsed;
  const std::string_view digits = rest.substr(1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed.port);
  const bool is_number = rest.front() == ':' && error == std::errc{} && end == digits.data() + digits.size();
  if (!is_number || parsed.port < 1 || parsed.port > 65'535) return bad_url(url, "has no port from 1 to 65535");
  return parsed;
}

std::string to_string(const BrokerUrl& url) {
  const bool is_ipv6 = url.host.find(':') != std::string::npos;
  return (is_ipv6 ? '[' + url.host + ']' : url.host) + ':' + std::to_string(url.port);
}

}  // namespace eyrie::mqtt
