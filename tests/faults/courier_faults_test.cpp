// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <map>
#include <mutex>
#include <random>

#include <gtest/gtest.h>

#include "delivery/courier.hpp"
#include "messaging/mqtt/mqtt_client.hpp"
#include "storage/journal/sqlite_journal.hpp"
#include "tests/support/mosquitto_server.hpp"
#include "tests/support/receiver.hpp"
#include "tests/support/temp_folder.hpp"
#include "wire/json.hpp"
#include "wire/topics.hpp"

namespace eyrie {
namespace {

using namespace std::chrono_literals;
using namespace eyrie::literals;
using test::eventually;

const DroneId kDrone = *DroneId::parse("drone-01");

mqtt::MqttOptions options_for(const test::MosquittoServer& broker, std::string id) {
  mqtt::MqttOptions options;
  options.url = broker.url();
  options.client_id = std::move(id);
  options.reconnect_min = 10ms;
  options.reconnect_max = 50ms;
  return options;
}

/// A gateway that keeps its ledger in memory, and whose acknowledgements get lost and doubled as a test wants.
class FakeGateway {
 public:
  explicit FakeGateway(const test::MosquittoServer& broker) {
    auto options = options_for(broker, "gateway");
    options.will = mqtt::Will{.topic = std::string(wire::kGatewayStatusTopic), .payload = to_json(wire::GatewayStatus{})};
    client_ = *mqtt::MqttClient::create(std::move(options));
    for (const auto channel : {wire::Channel::kDetections, wire::Channel::kTelemetry, wire::Channel::kEvents}) {
      client_->subscribe(wire::filter_of(channel), mqtt::Qos::kAtLeastOnce, [this](const mqtt::Message& m) { take(m); });
    }
    client_->on_connection([this](const mqtt::ConnectionState& state) {
      if (state.is_connected) announce();
    });
    client_->start();
  }

  void lose_acknowledgements(int percent) { lost_percent_ = percent; }
  void go_away() { client_->stop(); }

  [[nodiscard]] test::Receiver account() const {
    const std::lock_guard lock(mutex_);
    return account_;
  }
  [[nodiscard]] std::uint64_t received() const {
    const std::lock_guard lock(mutex_);
    std::uint64_t total = 0;
    for (const auto& [seq, times] : times_) total += times;
    return total;
  }
  [[nodiscard]] std::uint64_t committed() const { return account().committed(); }

 private:
  void announce() {
    const wire::GatewayStatus status{.presence = fleet::Presence::kOnline, .instance = "g1", .http = ""};
    (void)client_->publish({.topic = wire::kGatewayStatusTopic, .payload = to_json(status), .is_retained = true});
  }

  void take(const mqtt::Message& message) {
    const auto topic = wire::parse_topic(message.topic);
    ASSERT_TRUE(topic);
    wire::Acknowledgement acknowledgement{.epoch = {}, .ranges = {}, .instance = "g1"};
    if (topic->channel == wire::Channel::kEvents) {
      const auto event = wire::parse_event(message.payload, topic->drone, system_clock().now());
      ASSERT_TRUE(event) << event.error().message;
      const auto& tombstone = std::get<fleet::Tombstone>(*event);
      acknowledgement.epoch = tombstone.message.epoch;
      acknowledgement.ranges.insert({tombstone.first, tombstone.last});
      const std::lock_guard lock(mutex_);
      account_.bury({tombstone.first, tombstone.last});
    } else {
      const auto sample = wire::parse_telemetry(message.payload, topic->drone, system_clock().now());
      ASSERT_TRUE(sample) << sample.error().message;
      acknowledgement.epoch = sample->message->epoch;
      acknowledgement.ranges.insert(sample->message->seq);
      const std::lock_guard lock(mutex_);
      account_.commit(sample->message->seq);
      ++times_[sample->message->seq];
    }
    acknowledge(acknowledgement);
  }

  void acknowledge(const wire::Acknowledgement& acknowledgement) {
    const auto chance = std::uniform_int_distribution<int>(0, 99)(random_);
    if (chance < lost_percent_) return;
    const std::string topic = topic_of(kDrone, wire::Channel::kAcks);
    const std::string json = to_json(acknowledgement);
    for (int copies = chance % 3 == 0 ? 2 : 1; copies > 0; --copies)
      (void)client_->publish({.topic = topic, .payload = json});
  }

