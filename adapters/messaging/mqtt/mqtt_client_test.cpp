// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "messaging/mqtt/mqtt_client.hpp"

#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/mosquitto_server.hpp"

namespace eyrie::mqtt {
namespace {

using namespace std::chrono_literals;
using test::eventually;
using test::MosquittoServer;

/// What a client has received, for looking at from the test's thread.
class Inbox {
 public:
  MqttClient::MessageHandler handler() {
    return [this](const Message& message) {
      const std::lock_guard lock(mutex_);
      messages_.push_back(std::string(message.topic) + '=' + std::string(message.payload) +
                          (message.is_retained ? " (retained)" : ""));
    };
  }
  [[nodiscard]] std::vector<std::string> messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  [[nodiscard]] bool holds(const std::string& message) const {
    const auto all = messages();
    return std::find(all.begin(), all.end(), message) != all.end();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> messages_;
};

MqttOptions options_for(const std::string& url, std::string id) {
  MqttOptions options;
  options.url = url;
  options.client_id = std::move(id);
  options.reconnect_min = 20ms;
  options.reconnect_max = 100ms;
  return options;
}

std::unique_ptr<MqttClient> connected(MqttOptions options) {
  auto client = MqttClient::create(std::move(options));
  EXPECT_TRUE(client) << client.error().message;
  (*client)->start();
  EXPECT_TRUE(eventually([&] { return (*client)->is_connected(); })) << (*client)->state().reason;
  return *std::move(client);
}

/// A client that has subscribed to `filter` and is connected.
std::unique_ptr<MqttClient> listening(MqttOptions options, const std::string& filter, Inbox& inbox) {
  auto client = *MqttClient::create(std::move(options));
  client->subscribe(filter, Qos::kAtLeastOnce, inbox.handler());
  client->start();
  EXPECT_TRUE(eventually([&] { return client->is_connected(); })) << client->state().reason;
  return client;
}

TEST(MqttClient, MessagesArriveAndTheSenderIsTold) {
  MosquittoServer broker;
  Inbox inbox;
  const auto receiver = listening(options_for(broker.url(), "receiver"), "drone/+/detections", inbox);
  const auto sender = connected(options_for(broker.url(), "sender"));
  std::atomic<int> done = 0;
  for (const Qos qos : {Qos::kAtLeastOnce, Qos::kAtMostOnce}) {
    ASSERT_TRUE(sender->publish({.topic = "drone/01/detections", .payload = "x", .qos = qos}, [&](const Status& status) {
      EXPECT_TRUE(status);
      ++done;
    }));
  }
  EXPECT_TRUE(eventually([&] { return done == 2 && inbox.messages().size() == 2; }));
  EXPECT_EQ(sender->counters().published, 2U);
  EXPECT_EQ(receiver->counters().received, 2U);
}

TEST(MqttClient, WithoutABrokerItSaysWhyAndComesUpLater) {
  MosquittoServer broker;
  broker.kill();
  auto client = *MqttClient::create(options_for(broker.url(), "early"));
  EXPECT_EQ(client->publish({.topic = "t", .payload = ""}).error().code, Error::kUnavailable);
  client->start();
  ASSERT_TRUE(eventually([&] { return !client->state().reason.empty(); }));
  EXPECT_EQ(client->state().reason, "cannot reach broker 127.0.0.1:" + std::to_string(broker.port()) +
                                        ": Connection refused. Is mosquitto running? (setting: broker.url)");
  const auto refused = client->publish({.topic = "t", .payload = ""});
  EXPECT_EQ(refused.error().code, Error::kUnavailable);
  EXPECT_TRUE(refused.error().can_retry);
  broker.start();
  EXPECT_TRUE(eventually([&] { return client->is_connected(); }));
}

TEST(MqttClient, SubscriptionsAreMadeAgainAfterTheBrokerWasKilled) {
  MosquittoServer broker;
  Inbox inbox;
  const auto receiver = listening(options_for(broker.url(), "receiver"), "t/#", inbox);
  const auto sender = connected(options_for(broker.url(), "sender"));
  for (int round = 0; round < 3; ++round) {
    broker.kill();
    ASSERT_TRUE(eventually([&] { return !receiver->is_connected() && !sender->is_connected(); }));
    broker.start();
    ASSERT_TRUE(eventually([&] { return receiver->is_connected() && sender->is_connected(); }));
    ASSERT_TRUE(sender->publish({.topic = "t/a", .payload = std::to_string(round)}));
    ASSERT_TRUE(eventually([&] { return inbox.holds("t/a=" + std::to_string(round)); })) << round;
  }
  EXPECT_EQ(receiver->counters().connections, 4U);
}

TEST(MqttClient, WhatIsInFlightWhenTheConnectionEndsIsReportedAndNotSentAgain) {
  MosquittoServer broker;
  Inbox inbox;
  const auto sender = connected(options_for(broker.url(), "sender"));
  broker.freeze();
  std::atomic<int> failed = 0;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(sender->publish({.topic = "t", .payload = "lost"}, [&](const Status& status) {
      EXPECT_EQ(status.error().code, Error::kUnavailable);
      EXPECT_TRUE(status.error().can_retry);
      ++failed;
    }));
  }
  EXPECT_EQ(sender->in_flight(), 10U);
  broker.kill();
  EXPECT_TRUE(eventually([&] { return failed == 10; }));
  EXPECT_EQ(sender->in_flight(), 0U);
  EXPECT_EQ(sender->counters().failed, 10U);
  broker.start();
  const auto receiver = listening(options_for(broker.url(), "receiver"), "t", inbox);
  ASSERT_TRUE(eventually([&] { return sender->is_connected(); }));
  ASSERT_TRUE(sender->publish({.topic = "t", .payload = "next"}));
  ASSERT_TRUE(eventually([&] { return inbox.holds("t=next"); }));
  EXPECT_FALSE(inbox.holds("t=lost"));
}

TEST(MqttClient, BeyondItsBoundItRefuses) {
  MosquittoServer broker;
  auto options = options_for(broker.url(), "sender");
  options.max_in_flight = 5;
  const auto by_count = connected(options);
  options.client_id = "other";
  options.max_in_flight = 1000;
  options.max_in_flight_bytes = 100_KiB;
  const auto by_size = connected(options);
  broker.freeze();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(by_count->publish({.topic = "t", .payload = "x"}));
  const auto refused = by_count->publish({.topic = "t", .payload = "x"});
  EXPECT_EQ(refused.error().code, Error::kExhausted);
  EXPECT_TRUE(refused.error().can_retry);
  const std::string large(60 * 1024, 'x');
  ASSERT_TRUE(by_size->publish({.topic = "t", .payload = large}));
  EXPECT_EQ(by_size->publish({.topic = "t", .payload = large}).error().code, Error::kExhausted);
  broker.thaw();
  EXPECT_TRUE(eventually([&] { return by_count->in_flight() == 0 && by_size->in_flight() == 0; }));
  EXPECT_TRUE(by_count->publish({.topic = "t", .payload = "x"}));
}

TEST(MqttClient, WillIsSentForTheKilledAndNotForTheOneThatSaysGoodbye) {
  MosquittoServer broker;
  Inbox inbox;
  const auto receiver = listening(options_for(broker.url(), "receiver"), "status/#", inbox);
  auto options = options_for(broker.url(), "polite");
  options.will = Will{.topic = "status/polite", .payload = "gone", .is_retained = true};
  connected(options)->stop();
  options.client_id = "thrown-out";
  options.will->topic = "status/thrown-out";
  const auto first = connected(options);
  // Two clients of one id: the broker ends the first one's connection without a goodbye.
  const auto second = connected(options);
  EXPECT_TRUE(eventually([&] { return inbox.holds("status/thrown-out=gone"); }));
  EXPECT_FALSE(inbox.holds("status/polite=gone"));
}

TEST(MqttClient, RetainedMessagesAreSeenBySubscribersThatComeLater) {
  MosquittoServer broker;
  const auto sender = connected(options_for(broker.url(), "sender"));
  ASSERT_TRUE(sender->publish({.topic = "gateway/status", .payload = "online", .is_retained = true}));
  ASSERT_TRUE(eventually([&] { return sender->in_flight() == 0; }));
  Inbox inbox;
  const auto receiver = listening(options_for(broker.url(), "receiver"), "gateway/status", inbox);
  EXPECT_TRUE(eventually([&] { return inbox.holds("gateway/status=online (retained)"); }));
}

TEST(MqttClient, BrokerThatRefusesSaysWhy) {
  MosquittoServer broker({.configuration = "acl_file {folder}/acl",
                          .is_anonymous_allowed = true,
                          .files = {{"acl", "topic readwrite allowed/#\n"}}});
  const auto sender = connected(options_for(broker.url(), "sender"));
  std::atomic<bool> is_refused = false;
  ASSERT_TRUE(sender->publish({.topic = "forbidden", .payload = "x"}, [&](const Status& status) {
    EXPECT_EQ(status.error().code, Error::kPermissionDenied);
    is_refused = true;
  }));
  EXPECT_TRUE(eventually([&] { return is_refused.load(); }));

  MosquittoServer closed({.configuration = "", .is_anonymous_allowed = false, .files = {}});
  auto stranger = *MqttClient::create(options_for(closed.url(), "stranger"));
  stranger->start();
  EXPECT_TRUE(eventually([&] { return stranger->state().reason.find("Not authorized") != std::string::npos; }))
      << stranger->state().reason;
}

TEST(MqttClient, SilentBrokerIsLeft) {
  MosquittoServer broker;
  auto options = options_for(broker.url(), "client");
  options.keep_alive = 5s;
  const auto client = connected(options);
  broker.freeze();
  EXPECT_TRUE(eventually([&] { return !client->is_connected(); }, 20s));
  broker.thaw();
  EXPECT_TRUE(eventually([&] { return client->is_connected(); }, 20s));
}

TEST(MqttClient, StopIsBoundedAlsoWhenTheBrokerDoesNotAnswer) {
  MosquittoServer broker;
  const auto client = connected(options_for(broker.url(), "client"));
  broker.freeze();
  ASSERT_TRUE(client->publish({.topic = "t", .payload = "x"}));
  const auto begin = std::chrono::steady_clock::now();
  client->stop(100ms);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_FALSE(client->is_connected());
}

TEST(MqttClient, StopWaitsForWhatIsInFlight) {
  MosquittoServer broker;
  Inbox inbox;
  const auto receiver = listening(options_for(broker.url(), "receiver"), "t", inbox);
  const auto sender = connected(options_for(broker.url(), "sender"));
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(sender->publish({.topic = "t", .payload = std::to_string(i)}));
  sender->stop();
  EXPECT_TRUE(eventually([&] { return inbox.messages().size() == 500; }));
}

TEST(MqttClient, ManyThreadsMayPublish) {
  MosquittoServer broker;
  Inbox inbox;
  const auto receiver = listening(options_for(broker.url(), "receiver"), "t", inbox);
  const auto sender = connected(options_for(broker.url(), "sender"));
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 500;) {
          if (sender->publish({.topic = "t", .payload = "x"}, [&](const Status&) { ++done; })) {
            ++i;
          } else {
            std::this_thread::yield();
          }
        }
      });
    }
  }
  EXPECT_TRUE(eventually([&] { return done == 2000 && inbox.messages().size() == 2000; }, 20s));
}

