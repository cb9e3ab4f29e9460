// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/testing/gateway_fixture.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;
using UsersApi = GatewayFixture;

constexpr const char* kChange = R"({"password":"a new one of mine","current_password":"correct horse battery"})";

TEST_F(UsersApi, OwnPasswordIsChangedByWhoKnowsTheCurrentOne) {
  const std::string token = sign_in_as(Role::kOperator);
  EXPECT_EQ(call("PATCH", "/v1/users/operator", R"({"password":"a new one of mine"})", token).status, 400);
  const auto wrong =
      call("PATCH", "/v1/users/operator", R"({"password":"a new one of mine","current_password":"guess"})", token);
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(field(wrong.body, "code"), "wrong_password");
  EXPECT_EQ(call("PATCH", "/v1/users/operator", kChange, token).status, 200);
  EXPECT_EQ(call("GET", "/v1/session", {}, token).status, 401);  // whoever else held a session is out
  EXPECT_EQ(call("POST", "/v1/session", R"({"username":"operator","password":"a new one of mine"})").status, 200);
}

TEST_F(UsersApi, CurrentPasswordIsNotGuessedFromASessionThatWasLeftOpen) {
  const std::string token = sign_in_as(Role::kOperator);
  int status = 403;
  for (int i = 0; i < 20 && status == 403; ++i) {
    status =
        call("PATCH", "/v1/users/operator", R"({"password":"a new one of mine","current_password":"guess"})", token).status;
  }
  EXPECT_EQ(status, 429);
}

TEST_F(UsersApi, AdminSetsThePasswordOfAnotherWithoutKnowingIt) {
  sign_in_as(Role::kViewer);
  const std::string admin = sign_in_as(Role::kAdmin);
  EXPECT_EQ(call("PATCH", "/v1/users/viewer", R"({"password":"a new one of mine"})", admin).status, 200);
  EXPECT_EQ(call("POST", "/v1/session", R"({"username":"viewer","password":"a new one of mine"})").status, 200);
}

TEST_F(UsersApi, OneTimePasswordOpensNothingUntilAnotherIsChosen) {
  const std::string token = open_session(Role::kAdmin, true);
  EXPECT_EQ(field(call("GET", "/v1/session", {}, token).body, "must_change_password"), "true");
  const auto refused = call("GET", "/v1/drones", {}, token);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(field(refused.body, "code"), "password_change_required");
  for (const char* body :
       {R"({"display_name":"me"})", R"({"password":"correct horse battery","current_password":"correct horse battery"})"}) {
    EXPECT_GE(call("PATCH", "/v1/users/admin-new", body, token).status, 400) << body;
  }
  const auto changed = call("PATCH", "/v1/users/admin-new", kChange, token);
  EXPECT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(field(changed.body, "must_change_password"), "false");
  const auto again = call("POST", "/v1/session", R"({"username":"admin-new","password":"a new one of mine"})");
  EXPECT_EQ(call("GET", "/v1/drones", {}, field(again.body, "token")).status, 200);
}

}  // namespace
}  // namespace eyrie::gateway
