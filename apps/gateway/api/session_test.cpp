// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/testing/gateway_fixture.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;
using SessionApi = GatewayFixture;

TEST_F(SessionApi, SignsInTellsWhoAndSignsOut) {
  const std::string token = sign_in_as(Role::kOperator);
  const auto me = call("GET", "/v1/session", {}, token);
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(field(me.body, "name"), "operator");
  EXPECT_EQ(call("DELETE", "/v1/session", {}, token).status, 204);
  EXPECT_EQ(call("GET", "/v1/session", {}, token).status, 401);
}

TEST_F(SessionApi, CookieIsForBrowsersOfThisSiteOnly) {
  const std::string cookie = "eyrie_session=" + sign_in_as(Role::kAdmin);
  EXPECT_EQ(call("GET", "/v1/drones", {}, {}, {{"Cookie", cookie}}).status, 200);
  EXPECT_EQ(call("POST", "/v1/drones", R"({"id":"x"})", {},
                 {{"Cookie", cookie}, {"Content-Type", "application/json"}, {"Origin", "http://evil"}})
                .status,
            403);
  EXPECT_EQ(call("POST", "/v1/drones", R"({"id":"x"})", {},
                 {{"Cookie", cookie}, {"Content-Type", "application/json"}, {"Sec-Fetch-Site", "cross-site"}})
                .status,
            403);
  EXPECT_EQ(
      call("POST", "/v1/drones", R"({"id":"x"})", {}, {{"Cookie", cookie}, {"Content-Type", "application/json"}}).status,
      201);
}

TEST_F(SessionApi, CookieIsHiddenFromScripts) {
  sign_in_as(Role::kViewer);
  const auto answer = call("POST", "/v1/session", R"({"username":"viewer","password":"correct horse battery"})");
  const auto cookie = std::string(answer.raw.header("set-cookie"));
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  EXPECT_NE(cookie.find("SameSite=Strict"), std::string::npos);
}

TEST_F(SessionApi, WrongPasswordAndUnknownUserLookAlike) {
  sign_in_as(Role::kViewer);
  const auto wrong = call("POST", "/v1/session", R"({"username":"viewer","password":"wrong"})");
  const auto unknown = call("POST", "/v1/session", R"({"username":"nobody","password":"wrong"})");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, unknown.body);
}

TEST_F(SessionApi, GuessingIsSlowedDown) {
  int status = 401;
  for (int i = 0; i < 20 && status == 401; ++i)
    status = call("POST", "/v1/session", R"({"username":"admin","password":"guess"})").status;
  EXPECT_EQ(status, 429);
  EXPECT_FALSE(call("POST", "/v1/session", R"({"username":"admin","password":"guess"})").raw.header("retry-after").empty());
}

TEST_F(SessionApi, WhatIsNoRequestIsRefused) {
  for (const char* body : {"", "x", "[]", "{}", R"({"username":1,"password":"x"})", R"({"username":"A","password":"x"})",
                           R"({"username":"a","password":""})", R"({"username":"a"})"}) {
    EXPECT_EQ(call("POST", "/v1/session", body, {}, {{"Content-Type", "application/json"}, {"X", "y"}}).status, 400) << body;
  }
  EXPECT_EQ(call("POST", "/v1/session", "{}", {}, {{"Content-Type", "text/plain"}, {"X", "y"}}).status, 415);
}

/// Every address and who may use it: the least role, or nothing for no person.
struct Door {
  const char* method;
  const char* target;
  std::optional<Role> least;
};

TEST_F(SessionApi, EveryAddressRefusesWhoHasNoRight) {
  const Door doors[] = {{"GET", "/v1/users", Role::kAdmin},
                        {"POST", "/v1/users", Role::kAdmin},
                        {"PATCH", "/v1/users/somebody", Role::kAdmin},
                        {"GET", "/v1/drones", Role::kViewer},
                        {"POST", "/v1/drones", Role::kAdmin},
                        {"GET", "/v1/drones/drone-01", Role::kViewer},
                        {"GET", "/v1/drones/drone-01/telemetry", Role::kViewer},
                        {"POST", "/v1/drones/drone-01/commands", Role::kOperator},
                        {"GET", "/v1/incidents", Role::kViewer},
                        {"GET", "/v1/incidents/1", Role::kViewer},
                        {"POST", "/v1/incidents/1/transitions", Role::kOperator},
                        {"POST", "/v1/incidents/1/notes", Role::kOperator},
                        {"GET", "/v1/incidents/1/history", Role::kViewer},
                        {"GET", "/v1/incidents/1/overlay", Role::kViewer},
                        {"GET", "/v1/detections?drone=drone-01", Role::kViewer},
                        {"GET", "/v1/objects?key=drone-01/a.jpg", Role::kViewer},
                        {"POST", "/v1/uploads", std::nullopt},
                        {"PATCH", "/v1/uploads/x", std::nullopt},
                        {"GET", "/v1/rules", Role::kViewer},
                        {"PUT", "/v1/rules", Role::kSupervisor},
                        {"GET", "/v1/dead-letters", Role::kOperator},
                        {"GET", "/v1/audit", Role::kSupervisor},
                        {"POST", "/infer", Role::kOperator}};
  enrol("drone-01");
  const std::string bodies =
      R"({"id":"drone-01","name":"n","role":"viewer","password":"long enough it is","action":"acknowledge","text":"t",)"
      R"("command":"snapshot","drone_id":"drone-01","frame_b64":"AAAA","version":1,"rules":[]})";
  const std::pair<Role, std::string> people[] = {{Role::kViewer, sign_in_as(Role::kViewer)},
                                                 {Role::kOperator, sign_in_as(Role::kOperator)},
                                                 {Role::kSupervisor, sign_in_as(Role::kSupervisor)},
                                                 {Role::kAdmin, sign_in_as(Role::kAdmin)}};
  for (const Door& door : doors) {
    const std::string body = std::string(door.method) == "GET" ? "" : bodies;
    const std::vector<std::pair<std::string, std::string>> tus = {
        {"Tus-Resumable", "1.0.0"},
        {"Upload-Length", "1"},
        {"Upload-Offset", "0"},
        {"Upload-Metadata",
         "key ZHJvbmUtMDEvYS5qcGc=,sha256 MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="},
        {"Content-Type",
         std::string(door.target) == "/v1/uploads/x" ? "application/offset+octet-stream" : "application/json"}};
    EXPECT_EQ(call(door.method, door.target, body, {}, tus).status, 401) << door.method << " " << door.target;
    for (const auto& [role, token] : people) {
      const int status = call(door.method, door.target, body, token, tus).status;
      const bool may = door.least && role >= *door.least;
      if (std::string(door.target) == "/v1/uploads/x") {
        EXPECT_GE(status, 403) << fleet::name_of(role);
      } else {
        EXPECT_EQ(status == 403, !may) << door.method << " " << door.target << " as " << fleet::name_of(role) << ": "
                                       << status;
      }
      EXPECT_LT(status, 500) << door.method << " " << door.target;
    }
  }
}

}  // namespace
}  // namespace eyrie::gateway
