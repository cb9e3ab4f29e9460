// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/gateway_api.hpp"

#include <map>

#include <nlohmann/json.hpp>

namespace eyrie::demo {
namespace {

using nlohmann::json;

/// Parses an answer of our own gateway; a field that is missing has its default.
Result<json> parse(const std::string& text) {
  json document = json::parse(text, nullptr, false);
  if (document.is_discarded()) return fail(Error::kCorrupt, "the gateway answered something that is not JSON");
  return document;
}

template <typename T>
T value_at(const json& object, const char* pointer, T otherwise) {
  return object.value(json::json_pointer(pointer), otherwise);
}

DroneView to_drone(const json& item) {
  return {.id = item.value("id", ""),
          .state = item.value("state", ""),
          .capture_state = value_at<std::string>(item, "/status/capture/state", ""),
          .inference_fps = value_at(item, "/status/inference/fps", 0.0),
          .inference_ms = value_at(item, "/status/inference/ms_p50", 0.0),
          .committed = value_at<std::uint64_t>(item, "/ledger/committed", 0),
          .waiting = value_at<std::uint64_t>(item, "/ledger/waiting", 0),
          .missing = value_at<std::uint64_t>(item, "/ledger/missing", 0),
          .tombstoned = value_at<std::uint64_t>(item, "/ledger/tombstoned", 0)};
}

IncidentView to_incident(const json& item) {
  return {.id = item.value("id", std::int64_t{0}),
          .title = item.value("title", ""),
          .drone = item.value("drone_id", ""),
          .status = item.value("status", ""),
          .opened_at = item.value("opened_at", ""),
          .clip_key = item.value("clip_key", ""),
          .severity = item.value("severity", 0)};
}

/// `eyrie_gateway_stored_detections_total{drone="drone-01"} 1204` for each drone.
std::map<std::string, std::uint64_t> detections_in(const std::string& metrics) {
  std::map<std::string, std::uint64_t> counts;
  constexpr std::string_view kStart = "\neyrie_gateway_stored_detections_total{drone=\"";
  for (auto at = metrics.find(kStart); at != std::string::npos; at = metrics.find(kStart, at + 1)) {
    const auto name = at + kStart.size();
    const auto quote = metrics.find('"', name);
    const auto blank = metrics.find(' ', name);
    if (quote == std::string::npos || blank == std::string::npos) break;
    counts[metrics.substr(name, quote - name)] = static_cast<std::uint64_t>(std::strtod(metrics.c_str() + blank, nullptr));
  }
  return counts;
}

std::string percent_encode(const std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const unsigned char c : text) {
    const bool is_plain = std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == '~';
    if (is_plain) {
      encoded += static_cast<char>(c);
    } else {
      encoded += {'%', kHex[c >> 4U], kHex[c & 15U]};
    }
  }
  return encoded;
}

}  // namespace

Result<GatewayApi> GatewayApi::open(std::string url) {
  web::HttpClient::Options options;
  options.timeout = std::chrono::seconds{10};
  auto client = web::HttpClient::open(options);
  if (!client) return fail(client.error());
  return GatewayApi(std::move(url), std::move(*client));
}

Result<std::string> GatewayApi::call(const std::string& method, const std::string& path, std::string_view json_text) {
  web::ClientRequest request{.method = method, .url = url_ + path, .headers = {}, .body = json_text};
  if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
  if (!json_text.empty()) request.headers.emplace_back("Content-Type", "application/json");
  auto response = client_.send(request);
  if (!response) return fail(response.error());
  if (response->status >= 200 && response->status < 300) return std::move(response->body);
  const auto document = parse(response->body);
  const std::string reason =
      document && document->is_object() ? document->value("detail", document->value("title", "")) : response->body;
  return fail(Error::kUnavailable, method + " " + path + ": " + std::to_string(response->status) + " " + reason);
}

bool GatewayApi::is_ready() { return call("GET", "/readyz").has_value(); }

Status GatewayApi::sign_in(const std::string& username, const std::string& password) {
  const auto answer = call("POST", "/v1/session", json{{"username", username}, {"password", password}}.dump());
  if (!answer) return fail(answer.error());
  const auto document = parse(*answer);
  if (!document) return fail(document.error());
  token_ = document->value("token", "");
  return {};
}

Result<std::string> GatewayApi::enrol(const std::string& drone_id, const std::string& name) {
  const auto answer = call("POST", "/v1/drones", json{{"id", drone_id}, {"name", name}}.dump());
  if (!answer) return fail(answer.error());
  const auto document = parse(*answer);
  if (!document) return fail(document.error());
  return document->value("token", "");
}

Status GatewayApi::put_rules(const std::string& rules_json) {
  const auto current = call("GET", "/v1/rules");
  if (!current) return fail(current.error());
  const auto document = parse(*current);
  if (!document) return fail(document.error());
  const json replacement{{"version", document->value("version", 0)}, {"rules", json::parse(rules_json)}};
  const auto answer = call("PUT", "/v1/rules", replacement.dump());
  return answer ? Status{} : fail(answer.error());
}

Result<std::vector<DroneView>> GatewayApi::drones() {
  const auto answer = call("GET", "/v1/drones");
  if (!answer) return fail(answer.error());
  const auto document = parse(*answer);
  if (!document) return fail(document.error());
  const auto metrics = call("GET", "/metrics");
  const auto detections = detections_in(metrics.value_or(""));
  std::vector<DroneView> drones;
  for (const auto& item : document->at("items")) {
    drones.push_back(to_drone(item));
    if (const auto found = detections.find(drones.back().id); found != detections.end())
      drones.back().detections = found->second;
  }
  return drones;
}

Result<std::vector<IncidentView>> GatewayApi::incidents() {
  const auto answer = call("GET", "/v1/incidents?limit=1000");
  if (!answer) return fail(answer.error());
  const auto document = parse(*answer);
  if (!document) return fail(document.error());
  std::vector<IncidentView> incidents;
  for (const auto& item : document->at("items")) incidents.push_back(to_incident(item));
  return incidents;
}

Result<std::string> GatewayApi::object(const std::string& key) {
  return call("GET", "/v1/objects?key=" + percent_encode(key));
}

}  // namespace eyrie::demo
