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

}  // namespace
}  // namespace eyrie::gateway
