// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/live_hub.hpp"

#include "gateway/testing/gateway_fixture.hpp"
#include "media/access_unit.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/raw_client.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;
using test::RawClient;

class Live : public GatewayFixture {
 protected:
  RawClient join(const std::string& token) {
    RawClient client(server_->port());
    EXPECT_EQ(client.upgrade("/v1/live", "Authorization: Bearer " + token + "\r\n").status, 101);
    EXPECT_EQ(field(client.receive_frame().payload, "type"), "hello");
    return client;
  }
  /// Messages until one of that type comes.
  static std::string wait_for(RawClient& client, std::string_view type) {
    for (;;) {
      const auto frame = client.receive_frame();
      if (frame.opcode == 0 || frame.opcode == 8) return "closed";
      if (frame.opcode == 1 && field(frame.payload, "type") == type) return frame.payload;
    }
  }
  /// Messages go in order, so an answered ping means that what was sent before it has been read.
  static void settle(RawClient& client) {
    client.send_frame(1, R"({"type":"ping","t":7})");
    EXPECT_EQ(field(wait_for(client, "pong"), "t"), "7");
  }
  static std::string unit(std::string_view drone, std::uint64_t number, bool is_key) {
    const std::vector<std::uint8_t> payload{0, 0, 0, 1, 0x65};
    const auto bytes = media::encode({.drone_id = *DroneId::parse(drone),
                                      .frame_id = {number},
                                      .captured_at = from_nanoseconds(1'758'705'015'000'000'000),
                                      .unit_number = number,
                                      .is_key = is_key,
                                      .is_jpeg = false,
                                      .payload = payload});
    return {bytes->begin(), bytes->end()};
  }
  static std::uint64_t number_of(const std::string& message) { return static_cast<std::uint8_t>(message[24]); }
};

TEST_F(Live, ShowsWhatIsWatchedAndAlwaysIncidents) {
  enrol("drone-01");
  RawClient client = join(sign_in_as(Role::kViewer));
  client.send_frame(1, R"({"type":"watch","drones":["drone-01"],"video":[]})");
  settle(client);
  for (int i = 1; i <= 5; ++i) publish("drone/01/detections", detection("NO-Hardhat", i));
  EXPECT_NE(wait_for(client, "detections").find("NO-Hardhat"), std::string::npos);
  const std::string incident = wait_for(client, "incident");
  EXPECT_EQ(field(incident, "change"), "opened");
  EXPECT_NE(wait_for(client, "drone").find("drone-01"), std::string::npos);
}

TEST_F(Live, NothingOfDronesThatAreNotWatched) {
  enrol("drone-01");
  RawClient client = join(sign_in_as(Role::kViewer));
  client.send_frame(1, R"({"type":"watch","drones":["drone-02"]})");
  settle(client);
  publish("drone/01/detections", detection("person", 1));
  client.send_frame(1, R"({"type":"watch","drones":["*"]})");
  settle(client);
  publish("drone/01/detections", detection("person", 2));
  EXPECT_EQ(field(wait_for(client, "detections"), "frame_id"), "frame-0002");
}

TEST_F(Live, VideoIsLeasedRelayedAndBeginsAtAKeyFrame) {
  enrol("drone-01");
  const std::string token = sign_in_as(Role::kViewer);
  RawClient first = join(token);
  first.send_frame(1, R"({"type":"watch","drones":[],"video":["drone-01"]})");
  settle(first);
  EXPECT_FALSE(bus_.said_on("drone/01/commands").empty());
  EXPECT_NE(bus_.said_on("drone/01/commands")[0].find("\"video\""), std::string::npos);
  const auto drone = *DroneId::parse("drone-01");
  live_->on_video(drone, unit("drone-01", 1, false));
  live_->on_video(drone, unit("drone-01", 2, true));
  live_->on_video(drone, unit("drone-01", 3, false));
  live_->on_video(drone, unit("drone-02", 4, false));  // another drone's: not relayed
  live_->on_video(drone, "rubbish");

  RawClient joiner = join(token);
  joiner.send_frame(1, R"({"type":"watch","drones":[],"video":["drone-01"]})");
  for (const std::uint64_t number : {2U, 3U}) {
    auto frame = joiner.receive_frame();
    while (frame.opcode == 1) frame = joiner.receive_frame();
    ASSERT_EQ(frame.opcode, 2);
    EXPECT_EQ(number_of(frame.payload), number);
  }
}

