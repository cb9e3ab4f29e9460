// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "gateway/ingest.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "gateway/testing/flaky_store.hpp"
#include "gateway/testing/gateway_fixture.hpp"
#include "tests/support/child_process.hpp"

namespace eyrie::gateway {
namespace {

class Heard final : public IngestListener {
 public:
  void on_detections(const fleet::DetectionReport& report) override {
    const std::lock_guard lock(mutex_);
    frames_.push_back(report.frame_id);
  }
  void on_telemetry(const fleet::TelemetrySample&) override {}
  void on_incident(const fleet::IncidentChange&) override {}
  void on_drone(const DroneId& drone) override {
    const std::lock_guard lock(mutex_);
    drones_.insert(drone);
  }
  [[nodiscard]] std::set<DroneId> drones() const {
    const std::lock_guard lock(mutex_);
    return drones_;
  }
  [[nodiscard]] std::vector<std::string> frames() const {
    const std::lock_guard lock(mutex_);
    return frames_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> frames_;
  std::set<DroneId> drones_;
};

class IngestTest : public GatewayFixture {
 protected:
  IngestTest() { enrol("drone-01"); }

  void start(Ingest::Options options) {
    options.instance = "under-test";
    options.retry_min = options.retry_max = std::chrono::milliseconds(5);
    under_test_ = std::make_unique<Ingest>(std::move(options), Ingest::Surroundings{.store = flaky_,
                                                                                    .rules = *rules_,
                                                                                    .bus = bus_,
                                                                                    .listener = heard_,
                                                                                    .log = log_,
                                                                                    .metrics = own_metrics_,
                                                                                    .health = own_health_,
                                                                                    .clock = clock_});
  }
  void give(int seq) { under_test_->on_message("drone/01/detections", detection("person", seq)); }
  [[nodiscard]] std::size_t dead_letters() const { return store_->dead_letters(service_, {})->items.size(); }
  [[nodiscard]] std::vector<std::string> acks() const { return bus_.said_on("drone/01/acks"); }
  [[nodiscard]] bool is_acknowledged_to(int seq) const {
    const auto said = acks();
    return !said.empty() && said.back().find("[[1," + std::to_string(seq) + "]]") != std::string::npos;
  }

