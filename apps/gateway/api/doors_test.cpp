// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "gateway/testing/gateway_fixture.hpp"
#include "tests/support/text_file.hpp"

/// Every route of the running program, as its own router lists them, and who comes through.
namespace eyrie::gateway {
namespace {

using fleet::Role;
using Headers = std::vector<std::pair<std::string, std::string>>;

enum class Who : std::uint8_t { kAnybody, kPeople, kPeopleWithSession, kPeopleAndDrones, kDrones };

struct Door {
  Who who = Who::kPeople;
  Role least = Role::kViewer;  ///< of people
};

const std::map<std::string, Door>& doors() {
  static const std::map<std::string, Door> table{
      {"GET /healthz", {Who::kAnybody}},
      {"GET /readyz", {Who::kAnybody}},
      {"GET /metrics", {Who::kAnybody}},
      {"POST /v1/session", {Who::kAnybody}},
      {"GET /v1/session", {Who::kPeopleWithSession}},
      {"DELETE /v1/session", {Who::kPeopleWithSession}},
      {"GET /v1/live", {Who::kPeopleWithSession}},
      {"GET /v1/users", {Who::kPeople, Role::kAdmin}},
      {"POST /v1/users", {Who::kPeople, Role::kAdmin}},
      {"PATCH /v1/users/{name}", {Who::kPeople, Role::kAdmin}},
      {"GET /v1/drones", {Who::kPeople}},
      {"POST /v1/drones", {Who::kPeople, Role::kAdmin}},
      {"GET /v1/drones/{drone_id}", {Who::kPeople}},
      {"GET /v1/drones/{drone_id}/telemetry", {Who::kPeople}},
      {"POST /v1/drones/{drone_id}/commands", {Who::kPeople, Role::kOperator}},
      {"GET /v1/incidents", {Who::kPeople}},
      {"GET /v1/incidents/{incident_id}", {Who::kPeople}},
      {"POST /v1/incidents/{incident_id}/transitions", {Who::kPeople, Role::kOperator}},
      {"POST /v1/incidents/{incident_id}/notes", {Who::kPeople, Role::kOperator}},
      {"GET /v1/incidents/{incident_id}/history", {Who::kPeople}},
      {"GET /v1/incidents/{incident_id}/overlay", {Who::kPeople}},
      {"GET /v1/detections", {Who::kPeople}},
      {"GET /v1/objects", {Who::kPeopleAndDrones}},
      {"POST /v1/uploads", {Who::kDrones}},
      {"HEAD /v1/uploads/{upload_id}", {Who::kDrones}},
      {"PATCH /v1/uploads/{upload_id}", {Who::kDrones}},
      {"GET /v1/map", {Who::kPeople}},
      {"GET /v1/map/tiles", {Who::kPeople}},
      {"GET /v1/rules", {Who::kPeople}},
      {"PUT /v1/rules", {Who::kPeople, Role::kSupervisor}},
      {"GET /v1/dead-letters", {Who::kPeople, Role::kOperator}},
      {"GET /v1/audit", {Who::kPeople, Role::kSupervisor}},
      {"GET /v1/audit/verify", {Who::kPeople, Role::kSupervisor}},
      {"POST /infer", {Who::kPeople, Role::kOperator}}};
  return table;
}

/// What the reference promises: `METHOD /path` of schemas/openapi.yaml, which puts paths two blanks deep and methods four.
std::set<std::string> operations_of_the_reference() {
  std::set<std::string> operations;
  std::istringstream lines(test::text_of("schemas/openapi.yaml"));
  std::string path;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  /")) path = line.substr(2, line.size() - 3);
    for (const char* method : {"get", "head", "post", "put", "patch", "delete"}) {
      if (line != "    " + std::string(method) + ":") continue;
      std::string name(method);
      for (char& letter : name) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
      operations.insert(name + " " + path);
    }
  }
  return operations;
}

bool is_refused(int status) { return status == 401 || status == 403; }

class EveryRoute : public GatewayFixture {
 protected:
  EveryRoute() : routes_(api::make_router(*context_)), drone_(enrol("drone-01")) {}