TEST_F(Live, LeaseIsRenewedWhileSomebodyWatchesAndNotAfter) {
  LiveHub hub({.instance = "t", .lease_renewal = std::chrono::seconds(0)}, *store_, bus_, metrics_, clock_);
  class Nobody final : public web::WebSocketClient {
    void send_data(web::SharedMessage) override {}
    void send_control(web::SharedMessage) override {}
    void close(web::CloseCode, std::string) override {}
  };
  auto listener = std::move(*hub.begin(
      fleet::Principal::user("v", Role::kViewer), [] { return true; }, std::make_shared<Nobody>()));
  const auto leases = [&] { return bus_.said_on("drone/07/commands").size(); };
  listener->on_text(R"({"type":"watch","video":["drone-07"]})");
  EXPECT_TRUE(test::eventually([&] { return leases() >= 3; }));
  listener->on_closed();
  hub.stop();
  const auto at_end = leases();
  hub.tick();
  EXPECT_EQ(leases(), at_end);
}

TEST_F(Live, WhoHasNoSessionIsRefusedAndWhoLosesItIsDisconnected) {
  RawClient stranger(server_->port());
  EXPECT_EQ(stranger.upgrade("/v1/live").status, 401);
  RawClient drone(server_->port());
  EXPECT_EQ(drone.upgrade("/v1/live", "Authorization: Bearer " + enrol("drone-01") + "\r\n").status, 401);

  LiveHub hub({.instance = "t", .session_check = std::chrono::seconds(0)}, *store_, bus_, metrics_, clock_);
  class Watched final : public web::WebSocketClient {
   public:
    void send_data(web::SharedMessage) override {}
    void send_control(web::SharedMessage) override {}
    void close(web::CloseCode code, std::string) override { closed_with = code; }
    std::atomic<web::CloseCode> closed_with{web::CloseCode::kNormal};
  };
  auto client = std::make_shared<Watched>();
  std::atomic<bool> is_valid = true;
  auto listener = std::move(*hub.begin(
      fleet::Principal::user("v", Role::kViewer), [&] { return is_valid.load(); }, client));
  hub.tick();
  EXPECT_EQ(client->closed_with, web::CloseCode::kNormal);
  is_valid = false;
  EXPECT_TRUE(test::eventually([&] { return client->closed_with == web::CloseCode::kPolicy; }));
  hub.stop();
}

TEST_F(Live, WhatIsNoMessageEndsTheConnection) {
  RawClient client = join(sign_in_as(Role::kViewer));
  client.send_frame(1, R"({"type":"dance"})");
  auto frame = client.receive_frame();
  while (frame.opcode == 1) frame = client.receive_frame();
  EXPECT_EQ(frame.close_code(), 1008);
}

TEST(WatchList, IsReadStrictly) {
  const auto list = parse_watch(R"({"type":"watch","drones":["*","drone-01"],"video":["drone-02"]})");
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->is_all);
  EXPECT_EQ(list->drones.size(), 1U);
  EXPECT_EQ(list->video.size(), 1U);
  for (const char* text : {"", "[]", "{}", R"({"type":"watch","drones":"x"})", R"({"type":"watch","drones":[1]})",
                           R"({"type":"watch","video":["../"]})"}) {
    EXPECT_FALSE(parse_watch(text)) << text;
  }
}

TEST(GopCacheTest, KeepsFromTheNewestKeyFrameAndForgetsWhatGrowsTooLong) {
  GopCache cache;
  const auto unit = web::binary_message("unit");
  cache.push(unit, false);
  EXPECT_TRUE(cache.units().empty());
  cache.push(unit, true);
  cache.push(unit, false);
  EXPECT_EQ(cache.units().size(), 2U);
  cache.push(unit, true);
  EXPECT_EQ(cache.units().size(), 1U);
  for (std::size_t i = 0; i < GopCache::kMaxUnits; ++i) cache.push(unit, false);
  EXPECT_TRUE(cache.units().empty());
}

}  // namespace
}  // namespace eyrie::gateway
