// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/testing/gateway_fixture.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;

class IncidentsApi : public GatewayFixture {
 protected:
  /// Frames of a bare head until the rule holds: the incident's id.
  std::string open_incident() {
    enrol("drone-01");
    for (int i = 1; i <= 5; ++i) publish("drone/01/detections", detection("NO-Hardhat", i));
    return field(call("GET", "/v1/incidents", {}, operator_).body, "id");
  }
  const std::string operator_ = sign_in_as(Role::kOperator);
};

TEST_F(IncidentsApi, BareHeadOpensOneIncidentThatAPersonResolves) {
  const std::string id = open_incident();
  const std::string at = "/v1/incidents/" + id;
  const auto incident = call("GET", at, {}, operator_);
  EXPECT_EQ(field(incident.body, "incident_type"), "no_helmet");
  EXPECT_EQ(field(incident.body, "status"), "open");
  EXPECT_EQ(call("POST", at + "/transitions", R"({"action":"resolve"})", operator_).status, 409);
  EXPECT_EQ(field(call("POST", at + "/transitions", R"({"action":"acknowledge"})", operator_).body, "status"),
            "acknowledged");
  EXPECT_EQ(field(call("POST", at + "/transitions", R"({"action":"assign","assignee":"operator"})", operator_).body,
                  "assigned_to"),
            "operator");
  EXPECT_EQ(call("POST", at + "/notes", R"({"text":"spoke with him"})", operator_).status, 201);
  EXPECT_EQ(
      field(call("POST", at + "/transitions", R"({"action":"resolve","note":"wears it now"})", operator_).body, "status"),
      "resolved");
  const std::string history = call("GET", at + "/history", {}, operator_).body;
  for (const char* what :
       {"opened", "acknowledge", "assign", "note", "resolve", "spoke with him", "wears it now", "user:operator"}) {
    EXPECT_NE(history.find(what), std::string::npos) << what;
  }
}

TEST_F(IncidentsApi, ListIsFilteredAndPaged) {
  open_incident();
  const auto count = [&](const std::string& query) {
    const std::string body = call("GET", "/v1/incidents" + query, {}, operator_).body;
    std::size_t found = 0;
    for (auto at = body.find("\"incident_type\""); at != std::string::npos; at = body.find("\"incident_type\"", at + 1))
      ++found;
    return found;
  };
  EXPECT_EQ(count(""), 1U);
  EXPECT_EQ(count("?status=open,acknowledged&drone=drone-01&limit=1"), 1U);
  EXPECT_EQ(count("?status=resolved"), 0U);
  EXPECT_EQ(count("?drone=drone-02"), 0U);
  EXPECT_EQ(count("?assigned_to=operator"), 0U);
}

TEST_F(IncidentsApi, WhatIsNoQuestionIsRefused) {
  for (const char* query :
       {"?status=lost", "?status=open,", "?min_severity=0", "?min_severity=5", "?min_severity=x", "?drone=..", "?limit=0",
        "?limit=1001", "?limit=1&limit=2", "?cursor=nonsense", "?assigned_to=A%20B"}) {
    const int status = call("GET", std::string("/v1/incidents") + query, {}, operator_).status;
    EXPECT_EQ(status, std::string(query) == "?status=open," ? 200 : 400) << query;
  }
  for (const char* id : {"0", "-1", "x", "1.5", "99999999999999999999"}) {
    EXPECT_EQ(call("GET", std::string("/v1/incidents/") + id, {}, operator_).status, 400) << id;
  }
  EXPECT_EQ(call("GET", "/v1/incidents/123456", {}, operator_).status, 404);
}

TEST_F(IncidentsApi, OverlayJoinsFramesAndBoxesByIdAndTime) {
  const std::string token = enrol("drone-01");
  const Timestamp now = std::chrono::floor<std::chrono::milliseconds>(clock_.now());
  for (int i = 1; i <= 5; ++i) publish("drone/01/detections", detection("NO-Hardhat", i));
  const auto reports = store_->detections(service_, *DroneId::parse("drone-01"),
                                          {.from = now - std::chrono::minutes(1), .to = now + std::chrono::minutes(1)}, 10);
  ASSERT_TRUE(reports);
  ASSERT_FALSE(reports->empty());
  const auto& report = reports->front();
  // A frame that was looked at, and one between that was not.
  const std::string sidecar =
      R"({"width":1280,"height":720,"frames":[{"pts_us":40000,"frame_id":"frame-0900","timestamp":")" +
      to_rfc3339(report.captured_at) + R"("},{"pts_us":0,"frame_id":")" + report.frame_id + R"(","timestamp":")" +
      to_rfc3339(report.captured_at) + R"("}]})";
  const auto service = fleet::Principal::service("test");
  const auto put = [&](const std::string& key, std::string_view text) {
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    ASSERT_TRUE(blobs_->put(service, *fleet::BlobKey::parse(key), bytes, crypto::sha256(bytes)));
  };
  put("drone-01/2025/09/24/clip_1.mp4", "not looked at here");
  put("drone-01/2025/09/24/clip_1.mp4.json", sidecar);
  const std::string id = field(call("GET", "/v1/incidents", {}, operator_).body, "id");
  EXPECT_EQ(call("GET", "/v1/incidents/" + id + "/overlay", {}, operator_).status, 404);
  publish(
      "drone/01/events",
      R"({"type":"attachment","drone_id":"drone-01","epoch":"e1","seq":6,"kind":"clip","key":"drone-01/2025/09/24/clip_1.mp4","sha256":")" +
          crypto::to_hex(crypto::sha256("x")) + R"(","bytes":1,"media_type":"video/mp4","from":")" +
          to_rfc3339(now - std::chrono::seconds(5)) + R"(","to":")" + to_rfc3339(now + std::chrono::seconds(5)) +
          R"(","track_ids":["t123"],"frame_id":")" + report.frame_id + R"(","timestamp":")" +
          to_rfc3339(report.captured_at) + "\"}");
  const auto overlay = call("GET", "/v1/incidents/" + id + "/overlay", {}, operator_);
  ASSERT_EQ(overlay.status, 200) << overlay.body;
  const auto seen = overlay.body.find("\"pts_us\":0,");
  const auto unseen = overlay.body.find("\"pts_us\":40000,");
  ASSERT_NE(seen, std::string::npos);
  EXPECT_LT(seen, unseen);
  EXPECT_NE(overlay.body.find("NO-Hardhat", seen), std::string::npos);
  EXPECT_LT(overlay.body.find("NO-Hardhat", seen), unseen);
  EXPECT_EQ(overlay.body.find("NO-Hardhat", unseen), std::string::npos);
}

}  // namespace
}  // namespace eyrie::gateway
