// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "gateway/testing/gateway_fixture.hpp"
#include "tests/support/child_process.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;

/// Areas on the ground, as they are put, read back, told to drones and walked into.
class GroundAreas : public GatewayFixture {
 protected:
  [[nodiscard]] std::string with_area(const std::string& area, const std::string& more = {}) {
    return R"({"version":)" + field(call("GET", "/v1/rules", {}, supervisor_).body, "version") +
           R"(,"rules":[{"id":"crane","kind":"intrusion","incident_type":"intrusion","title":"In the crane's zone",)"
           R"("severity":4,"classes":["person"],"k":2,"n":3)" +
           more + R"(,"area":)" + area + "}]}";
  }
  /// A person so many metres north of the middle of the area, seen by one of two drones.
  [[nodiscard]] static std::string person(int drone, int frame, double north_m) {
    const std::string name = "drone-0" + std::to_string(drone);
    return R"({"drone_id":")" + name + R"(","timestamp":"2026-01-01T00:00:0)" + std::to_string(frame) + R"(.000Z",)" +
           R"("frame_id":"frame-000)" + std::to_string(frame) + R"(","detections":[{"class":"person","conf":0.9,)" +
           R"("bbox":[0.4,0.4,0.5,0.6],"track_id":"t1","position":{"lat":)" + std::to_string(53.7181 + north_m / 111'299) +
           R"(,"lon":-1.7396,"alt_m":210,"semi_major_m":4,"semi_minor_m":2,"orientation_deg":30}}]})";
  }
  [[nodiscard]] std::size_t incidents() const { return store_->counts(service_)->incidents; }

  const std::string supervisor_ = sign_in_as(Role::kSupervisor);
  const std::string square_ =
      R"([{"lat":53.7180,"lon":-1.7397},{"lat":53.7182,"lon":-1.7397},{"lat":53.7182,"lon":-1.7395},{"lat":53.718,"lon":-1.7395}])";
};

TEST_F(GroundAreas, ArePutReadBackAndToldToDrones) {
  enrol("drone-01");
  publish("drone/01/detections", detection("person", 1));
  const auto stored = call("PUT", "/v1/rules", with_area(square_, R"(,"certainty":0.7)"), supervisor_);
  ASSERT_EQ(stored.status, 200) << stored.body;
  const auto read = call("GET", "/v1/rules", {}, supervisor_);
  for (const std::string& document : {read.body, bus_.said_on("drone/01/rules").back()}) {
    EXPECT_NE(document.find(R"("area":[{"lat":53.718,"lon":-1.7397})"), std::string::npos) << document;
    EXPECT_NE(document.find(R"("certainty":0.7)"), std::string::npos) << document;
    EXPECT_EQ(document.find("zone\":"), std::string::npos) << document;
  }
}

TEST_F(GroundAreas, OneIntrusionThatTwoDronesSeeIsOneIncident) {
  enrol("drone-01");
  enrol("drone-02");
  ASSERT_EQ(call("PUT", "/v1/rules", with_area(square_), supervisor_).status, 200);
  for (const int frame : {1, 2, 3}) publish("drone/01/detections", person(1, frame, 40));  // beside it
  for (const int frame : {4, 5, 6}) {
    publish("drone/01/detections", person(1, frame, 2));
    publish("drone/02/detections", person(2, frame, -2));
  }
  ASSERT_TRUE(test::eventually([&] { return store_->counts(service_)->detections == 9; }));
  EXPECT_EQ(incidents(), 1U);
  const std::string listed = call("GET", "/v1/incidents", {}, supervisor_).body;
  EXPECT_NE(listed.find("In the crane's zone"), std::string::npos) << listed;
  EXPECT_NE(listed.find(R"("also_seen_by":["drone-02"])"), std::string::npos) << listed;
  EXPECT_NE(listed.find(R"("sightings":4)"), std::string::npos) << listed;
}

TEST_F(GroundAreas, ABadOneIsRefusedWithItsRuleItsCornerAndTheRemedy) {
  const auto refusal_of = [this](const std::string& area) {
    const auto answer = call("PUT", "/v1/rules", with_area(area), supervisor_);
    EXPECT_EQ(answer.status, 400);
    return answer.body;
  };
  const std::string crossed = refusal_of(
      R"([{"lat":53.7180,"lon":-1.7397},{"lat":53.7182,"lon":-1.7395},{"lat":53.7182,"lon":-1.7397},{"lat":53.718,"lon":-1.7395}])");
  EXPECT_NE(crossed.find("crane"), std::string::npos) << crossed;
  EXPECT_NE(crossed.find("the edge after corner 1 and the one after corner 3. Move a corner"), std::string::npos) << crossed;
  const std::string turned = refusal_of(R"([{"lat":-1.7,"lon":53.7},{"lat":-1.7,"lon":95},{"lat":-1.8,"lon":53.7}])");
  EXPECT_NE(turned.find("in the right order?"), std::string::npos) << turned;
  EXPECT_NE(refusal_of("[]").find("one of the two"), std::string::npos);
}

}  // namespace
}  // namespace eyrie::gateway
