// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/testing/gateway_fixture.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;
using DronesApi = GatewayFixture;

TEST_F(DronesApi, UnknownDroneIsHeldBackUntilSomebodyEnrolsIt) {
  const std::string admin = sign_in_as(Role::kAdmin);
  publish("drone/01/detections", detection("person", 1));
  EXPECT_EQ(field(call("GET", "/v1/drones/drone-01", {}, admin).body, "enrolment"), "pending");
  EXPECT_TRUE(bus_.said_on("drone/01/acks").empty());
  const auto enrolled = call("POST", "/v1/drones", R"({"id":"drone-01","name":"North"})", admin);
  EXPECT_EQ(enrolled.status, 201);
  EXPECT_EQ(field(enrolled.body, "name"), "North");
  EXPECT_EQ(field(enrolled.body, "token").size(), 43U);
  publish("drone/01/detections", detection("person", 1));
  ASSERT_EQ(bus_.said_on("drone/01/acks").size(), 1U);
  EXPECT_NE(bus_.said_on("drone/01/acks")[0].find("[[1,1]]"), std::string::npos);
}

TEST_F(DronesApi, StatusAndTelemetryAreShown) {
  const std::string viewer = sign_in_as(Role::kViewer);
  enrol("drone-01");
  const std::string now = to_rfc3339(clock_.now());
  ingest_->on_message("drone/01/status",
                      R"({"drone_id":"drone-01","state":"online","timestamp":")" + now + R"(","version":"0.1.0"})");
  publish("drone/01/telemetry",
          R"({"drone_id":"drone-01","timestamp":")" + now + R"(","lat":28.7,"lon":77.1,"alt":120.5,"battery":72})");
  const auto drone = call("GET", "/v1/drones/drone-01", {}, viewer);
  EXPECT_EQ(field(drone.body, "battery"), "72");
  EXPECT_EQ(field(drone.body, "state"), "online");
  const auto track = call("GET", "/v1/drones/drone-01/telemetry", {}, viewer);
  EXPECT_EQ(field(track.body, "lat"), "28.7");
  EXPECT_EQ(call("GET", "/v1/drones/drone-01/telemetry?from=yesterday", {}, viewer).status, 400);
  EXPECT_EQ(call("GET", "/v1/drones/nobody", {}, viewer).status, 404);
}

TEST_F(DronesApi, CommandGoesToTheDroneAndIntoTheAudit) {
  const std::string operator_token = sign_in_as(Role::kOperator);
  enrol("drone-01");
  const auto sent = call("POST", "/v1/drones/drone-01/commands", R"({"command":"snapshot"})", operator_token);
  EXPECT_EQ(sent.status, 202);
  ASSERT_EQ(bus_.said_on("drone/01/commands").size(), 1U);
  EXPECT_NE(bus_.said_on("drone/01/commands")[0].find(field(sent.body, "id")), std::string::npos);
  EXPECT_NE(call("GET", "/v1/audit", {}, sign_in_as(Role::kSupervisor)).body.find("command.snapshot"), std::string::npos);
  for (const char* body : {R"({"command":"fly"})", R"({"command":"clip"})", R"({"command":"clip","from":"x","to":"y"})",
                           R"({"command":"clip","from":"2025-09-24T09:10:15Z"})"}) {
    EXPECT_EQ(call("POST", "/v1/drones/drone-01/commands", body, operator_token).status, 400) << body;
  }
  bus_.set_there(false);
  EXPECT_EQ(call("POST", "/v1/drones/drone-01/commands", R"({"command":"snapshot"})", operator_token).status, 503);
}

}  // namespace
}  // namespace eyrie::gateway
