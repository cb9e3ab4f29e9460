// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/testing/gateway_fixture.hpp"
#include "storage/sqlite/database.hpp"
#include "tests/support/child_process.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;
using OperationsApi = GatewayFixture;

TEST_F(OperationsApi, RulesAreReplacedByWhoReadThemLastAndToldToDrones) {
  const std::string supervisor = sign_in_as(Role::kSupervisor);
  enrol("drone-01");
  publish("drone/01/detections", detection("person", 1));
  ASSERT_EQ(bus_.said_on("drone/01/rules").size(), 1U);
  const auto before = call("GET", "/v1/rules", {}, supervisor);
  const std::string version = field(before.body, "version");
  const std::string changed =
      R"({"version":)" + version +
      R"(,"rules":[{"id":"people","kind":"class","incident_type":"person","title":"A person","severity":1,)"
      R"("classes":["person"],"k":1,"n":1}]})";
  const auto after = call("PUT", "/v1/rules", changed, supervisor);
  EXPECT_EQ(after.status, 200) << after.body;
  EXPECT_EQ(call("PUT", "/v1/rules", changed, supervisor).status, 409);
  ASSERT_EQ(bus_.said_on("drone/01/rules").size(), 2U);
  EXPECT_NE(bus_.said_on("drone/01/rules")[1].find("\"people\""), std::string::npos);
  // They hold from the next message on.
  publish("drone/01/detections", detection("person", 2));
  EXPECT_NE(call("GET", "/v1/incidents", {}, supervisor).body.find("\"person\""), std::string::npos);
  for (const char* body : {"", "[]", "{}", R"({"version":2})", R"({"version":2,"rules":[{"id":"x"}]})"}) {
    EXPECT_EQ(call("PUT", "/v1/rules", body, supervisor, {{"Content-Type", "application/json"}, {"X", "y"}}).status, 400)
        << body;
  }
}

TEST_F(OperationsApi, RefusedMessagesAreShownWithTheirReason) {
  const std::string operator_token = sign_in_as(Role::kOperator);
  enrol("drone-01");
  publish("drone/01/detections", "no json \xFF");
  publish("drone/02/detections", detection("person", 1));
  publish("drone/01/detections",
          R"({"drone_id":"drone-01","timestamp":"2999-01-01T00:00:00Z","frame_id":"f","detections":[]})");
  ASSERT_TRUE(test::eventually([&] { return store_->dead_letters(service_, {})->items.size() == 3; }));
  const std::string letters = call("GET", "/v1/dead-letters", {}, operator_token).body;
  EXPECT_NE(letters.find("no json \xEF\xBF\xBD"), std::string::npos);
  EXPECT_NE(letters.find("drone/02/detections"), std::string::npos);
  EXPECT_NE(letters.find("2999"), std::string::npos);
  const auto page = call("GET", "/v1/dead-letters?limit=2", {}, operator_token);
  const auto next = call("GET", "/v1/dead-letters?limit=2&cursor=" + field(page.body, "next"), {}, operator_token);
  EXPECT_EQ(next.status, 200);
  EXPECT_NE(next.body.find("no json"), std::string::npos);
}

TEST_F(OperationsApi, AuditIsAChain) {
  const std::string supervisor = sign_in_as(Role::kSupervisor);
  const auto page = call("GET", "/v1/audit?limit=2", {}, supervisor);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(field(page.body, "hash").size(), 64U);
}

TEST_F(OperationsApi, AuditIsVerifiedAndAChangedEntryIsFound) {
  const std::string supervisor = sign_in_as(Role::kSupervisor);
  const auto good = call("GET", "/v1/audit/verify", {}, supervisor);
  ASSERT_EQ(good.status, 200) << good.body;
  EXPECT_EQ(field(good.body, "intact"), "true");
  EXPECT_EQ(field(good.body, "head"), field(call("GET", "/v1/audit?limit=1", {}, supervisor).body, "hash"));
  EXPECT_EQ(call("GET", "/v1/audit/verify", {}, sign_in_as(Role::kOperator)).status, 403);

  auto database = storage::sqlite::Database::open({.path = folder_.path() / "eyrie.db"});
  ASSERT_TRUE(database->execute("DROP TRIGGER audit_entries_are_final; UPDATE audit SET actor = 'user:eve' WHERE id = 1"));
  const auto broken = call("GET", "/v1/audit/verify", {}, supervisor);
  EXPECT_EQ(field(broken.body, "intact"), "false") << broken.body;
  EXPECT_EQ(field(broken.body, "id"), "1");
  EXPECT_EQ(field(broken.body, "entries"), "0");
}

TEST_F(OperationsApi, HealthAndMetricsNeedNobody) {
  EXPECT_EQ(call("GET", "/healthz").status, 200);
  EXPECT_EQ(call("GET", "/readyz").status, 200);
  const auto metrics = call("GET", "/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_NE(metrics.body.find("eyrie_gateway_received_messages_total"), std::string::npos);
}

TEST_F(OperationsApi, UsersAreMadeChangedAndShutOut) {
  const std::string admin = sign_in_as(Role::kAdmin);
  EXPECT_EQ(call("POST", "/v1/users", R"({"name":"ada","role":"viewer","password":"long enough it is"})", admin).status,
            201);
  EXPECT_EQ(call("POST", "/v1/users", R"({"name":"ada","role":"viewer","password":"long enough it is"})", admin).status,
            409);
  const auto ada = call("POST", "/v1/session", R"({"username":"ada","password":"long enough it is"})");
  const std::string token = field(ada.body, "token");
  EXPECT_EQ(call("PATCH", "/v1/users/ada", R"({"display_name":"Ada"})", token).status, 200);
  EXPECT_EQ(call("PATCH", "/v1/users/ada", R"({"role":"admin"})", token).status, 403);
  EXPECT_EQ(call("PATCH", "/v1/users/ada", R"({"is_enabled":false})", admin).status, 200);
  EXPECT_EQ(call("GET", "/v1/session", {}, token).status, 401);
  EXPECT_EQ(call("PATCH", "/v1/users/admin", R"({"is_enabled":false})", admin).status, 409);
  EXPECT_EQ(call("PATCH", "/v1/users/nobody", R"({"is_enabled":false})", admin).status, 404);
  for (const char* body : {"{}", R"({"role":"king"})", R"({"password":"short"})", R"({"is_enabled":"no"})"}) {
    EXPECT_EQ(call("PATCH", "/v1/users/ada", body, admin).status, 400) << body;
  }
}

}  // namespace
}  // namespace eyrie::gateway