  mutable std::mutex mutex_;
  test::Receiver account_;
  std::map<std::uint64_t, std::uint64_t> times_;
  std::mt19937 random_{1};
  std::atomic<int> lost_percent_ = 0;
  std::unique_ptr<mqtt::MqttClient> client_;
};

/// The edge's end: journal, courier and MQTT, as the program wires them.
class Edge final : public delivery::Uplink {
 public:
  Edge(const test::MosquittoServer& broker, const std::filesystem::path& file, delivery::OutboxOptions outbox) {
    journal_ = *storage::SqliteJournal::open({.file = file, .group_delay = 0ms}, system_clock());
    client_ = *mqtt::MqttClient::create(options_for(broker, "edge"));
    delivery::Courier::Options options;
    options.outbox = outbox;
    options.retry_after = 5ms;
    options.compose_tombstone = [](const MessageId& id, delivery::SeqRange range) {
      return wire::to_json(fleet::Event{fleet::Tombstone{
          .drone = kDrone, .message = id, .first = range.first, .last = range.last, .reason = "byte budget"}});
    };
    courier_ = *delivery::Courier::start(std::move(options), *journal_, *this, system_clock());
    client_->subscribe(topic_of(kDrone, wire::Channel::kAcks), mqtt::Qos::kAtLeastOnce,
                       [this](const mqtt::Message& message) {
                         const auto acknowledgement = wire::parse_acknowledgement(message.payload);
                         ASSERT_TRUE(acknowledgement) << acknowledgement.error().message;
                         courier_->on_acknowledged(acknowledgement->epoch, acknowledgement->ranges);
                       });
    client_->subscribe(std::string(wire::kGatewayStatusTopic), mqtt::Qos::kAtLeastOnce,
                       [this](const mqtt::Message& message) {
                         const auto status = wire::parse_gateway_status(message.payload);
                         ASSERT_TRUE(status) << status.error().message;
                         courier_->on_gateway(status->presence == fleet::Presence::kOnline, status->instance);
                       });
    client_->on_connection([this](const mqtt::ConnectionState& state) { courier_->on_connection(state.is_connected); });
    client_->start();
  }
  ~Edge() override {
    courier_->stop();
    client_->stop(0ms);
  }
  Edge(const Edge&) = delete;
  Edge& operator=(const Edge&) = delete;

  [[nodiscard]] Status publish(delivery::Stream stream, std::string_view payload, Completion done) override {
    const auto channel = stream == delivery::Stream::kEvents ? wire::Channel::kEvents : wire::Channel::kTelemetry;
    return client_->publish({.topic = topic_of(kDrone, channel), .payload = payload}, std::move(done));
  }
  [[nodiscard]] bool is_connected() const override { return client_->is_connected(); }

  void append(int count) {
    for (int i = 0; i < count; ++i) {
      const auto id =
          courier_->append(delivery::Urgency::kTelemetry, delivery::Stream::kTelemetry, [](const MessageId& message) {
            fleet::TelemetrySample sample;
            sample.drone = kDrone;
            sample.message = message;
            sample.time = system_clock().now();
            sample.battery_percent = 50;
            return wire::to_json(sample);
          });
      ASSERT_TRUE(id) << id.error().message;
    }
  }
  [[nodiscard]] delivery::Courier& courier() { return *courier_; }
  [[nodiscard]] delivery::JournalStats journal() const { return journal_->stats(); }

