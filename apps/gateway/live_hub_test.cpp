// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/live_hub.hpp"

#include "gateway/testing/gateway_fixture.hpp"
#include "media/access_unit.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/raw_client.hpp"
#include "web/http/outbox.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;
using test::RawClient;

/// A client that reads nothing: what was sent to it waits in the queue that the server would keep for it.
class Queue final : public web::WebSocketClient {
 public:
  void send_data(web::SharedMessage message) override { outbox_.push_data(std::move(message)); }
  bool send_group(std::span<const web::SharedMessage> group) override { return outbox_.push_group(group); }
  void send_control(web::SharedMessage message) override { EXPECT_TRUE(outbox_.push_control(std::move(message))); }
  void close(web::CloseCode code, std::string) override { closed_with = code; }

  /// The next access unit, empty when there is none.
  std::string next_unit() {
    for (auto message = outbox_.pop(); message; message = outbox_.pop()) {
      if (message->is_binary) return message->bytes;
    }
    return {};
  }
  [[nodiscard]] std::uint64_t dropped() const { return outbox_.dropped(); }
  std::atomic<web::CloseCode> closed_with{web::CloseCode::kNormal};

 private:
  web::Outbox outbox_{{}};
};

class Live : public GatewayFixture {
 protected:
  const fleet::Principal viewer_ = fleet::Principal::user("v", Role::kViewer);

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
  enrol("drone-07");
  auto listener = std::move(*hub.begin(
      viewer_, [] { return true; }, std::make_shared<Queue>()));
  const auto leases = [&] { return bus_.said_on("drone/07/commands").size(); };
  listener->on_text(R"({"type":"watch","video":["drone-07"]})");
  EXPECT_TRUE(test::eventually([&] { return leases() >= 3; }));
  listener->on_closed();
  hub.stop();
  const auto at_end = leases();
  hub.tick();
  EXPECT_EQ(leases(), at_end);
}

TEST_F(Live, VideoOfADroneNobodyEnrolledIsNeitherLeasedNorRelayedUntilSomebodyDoes) {
  LiveHub hub({.instance = "t", .lease_renewal = std::chrono::seconds(0)}, *store_, bus_, metrics_, clock_);
  const auto client = std::make_shared<Queue>();
  auto listener = std::move(*hub.begin(
      viewer_, [] { return true; }, client));
  listener->on_text(R"({"type":"watch","video":["drone-07"]})");
  const auto drone = *DroneId::parse("drone-07");
  hub.on_video(drone, unit("drone-07", 1, true));
  hub.tick();
  hub.on_video(drone, unit("drone-07", 2, true));
  EXPECT_TRUE(bus_.said_on("drone/07/commands").empty());
  EXPECT_EQ(client->next_unit(), "");
  EXPECT_NE(metrics_.exposition().find("eyrie_gateway_refused_units_total 2"), std::string::npos);

  enrol("drone-07");
  EXPECT_TRUE(test::eventually([&] { return !bus_.said_on("drone/07/commands").empty(); }));
  hub.on_video(drone, unit("drone-07", 3, true));
  EXPECT_EQ(number_of(client->next_unit()), 3U);

  ASSERT_TRUE(store_->retire(service_, drone));
  hub.tick();
  hub.on_video(drone, unit("drone-07", 4, true));
  EXPECT_EQ(client->next_unit(), "") << "a drone that was retired is not looked through any more";
  hub.stop();
}

TEST_F(Live, JoiningManyDronesPushesNoGroupOutOfTheQueue) {
  constexpr std::uint64_t kUnits = 100;
  LiveHub hub({.instance = "t"}, *store_, bus_, metrics_, clock_);
  const std::string watch = R"({"type":"watch","video":["drone-01","drone-02","drone-03","drone-04"]})";
  for (const char* name : {"drone-01", "drone-02", "drone-03", "drone-04"}) enrol(name);
  const auto first = std::make_shared<Queue>();
  auto first_listener = std::move(*hub.begin(
      viewer_, [] { return true; }, first));
  first_listener->on_text(watch);
  for (std::uint64_t number = 1; number <= kUnits; ++number) {
    for (const char* name : {"drone-01", "drone-02", "drone-03", "drone-04"})
      hub.on_video(*DroneId::parse(name), unit(name, number, number == 1));
  }

  const auto joiner = std::make_shared<Queue>();
  auto listener = std::move(*hub.begin(
      viewer_, [] { return true; }, joiner));
  listener->on_text(watch);
  hub.on_video(*DroneId::parse("drone-01"), unit("drone-01", kUnits + 1, false));
  EXPECT_EQ(joiner->dropped(), 0U);
  for (int group = 0; group < 2; ++group) {
    for (std::uint64_t number = 1; number <= kUnits; ++number) ASSERT_EQ(number_of(joiner->next_unit()), number);
  }
  EXPECT_EQ(number_of(joiner->next_unit()), kUnits + 1);
  EXPECT_EQ(joiner->next_unit(), "") << "groups that have no room wait for their next key frame";
  hub.stop();
}

TEST_F(Live, WhoHasNoSessionIsRefusedAndWhoLosesItIsDisconnected) {
  RawClient stranger(server_->port());
  EXPECT_EQ(stranger.upgrade("/v1/live").status, 401);
  RawClient drone(server_->port());
  EXPECT_EQ(drone.upgrade("/v1/live", "Authorization: Bearer " + enrol("drone-01") + "\r\n").status, 401);

  LiveHub hub({.instance = "t", .session_check = std::chrono::seconds(0)}, *store_, bus_, metrics_, clock_);
  auto client = std::make_shared<Queue>();
  std::atomic<bool> is_valid = true;
  auto listener = std::move(*hub.begin(
      viewer_, [&] { return is_valid.load(); }, client));
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
