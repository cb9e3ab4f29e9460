// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "web/client/http_client.hpp"

namespace eyrie::demo {

/// What the demo's screen shows of one drone.
struct DroneView {
  std::string id;
  std::string state;
  std::string capture_state;  ///< `running`, `waiting` for its camera, `ended`
  double inference_fps = 0;
  double inference_ms = 0;
  std::uint64_t committed = 0;
  std::uint64_t waiting = 0;
  std::uint64_t missing = 0;
  std::uint64_t tombstoned = 0;
  std::uint64_t detections = 0;
  std::uint64_t incidents = 0;
};

struct IncidentView {
  std::int64_t id = 0;
  std::string title;
  std::string drone;
  std::string status;
  std::string opened_at;
  std::string clip_key;
  int severity = 0;
};

/// The gateway as the demo uses it: an ordinary client of schemas/openapi.yaml, signed in as admin. Used by one thread.
class GatewayApi {
 public:
  [[nodiscard]] static Result<GatewayApi> open(std::string url);

  [[nodiscard]] bool is_ready();
  [[nodiscard]] Status sign_in(const std::string& username, const std::string& password);
  /// The drone's upload token.
  [[nodiscard]] Result<std::string> enrol(const std::string& drone_id, const std::string& name);
  /// Replaces the rules by `rules_json`, an array of `Rule`.
  [[nodiscard]] Status put_rules(const std::string& rules_json);
  [[nodiscard]] Result<std::vector<DroneView>> drones();
  [[nodiscard]] Result<std::vector<IncidentView>> incidents();
  [[nodiscard]] Result<std::string> object(const std::string& key);

 private:
  GatewayApi(std::string url, web::HttpClient client) : url_(std::move(url)), client_(std::move(client)) {}
  /// The body of a 2xx answer; any other status as an error with the gateway's own reason.
  [[nodiscard]] Result<std::string> call(const std::string& method, const std::string& path, std::string_view json = {});

  std::string url_;
  std::string token_;
  web::HttpClient client_;
};

}  // namespace eyrie::demo
