// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/testing/gateway_fixture.hpp"
#include "media/access_unit.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/raw_client.hpp"

namespace eyrie::gateway {
namespace {

using test::RawClient;

/// Two people watch over real WebSockets, and one of them stops reading.
class StalledWatcher : public GatewayFixture {
 protected:
  StalledWatcher() {
    enrol("drone-01");
    const std::string token = sign_in_as(fleet::Role::kViewer);
    stalled_.emplace(join(token, 4096));
    quick_.emplace(join(token));
  }

  RawClient join(const std::string& token, int receive_buffer = 0) {
    RawClient client(server_->port(), receive_buffer);
    EXPECT_EQ(client.upgrade("/v1/live", "Authorization: Bearer " + token + "\r\n").status, 101);
    client.send_frame(1, R"({"type":"watch","drones":["drone-01"],"video":["drone-01"]})");
    client.send_frame(1, R"({"type":"ping","t":7})");
    (void)next(client, [](const auto& frame) { return field(frame.payload, "type") == "pong"; });
    return client;
  }

  template <typename IsWanted>
  static RawClient::Frame next(RawClient& client, IsWanted is_wanted) {
    auto frame = client.receive_frame();
    while (frame.opcode != 0 && !is_wanted(frame)) frame = client.receive_frame();
    return frame;
  }

  const DroneId drone_ = *DroneId::parse("drone-01");
  std::optional<RawClient> stalled_;
  std::optional<RawClient> quick_;
};

TEST_F(StalledWatcher, LosesTheOldestPicturesAndTheOtherGetsEach) {
  constexpr std::uint64_t kUnits = 600;
  constexpr std::uint64_t kPayload = 100'000;
  const std::vector<std::uint8_t> payload(kPayload, 0x65);
  for (std::uint64_t number = 1; number <= kUnits; ++number) {
    const auto unit = media::encode({.drone_id = drone_,
                                     .frame_id = {number},
                                     .captured_at = clock_.now(),
                                     .unit_number = number,
                                     .is_key = number == 1,
                                     .is_jpeg = false,
                                     .payload = payload});
    const std::string message(unit->begin(), unit->end());
    live_->on_video(drone_, message);
    const auto seen = next(*quick_, [](const auto& frame) { return frame.opcode == 2; });
    ASSERT_EQ(seen.payload, message) << "unit " << number;
  }
  stalled_.reset();
  // What waited for the stalled one is bounded: 8 MiB of ours, and what the two sockets hold.
  constexpr std::uint64_t kHeld = (8U << 20U) + (24U << 20U);
  EXPECT_TRUE(test::eventually([&] { return server_->statistics().dropped_messages >= kUnits - kHeld / kPayload; }))
      << server_->statistics().dropped_messages;
  EXPECT_EQ(server_->statistics().websockets, 1U);
}

TEST_F(StalledWatcher, IsDisconnectedWhenItMissesAnIncidentAndTheOtherSeesEach) {
  fleet::IncidentChange change;
  change.incident.drone = drone_;
  const std::string long_text(8'000, 'x');
  const auto is_incident = [](const auto& frame) { return field(frame.payload, "type") == "incident"; };
  for (int number = 0; number < 4'000 && server_->statistics().overflown_clients == 0; ++number) {
    change.incident.title = std::to_string(number) + long_text;
    live_->on_incident(change);
    const auto seen = next(*quick_, is_incident);
    ASSERT_TRUE(field(seen.payload, "title").starts_with(std::to_string(number) + "x")) << number;
  }
  EXPECT_EQ(server_->statistics().overflown_clients, 1U);
  EXPECT_TRUE(test::eventually([&] { return server_->statistics().websockets == 1; }));
  live_->on_incident(change);
  EXPECT_EQ(next(*quick_, is_incident).opcode, 1) << "who reads is still there";
}

}  // namespace
}  // namespace eyrie::gateway