TEST(MqttClient, HandlersMayPublish) {
  MosquittoServer broker;
  auto client = *MqttClient::create(options_for(broker.url(), "client"));
  std::atomic<int> answers = 0;
  client->subscribe("question", Qos::kAtLeastOnce,
                    [&](const Message&) { ASSERT_TRUE(client->publish({.topic = "answer", .payload = "42"})); });
  client->subscribe("answer", Qos::kAtLeastOnce, [&](const Message&) { ++answers; });
  client->on_connection([&](const ConnectionState& state) {
    ASSERT_TRUE(!state.is_connected || client->publish({.topic = "question", .payload = "?"}));
  });
  client->start();
  EXPECT_TRUE(eventually([&] { return answers == 1; }));
  client->stop();
}

/// A certificate authority, a server and a client certificate, made with the openssl program.
class Certificates {
 public:
  Certificates() {
    const std::string in = "cd " + folder_.path().string() + " && ";
    const auto run = [&](const std::string& command) {
      if (std::system((in + command + " >/dev/null 2>&1").c_str()) != 0) ADD_FAILURE() << command;
    };
    run("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj /CN=ca");
    for (const std::string name : {"server", "client"}) {
      run("openssl req -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name + ".csr -subj /CN=" + name);
      run("printf 'subjectAltName=IP:127.0.0.1' > ext && openssl x509 -req -in " + name +
          ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out " + name + ".pem");
    }
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  test::TempFolder folder_;
};

TEST(MqttClient, MutualTlsLetsOnlyThoseInWhoShowACertificate) {
  const Certificates certificates;
  MosquittoServer broker({.configuration = "cafile " + certificates.path("ca.pem") + "\ncertfile " +
                                           certificates.path("server.pem") + "\nkeyfile " + certificates.path("server.key") +
                                           "\nrequire_certificate true",
                          .is_anonymous_allowed = true,
                          .files = {}});
  auto options = options_for("mqtts://127.0.0.1:" + std::to_string(broker.port()), "client");
  options.ca_file = certificates.path("ca.pem");
  options.certificate_file = certificates.path("client.pem");
  options.key_file = certificates.path("client.key");
  Inbox inbox;
  const auto client = listening(options, "t", inbox);
  const std::string large(200'000, 'x');
  ASSERT_TRUE(client->publish({.topic = "t", .payload = large}));
  EXPECT_TRUE(eventually([&] { return inbox.holds("t=" + large); }));

  options.client_id = "stranger";
  options.certificate_file.clear();
  options.key_file.clear();
  auto stranger = *MqttClient::create(options);
  stranger->start();
  EXPECT_TRUE(eventually([&] { return !stranger->state().reason.empty(); }));
  EXPECT_FALSE(stranger->is_connected());
  EXPECT_TRUE(client->is_connected());
}

TEST(MqttClient, WrongOptionsAreRefusedBeforeAnythingStarts) {
  EXPECT_FALSE(MqttClient::create(options_for("http://localhost", "c")));
  EXPECT_FALSE(MqttClient::create(options_for("mqtt://localhost", "")));
  auto options = options_for("mqtts://localhost", "c");
  options.ca_file = "/no/such/file";
  EXPECT_EQ(MqttClient::create(options).error().code, Error::kNotFound);
}

}  // namespace
}  // namespace eyrie::mqtt