  FlakyStore flaky_{*store_};
  observe::Metrics own_metrics_;
  observe::Health own_health_;
  Heard heard_;
  std::unique_ptr<Ingest> under_test_;
};

TEST_F(IngestTest, AcknowledgesRangesOfWhatIsCommitted) {
  start({});
  for (int seq = 1; seq <= 9; ++seq) give(seq);
  EXPECT_TRUE(test::eventually([&] { return is_acknowledged_to(9); }));
  EXPECT_NE(acks().back().find("under-test"), std::string::npos);
  EXPECT_EQ(heard_.frames().size(), 9U);
}

TEST_F(IngestTest, StoreThatIsAwayIsTriedAgainAndNothingIsAcknowledgedBefore) {
  flaky_.fail_next(5);
  start({});
  give(1);
  EXPECT_TRUE(test::eventually([&] { return is_acknowledged_to(1); }));
  EXPECT_EQ(acks().size(), 1U);
  EXPECT_EQ(heard_.frames().size(), 1U);
}

/// Whatever a store's trouble is called, the messages of the batch are not its cause.
class StoreTrouble : public IngestTest, public testing::WithParamInterface<Error::Code> {};

TEST_P(StoreTrouble, CostsNoMessageAndAcknowledgesNone) {
  flaky_.fail_next(1'000'000, Error{.code = GetParam(), .message = "disk I/O error", .can_retry = false});
  start({});
  for (int seq = 1; seq <= 8; ++seq) give(seq);
  EXPECT_TRUE(test::eventually([&] { return own_health_.readiness().json.find("disk I/O error") != std::string::npos; }));
  EXPECT_FALSE(own_health_.readiness().is_ok);
  EXPECT_TRUE(acks().empty());

  flaky_.fail_next(0);
  EXPECT_TRUE(test::eventually([&] { return is_acknowledged_to(8); }));
  EXPECT_TRUE(test::eventually([&] { return own_health_.readiness().is_ok; }));
  EXPECT_EQ(dead_letters(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Ingest, StoreTrouble,
                         testing::Values(Error::kCorrupt, Error::kInternal, Error::kExhausted, Error::kNotFound,
                                         Error::kTimeout),
                         [](const auto& of) { return std::string(name_of(of.param)); });

TEST_F(IngestTest, DeadLettersAndStatesWaitForTheStoreToo) {
  flaky_.fail_next(20, Error{.code = Error::kCorrupt, .message = "malformed", .can_retry = false});
  start({});
  under_test_->on_message("drone/01/detections", "no JSON");
  under_test_->on_message("drone/01/status", R"({"drone_id":"drone-01","state":"online"})");
  under_test_->on_message("drone/01/command_results", R"({"id":"c1","status":"done"})");
  EXPECT_TRUE(test::eventually([&] { return dead_letters() == 1; }));
  EXPECT_TRUE(test::eventually([&] { return store_->drone(service_, *DroneId::parse("drone-01"))->status.has_value(); }));
  EXPECT_TRUE(test::eventually([&] { return store_->audit(service_, {})->items.front().action == "command.answer"; }));
}

TEST_F(IngestTest, StrangersAreToldNothingAndHeardOfInABoundedNumber) {
  start({});
  for (int i = 0; i < 1500; ++i) {
    const std::string name = "stranger-" + std::to_string(i);
    under_test_->on_message("drone/" + name + "/telemetry",
                            R"({"drone_id":")" + name + R"(","timestamp":"2025-09-24T09:10:15Z"})");
    under_test_->on_message("drone/" + name + "/status", R"({"drone_id":")" + name + R"(","state":"online"})");
  }
  give(1);
  EXPECT_TRUE(test::eventually([&] { return is_acknowledged_to(1); }));
  under_test_->stop();
  const auto heard = heard_.drones();
  EXPECT_TRUE(heard.contains(*DroneId::parse("drone-01")));
  EXPECT_TRUE(heard.contains(*DroneId::parse("stranger-7"))) << "so that somebody can enrol it";
  EXPECT_EQ(heard.size(), 1001U);
  EXPECT_EQ(bus_.said_on("drone/01/rules").size(), 1U);
  EXPECT_TRUE(bus_.said_on("drone/stranger-7/rules").empty()) << "it would stay with the broker for ever";
}

TEST_F(IngestTest, AnswerOfADroneNobodyEnrolledIsADeadLetterAndNoPartOfTheAuditTrail) {
  start({});
  const std::string answer = R"({"id":"c1","status":"done","message":"trust me"})";
  under_test_->on_message("drone/stranger/command_results", answer);
  EXPECT_TRUE(test::eventually([&] { return dead_letters() == 1; }));
  EXPECT_NE(store_->dead_letters(service_, {})->items.front().payload.find("trust me"), std::string::npos);
  under_test_->on_message("drone/01/command_results", answer);
  EXPECT_TRUE(test::eventually([&] { return store_->audit(service_, {})->items.front().action == "command.answer"; }));
  EXPECT_EQ(store_->audit(service_, {})->items.front().actor, "drone:drone-01");
  EXPECT_EQ(store_->audit(service_, {})->items.front().detail, "c1 done: trust me");
  EXPECT_EQ(dead_letters(), 1U);
}

TEST_F(IngestTest, EvidenceOfMoreThanAnHourIsADeadLetterAndIsNotSentAgain) {
  start({});
  const auto attachment = [](int seq, std::string_view to) {
    return R"({"type":"attachment","drone_id":"drone-01","epoch":"e1","seq":)" + std::to_string(seq) +
           R"(,"kind":"clip","key":"drone-01/clip.mp4","sha256":")" + std::string(64, 'a') +
           R"(","bytes":1,"from":"2025-09-24T09:00:00Z","to":")" + std::string(to) +
           R"(","timestamp":"2025-09-24T09:00:00Z"})";
  };
  under_test_->on_message("drone/01/events", attachment(1, "2025-09-24T10:00:00Z"));
  under_test_->on_message("drone/01/events", attachment(2, "2026-09-24T09:00:00Z"));
  EXPECT_TRUE(test::eventually([&] { return is_acknowledged_to(2); }));
  EXPECT_EQ(dead_letters(), 1U);
  EXPECT_NE(store_->dead_letters(service_, {})->items.front().reason.find("hour"), std::string::npos);
}

TEST_F(IngestTest, SameMessageAgainIsAcknowledgedAgainAndStoredOnce) {
  start({});
  give(1);
  EXPECT_TRUE(test::eventually([&] { return acks().size() == 1; }));
  give(1);
  EXPECT_TRUE(test::eventually([&] { return acks().size() == 2; }));
  EXPECT_EQ(heard_.frames().size(), 1U);
}

TEST_F(IngestTest, OneMessageTheStoreRefusesCostsNoOther) {
  flaky_.refuse_frame("frame-0004");
  flaky_.fail_next(1);  // so that the others gather behind the first
  start({});
  for (int seq = 1; seq <= 8; ++seq) give(seq);
  EXPECT_TRUE(test::eventually([&] { return heard_.frames().size() == 7; }));
  EXPECT_TRUE(test::eventually([&] { return !store_->dead_letters(service_, {})->items.empty(); }));
  EXPECT_NE(store_->dead_letters(service_, {})->items.front().payload.find("frame-0004"), std::string::npos);
  EXPECT_TRUE(test::eventually([&] { return is_acknowledged_to(8); })) << "the refused one is named in the ledger";
}

TEST_F(IngestTest, RefusedMessageWithAnIdIsNamedInTheLedgerAndAcknowledged) {
  start({});
  give(1);
  under_test_->on_message("drone/01/detections",
                          R"({"drone_id":"drone-01","timestamp":"yesterday","detections":[],"epoch":"e1","seq":2})");
  give(3);
  EXPECT_TRUE(test::eventually([&] { return is_acknowledged_to(3); })) << "its drone must not send it for ever";
  EXPECT_TRUE(test::eventually([&] { return !store_->dead_letters(service_, {})->items.empty(); }));
}

TEST_F(IngestTest, MessageOfTheFutureIsKeptByItsDroneBecauseOurClockMayBeWrong) {
  start({});
  under_test_->on_message(
      "drone/01/detections",
      R"({"drone_id":"drone-01","timestamp":"2199-01-01T00:00:00Z","detections":[],"epoch":"e1","seq":2})");
  give(1);
  give(3);
  EXPECT_TRUE(test::eventually([&] { return !store_->dead_letters(service_, {})->items.empty(); }));
  const auto is_said = [&](std::string_view range) {
    return std::ranges::any_of(acks(), [range](const std::string& one) { return one.contains(range); });
  };
  EXPECT_TRUE(test::eventually([&] { return is_said("[1,1]") && is_said("[3,3]"); }));
  EXPECT_FALSE(is_said("[1,3]"));
  EXPECT_TRUE(test::eventually([&] { return is_said(R"("ranges":[],"put_off":[[2,2]])"); })) << "so that it keeps it";
}

TEST_F(IngestTest, FullLineDropsAndAcknowledgesNothingOfIt) {
  flaky_.fail_next(1'000'000);
  start({.max_waiting = 3});
  for (int seq = 1; seq <= 9; ++seq) give(seq);
  EXPECT_TRUE(own_metrics_.exposition().find("eyrie_gateway_dropped_messages_total 0") == std::string::npos);
  flaky_.fail_next(0);
  EXPECT_TRUE(test::eventually([&] { return heard_.frames().size() >= 3; }));
  int first = 0;
  const auto send_again_until_all_are_there = [&] {  // each in turn comes first, so that none is dropped every time
    for (int i = 0; i < 9; ++i) give(1 + (first + i) % 9);
    ++first;
    return heard_.frames().size() >= 9;
  };
  EXPECT_TRUE(test::eventually(send_again_until_all_are_there));
  EXPECT_TRUE(test::eventually([&] { return is_acknowledged_to(9); }));
}

TEST_F(IngestTest, StopIsPromptWhileTheStoreIsAway) {
  flaky_.fail_next(1'000'000);
  start({});
  give(1);
  EXPECT_TRUE(test::eventually([&] { return !own_health_.readiness().is_ok; }));
  const SteadyTime began = clock_.steady_now();
  under_test_->stop();
  EXPECT_LT(clock_.steady_now() - began, std::chrono::seconds(2));
  EXPECT_TRUE(acks().empty());
}

TEST_F(IngestTest, TopicsThatAreNotForStoringAreRefused) {
  start({});
  for (const char* topic : {"drone/01/rules", "drone/01", "other/01/detections", "drone/../detections"}) {
    under_test_->on_message(topic, "{}");
  }
  EXPECT_TRUE(test::eventually([&] { return dead_letters() == 4; }));
}

}  // namespace
}  // namespace eyrie::gateway