  /// Asks as well as can be with nothing behind it; `headers` say on whose behalf.
  int ask(const web::Router::Route& route, const std::string& token, Headers headers = {}, std::string method = {}) {
    if (method.empty()) method = route.method;
    const bool is_upload = route.pattern.starts_with("/v1/uploads");
    headers.insert(headers.end(), {{"Tus-Resumable", "1.0.0"},
                                   {"Upload-Length", "1"},
                                   {"Upload-Offset", "0"},
                                   {"Upload-Metadata",
                                    "key ZHJvbmUtMDEvYS5qcGc=,sha256 "
                                    "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="},
                                   {"Content-Type", is_upload ? "application/offset+octet-stream" : "application/json"}});
    if (is_websocket(route)) {
      headers.insert(headers.end(), {{"Connection", "Upgrade"},
                                     {"Upgrade", "websocket"},
                                     {"Sec-WebSocket-Version", "13"},
                                     {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
    }
    const std::string body =
        R"({"id":"drone-01","name":"n","role":"viewer","password":"long enough it is","action":"acknowledge","text":"t",)"
        R"("command":"snapshot","drone_id":"drone-01","frame_b64":"AAAA","version":1,"rules":[]})";
    return call(method, target_of(route), method == "GET" || method == "HEAD" ? "" : body, token, headers).status;
  }

  static bool is_websocket(const web::Router::Route& route) {
    return std::holds_alternative<web::WebSocketAccept>(route.handler);
  }

  /// The pattern with something in the place of its parameter, and what the query must have.
  static std::string target_of(const web::Router::Route& route) {
    const std::map<std::string, std::string> values{
        {"{name}", "somebody"}, {"{drone_id}", "drone-01"}, {"{incident_id}", "1"}, {"{upload_id}", "x"}};
    std::string target = route.pattern;
    for (const auto& [parameter, value] : values) {
      if (const auto at = target.find(parameter); at != std::string::npos) target.replace(at, parameter.size(), value);
    }
    if (target == "/v1/detections") return target + "?drone=drone-01";
    if (target == "/v1/objects") return target + "?key=drone-01/a.jpg";
    return target;
  }

  static std::string name_of(const web::Router::Route& route) { return route.method + " " + route.pattern; }

  /// As the route itself, and as HEAD where GET stands for it.
  static std::vector<std::string> methods_of(const web::Router::Route& route) {
    if (route.method == "GET" && !is_websocket(route)) return {"GET", "HEAD"};
    return {route.method};
  }

  const web::Router routes_;
  const std::string drone_;
};

TEST_F(EveryRoute, StandsInTheReferenceAndInThisTable) {
  std::set<std::string> routes;
  for (const auto& route : routes_.routes()) {
    // OpenAPI has no words for a WebSocket: docs/design/live.md and schemas/asyncapi.yaml have.
    if (!is_websocket(route)) routes.insert(name_of(route));
    EXPECT_TRUE(doors().contains(name_of(route))) << "who may use " << name_of(route) << "?";
  }
  EXPECT_EQ(routes, operations_of_the_reference());
  EXPECT_EQ(routes_.routes().size(), doors().size());
}

TEST_F(EveryRoute, AsksWhoComes) {
  for (const auto& route : routes_.routes()) {
    const bool is_open = doors().at(name_of(route)).who == Who::kAnybody;
    for (const auto& method : methods_of(route)) {
      if (is_open) {
        EXPECT_FALSE(is_refused(ask(route, "", {}, method))) << method << " " << route.pattern;
      } else {
        EXPECT_EQ(ask(route, "", {}, method), 401) << method << " " << route.pattern;
        EXPECT_EQ(ask(route, "made-up", {}, method), 401) << method << " " << route.pattern;
      }
    }
  }
}

TEST_F(EveryRoute, RefusesPeopleWithoutTheRole) {
  for (const auto& route : routes_.routes()) {
    const Door& door = doors().at(name_of(route));
    for (const Role role : {Role::kViewer, Role::kOperator, Role::kSupervisor, Role::kAdmin}) {
      for (const auto& method : methods_of(route)) {
        if (is_websocket(route)) continue;  // every person may watch
        const int status = ask(route, open_session(role), {}, method);
        const bool may = door.who != Who::kDrones && role >= door.least;
        if (may) {
          EXPECT_FALSE(is_refused(status))
              << method << " " << route.pattern << " as " << fleet::name_of(role) << ": " << status;
        } else {
          EXPECT_EQ(status, 403) << method << " " << route.pattern << " as " << fleet::name_of(role);
        }
        EXPECT_LT(status, 500) << method << " " << route.pattern;
      }
    }
  }
}

TEST_F(EveryRoute, RefusesDronesWherePeopleAreMeant) {
  for (const auto& route : routes_.routes()) {
    const Who who = doors().at(name_of(route)).who;
    for (const auto& method : methods_of(route)) {
      const int status = ask(route, drone_, {}, method);
      if (who == Who::kPeople || who == Who::kPeopleWithSession) {
        EXPECT_EQ(status, who == Who::kPeople ? 403 : 401) << method << " " << route.pattern;
      } else {
        EXPECT_FALSE(is_refused(status)) << method << " " << route.pattern << ": " << status;
      }
    }
  }
}

TEST_F(EveryRoute, ShowsADroneItsOwnPicturesAlone) {
  EXPECT_EQ(call("GET", "/v1/objects?key=drone-01/a.jpg", {}, drone_).status, 404);
  EXPECT_EQ(call("GET", "/v1/objects?key=drone-02/a.jpg", {}, drone_).status, 403);
}

TEST_F(EveryRoute, RefusesChangesThatAnotherSitesPageSendsWithOurCookie) {
  const Headers strangers[] = {{{"Origin", "http://evil"}}, {{"Sec-Fetch-Site", "cross-site"}}, {{"Origin", "null"}}};
  for (const auto& route : routes_.routes()) {
    if (route.method == "GET" || route.method == "HEAD") continue;
    for (Headers headers : strangers) {
      headers.emplace_back("Cookie", "eyrie_session=" + open_session(Role::kAdmin));
      EXPECT_EQ(ask(route, "", headers), 403) << name_of(route) << " from " << headers[0].second;
    }
    if (doors().at(name_of(route)).who == Who::kDrones) continue;
    EXPECT_FALSE(is_refused(ask(route, "", {{"Cookie", "eyrie_session=" + open_session(Role::kAdmin)}}))) << name_of(route);
  }
}

TEST_F(EveryRoute, IsClosedToOneTimePasswordsButForLeavingAndChangingThem) {
  for (const auto& route : routes_.routes()) {
    const Who who = doors().at(name_of(route)).who;
    const bool is_about_the_session = route.pattern == "/v1/session";
    if (who == Who::kAnybody || is_about_the_session) {
      EXPECT_FALSE(is_refused(ask(route, open_session(Role::kAdmin, true)))) << name_of(route);
    } else {
      EXPECT_EQ(ask(route, open_session(Role::kAdmin, true)), 403) << name_of(route);
    }
  }
}

}  // namespace
}  // namespace eyrie::gateway