 private:
  std::unique_ptr<storage::SqliteJournal> journal_;
  std::unique_ptr<delivery::Courier> courier_;
  std::unique_ptr<mqtt::MqttClient> client_;
};

constexpr delivery::OutboxOptions kImpatient{.max_in_flight = 64, .resend_after = 50ms, .resend_max = 200ms};

TEST(CourierFaults, LostAndDoubledAcknowledgementsCostResendsAndNothingElse) {
  test::MosquittoServer broker;
  const test::TempFolder folder;
  FakeGateway gateway(broker);
  gateway.lose_acknowledgements(30);
  Edge edge(broker, folder / "journal.db", kImpatient);
  edge.append(300);
  EXPECT_TRUE(eventually([&] { return edge.journal().entries == 0; }, 30s));
  EXPECT_EQ(gateway.account().next_seq(), 301U);
  EXPECT_EQ(gateway.account().committed(), 300U);
  EXPECT_GT(edge.courier().counters().resent, 0U);
  EXPECT_EQ(edge.courier().ledger().acknowledged, 300U);
}

TEST(CourierFaults, BrokerKilledAgainAndAgainLosesNothing) {
  test::MosquittoServer broker;
  const test::TempFolder folder;
  FakeGateway gateway(broker);
  gateway.lose_acknowledgements(10);
  Edge edge(broker, folder / "journal.db", kImpatient);
  for (int round = 0; round < 8; ++round) {
    edge.append(50);
    broker.kill();
    edge.append(50);
    broker.start();
    ASSERT_TRUE(eventually([&] { return edge.is_connected(); }));
  }
  EXPECT_TRUE(eventually([&] { return edge.journal().entries == 0; }, 30s))
      << edge.journal().entries << " wait; " << edge.courier().counters().last_error;
  EXPECT_EQ(gateway.committed(), 800U);
  EXPECT_TRUE(gateway.account().open().empty());
  EXPECT_EQ(gateway.account().next_seq(), 801U);
}

TEST(CourierFaults, WithoutAGatewayNothingIsStreamedAndAfterwardsEverythingComes) {
  test::MosquittoServer broker;
  const test::TempFolder folder;
  auto first = std::make_unique<FakeGateway>(broker);
  Edge edge(broker, folder / "journal.db", kImpatient);
  edge.append(20);
  ASSERT_TRUE(eventually([&] { return edge.journal().entries == 0; }));
  // Its client says goodbye without a will, so it must itself take the retained status back, as a gateway does.
  first.reset();
  edge.courier().on_gateway(false);
  const auto sent = edge.courier().counters().sent;
  edge.append(50);
  EXPECT_EQ(edge.courier().counters().sent, sent);
  EXPECT_EQ(edge.courier().ledger().waiting, 50U);
  const FakeGateway second(broker);
  EXPECT_TRUE(eventually([&] { return second.committed() == 50 && edge.journal().entries == 0; }));
}

TEST(CourierFaults, EdgeThatRestartsSendsWhatWasNotAcknowledged) {
  test::MosquittoServer broker;
  const test::TempFolder folder;
  std::string epoch;
  {
    Edge edge(broker, folder / "journal.db", kImpatient);  // no gateway: nothing is acknowledged
    edge.append(100);
    epoch = edge.courier().ledger().epoch;
  }
  FakeGateway gateway(broker);
  Edge edge(broker, folder / "journal.db", kImpatient);
  EXPECT_EQ(edge.courier().ledger().epoch, epoch);
  edge.append(10);
  EXPECT_TRUE(eventually([&] { return gateway.committed() == 110 && edge.journal().entries == 0; }));
  EXPECT_EQ(gateway.account().next_seq(), 111U);
}

TEST(CourierFaults, WhatTheBudgetForcedOutIsNamedToTheGateway) {
  test::MosquittoServer broker;
  const test::TempFolder folder;
  auto options = kImpatient;
  options.max_waiting = 20_KiB;
  Edge edge(broker, folder / "journal.db", options);
  edge.append(500);
  ASSERT_TRUE(eventually([&] { return edge.courier().counters().waiting_bytes <= 20_KiB; }));
  const auto tombstoned = edge.courier().ledger().tombstoned;
  EXPECT_GT(tombstoned, 200U);
  const FakeGateway gateway(broker);
  EXPECT_TRUE(eventually([&] { return edge.journal().entries == 0; }, 20s));
  EXPECT_EQ(gateway.account().next_seq(), 501U);
  EXPECT_EQ(gateway.account().committed(), 500 - tombstoned);
  EXPECT_EQ(gateway.account().lost(), tombstoned);
}

}  // namespace
}  // namespace eyrie
