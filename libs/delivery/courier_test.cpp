// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "delivery/courier.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include <gtest/gtest.h>

#include "tests/support/child_process.hpp"
#include "tests/support/journal_compliance.hpp"
#include "tests/support/memory_journal.hpp"

namespace eyrie::test {

struct MemoryTraits {
  [[nodiscard]] static std::unique_ptr<Journal> make() { return std::make_unique<MemoryJournal>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, JournalCompliance, MemoryTraits);

}  // namespace eyrie::test

namespace eyrie::delivery {
namespace {

using namespace std::chrono_literals;
using test::entry;
using test::eventually;
using test::MemoryJournal;

/// Time that a test moves.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return Timestamp{} + steady_now().time_since_epoch(); }
  [[nodiscard]] SteadyTime steady_now() const override {
    ++looks_;
    return SteadyTime{std::chrono::nanoseconds{now_ns_.load()}};
  }
  void advance(std::chrono::nanoseconds by) { now_ns_ += by.count(); }
  /// How often somebody wanted to know the time.
  [[nodiscard]] std::uint64_t looks() const { return looks_; }

 private:
  std::atomic<std::int64_t> now_ns_{1'000'000'000};
  mutable std::atomic<std::uint64_t> looks_{0};
};

/// Notes what is published; can be without a connection or without room.
class FakeUplink final : public Uplink {
 public:
  [[nodiscard]] Status publish(Stream, std::string_view payload, Completion done) override {
    {
      const std::lock_guard lock(mutex_);
      if (!is_connected_) return fail_for_now(Error::kUnavailable, "no connection");
      if (room_ == 0) return fail_for_now(Error::kExhausted, "no room");
      --room_;
      ++times_[std::string(payload)];
    }
    done({});
    return {};
  }
  [[nodiscard]] bool is_connected() const override {
    const std::lock_guard lock(mutex_);
    return is_connected_;
  }
  void set_connected(bool is_connected) {
    const std::lock_guard lock(mutex_);
    is_connected_ = is_connected;
  }
  void set_room(std::size_t room) {
    const std::lock_guard lock(mutex_);
    room_ = room;
  }
  [[nodiscard]] int times(const std::string& payload) const {
    const std::lock_guard lock(mutex_);
    const auto found = times_.find(payload);
    return found == times_.end() ? 0 : found->second;
  }
  [[nodiscard]] std::size_t distinct() const {
    const std::lock_guard lock(mutex_);
    return times_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> times_;
  std::size_t room_ = 1'000'000;
  bool is_connected_ = true;
};

class CourierTest : public testing::Test {
 protected:
  std::unique_ptr<Courier> start(OutboxOptions outbox = {}) {
    Courier::Options options;
    options.outbox = outbox;
    options.retry_after = 1ms;
    options.compose_tombstone = [this](const MessageId&, SeqRange range) {
      if (while_burying_) while_burying_();
      return "tombstone " + std::to_string(range.first) + '-' + std::to_string(range.last);
    };
    return *Courier::start(std::move(options), journal_, uplink_, clock_);
  }
  static std::string payload(std::uint64_t seq, const std::string& text = "x") {
    return "memory-epoch:" + std::to_string(seq) + ':' + text;
  }
  static MessageId append(Courier& courier, Urgency urgency = Urgency::kTelemetry) {
    return *courier.append(urgency, Stream::kTelemetry, entry("x").compose);
  }

  MemoryJournal journal_;
  FakeUplink uplink_;
  ManualClock clock_;
  std::function<void()> while_burying_;
};

TEST_F(CourierTest, CarriesAMessageAndForgetsItWhenAcknowledged) {
  const auto courier = start();
  courier->on_gateway(true, "g1");
  const MessageId id = append(*courier);
  EXPECT_EQ(id, (MessageId{"memory-epoch", 1}));
  EXPECT_TRUE(eventually([&] { return uplink_.times(payload(1)) == 1; }));
  EXPECT_EQ(courier->ledger(),
            (CourierLedger{.epoch = "memory-epoch", .next_seq = 2, .acknowledged = 0, .waiting = 1, .tombstoned = 0}));
  courier->on_acknowledged("memory-epoch", {{1, 1}});
  EXPECT_TRUE(eventually([&] { return journal_.stats().entries == 0; }));
  EXPECT_EQ(courier->ledger(),
            (CourierLedger{.epoch = "memory-epoch", .next_seq = 2, .acknowledged = 1, .waiting = 0, .tombstoned = 0}));
}

TEST_F(CourierTest, StreamsOnlyWhileAGatewayIsThere) {
  const auto courier = start();
  append(*courier);
  clock_.advance(1h);
  courier->on_connection(true);
  EXPECT_EQ(uplink_.distinct(), 0U);
  courier->on_gateway(true, "g1");
  EXPECT_TRUE(eventually([&] { return uplink_.distinct() == 1; }));
}

TEST_F(CourierTest, WhatWaitedInTheJournalGoesOutAfterARestart) {
  {
    const auto courier = start();
    for (int i = 0; i < 5; ++i) append(*courier);
  }
  const auto courier = start();
  courier->on_gateway(true, "g1");
  EXPECT_TRUE(eventually([&] { return uplink_.distinct() == 5; }));
}

TEST_F(CourierTest, LostAcknowledgementIsMadeGoodByATimeOut) {
  const auto courier = start({.resend_after = 5s});
  courier->on_gateway(true, "g1");
  append(*courier);
  ASSERT_TRUE(eventually([&] { return uplink_.times(payload(1)) == 1; }));
  clock_.advance(5s);
  EXPECT_TRUE(eventually([&] { return uplink_.times(payload(1)) == 2; }));
  EXPECT_EQ(courier->counters().resent, 1U);
}

TEST_F(CourierTest, AnotherGatewayGetsEverythingAgain) {
  const auto courier = start();
  courier->on_gateway(true, "g1");
  append(*courier);
  ASSERT_TRUE(eventually([&] { return uplink_.times(payload(1)) == 1; }));
  courier->on_gateway(true, "g1");
  courier->on_gateway(true, "g2");
  EXPECT_TRUE(eventually([&] { return uplink_.times(payload(1)) == 2; }));
}

TEST_F(CourierTest, UplinkWithoutRoomIsTriedAgainAndNothingIsSkipped) {
  uplink_.set_room(3);
  const auto courier = start();
  courier->on_gateway(true, "g1");
  for (int i = 0; i < 10; ++i) append(*courier);
  ASSERT_TRUE(eventually([&] { return uplink_.distinct() == 3 && courier->counters().send_failures > 0; }));
  uplink_.set_room(100);
  EXPECT_TRUE(eventually([&] { return uplink_.distinct() == 10; }));
}

TEST_F(CourierTest, AcknowledgementsOfAnotherJournalAreIgnored) {
  const auto courier = start();
  append(*courier);
  courier->on_acknowledged("some-other-epoch", {{1, 1}});
  EXPECT_EQ(courier->counters().foreign_acks, 1U);
  EXPECT_EQ(courier->ledger().waiting, 1U);
}

TEST_F(CourierTest, OverItsBudgetItBuriesTheLeastUrgentAndTellsOfIt) {
  const auto courier = start({.max_waiting = 1000_B});
  append(*courier, Urgency::kAlert);
  for (int i = 0; i < 99; ++i) append(*courier, Urgency::kTelemetry);
  ASSERT_TRUE(eventually([&] { return courier->counters().waiting_bytes.value <= 1000; }));
  const auto ledger = courier->ledger();
  EXPECT_EQ(ledger.next_seq, 101U);
  EXPECT_GT(ledger.tombstoned, 20U);
  courier->on_gateway(true, "g1");
  EXPECT_TRUE(eventually([&] { return uplink_.times(payload(1)) == 1; })) << "the alert is kept";
  EXPECT_EQ(uplink_.times(payload(2)), 0) << "the oldest telemetry is not";
  const std::string tombstone = "tombstone 2-" + std::to_string(1 + ledger.tombstoned);
  EXPECT_TRUE(eventually([&] { return uplink_.times(tombstone) == 1; })) << tombstone;
  EXPECT_EQ(ledger.waiting + ledger.tombstoned, 100U);
  EXPECT_EQ(ledger.acknowledged, 0U);
}

TEST_F(CourierTest, OverItsBudgetWithNothingLeftToBuryItSleeps) {
  const auto courier = start({.max_waiting = 10_B});
  append(*courier);
  ASSERT_TRUE(eventually([&] { return courier->ledger().tombstoned == 1; }));
  ASSERT_GT(courier->counters().waiting_bytes.value, 10U) << "the tombstone alone is more than the budget";
  // It looks again ten times a second; without sleep in between these looks are over at once, on any machine.
  const auto began = std::chrono::steady_clock::now();
  const std::uint64_t looks = clock_.looks() + 4;
  ASSERT_TRUE(eventually([&] { return clock_.looks() >= looks; }));
  EXPECT_GT(std::chrono::steady_clock::now() - began, 150ms);
}

TEST_F(CourierTest, FullDiskMakesRoomForWhatIsNew) {
  const auto courier = start();
  for (int i = 0; i < 10; ++i) append(*courier);
  journal_.fill();
  EXPECT_EQ(append(*courier, Urgency::kAlert).seq, 11U);
  EXPECT_EQ(courier->counters().lost, 0U);
  EXPECT_GT(courier->ledger().tombstoned, 0U);
}

TEST_F(CourierTest, WhenNothingIsLeftToGiveUpTheLossIsCounted) {
  const auto courier = start();
  journal_.fill();
  const auto id = courier->append(Urgency::kAlert, Stream::kEvents, entry("x").compose);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().code, Error::kExhausted);
  EXPECT_EQ(courier->counters().lost, 1U);
  EXPECT_FALSE(courier->counters().last_error.empty());
}

TEST_F(CourierTest, ThousandsOfSmallRangesAreBuriedInFewTransactions) {
  const auto courier = start({.max_waiting = 30_KiB});
  for (int i = 0; i < 1000; ++i) {
    append(*courier, Urgency::kAlert);
    append(*courier, Urgency::kTelemetry);
  }
  EXPECT_TRUE(eventually([&] { return courier->counters().waiting_bytes <= 30_KiB; }));
  EXPECT_LT(journal_.burials(), 100U);
  const auto ledger = courier->ledger();
  EXPECT_GT(ledger.tombstoned, 300U);
  EXPECT_EQ(ledger.waiting + ledger.tombstoned, 2000U);
}

TEST_F(CourierTest, StopDoesNotWaitForALongBurial) {
  {
    const auto courier = start();
    for (int i = 0; i < 20'000; ++i) append(*courier, i % 2 == 0 ? Urgency::kAlert : Urgency::kTelemetry);
  }
  std::atomic<bool> has_begun = false;
  std::atomic<bool> may_go_on = false;
  while_burying_ = [&] {
    has_begun = true;
    while (!may_go_on) std::this_thread::yield();
  };
  const auto courier = start({.max_waiting = 1_KiB});
  ASSERT_TRUE(eventually([&] { return has_begun.load(); }));
  std::jthread stopper([&] { courier->stop(); });
  // It is told to stop before the first transaction is through, or it does a few more.
  may_go_on = true;
  stopper.join();
  EXPECT_LT(journal_.burials(), 20U) << "all would have been 39 transactions";
}

TEST_F(CourierTest, AcknowledgementInTheMiddleOfABurialLeavesEveryNumberWithOneFate) {
  std::unique_ptr<Courier> courier = start({.max_waiting = 600_B});
  while_burying_ = [&] { courier->on_acknowledged("memory-epoch", {{1, 40}}); };
  for (int i = 0; i < 60; ++i) append(*courier);
  EXPECT_TRUE(eventually([&] { return courier->ledger().waiting + courier->ledger().tombstoned < 60; }));
  EXPECT_TRUE(eventually([&] { return courier->counters().waiting_bytes <= 600_B; }));
  courier->on_acknowledged("memory-epoch", {{1, 60}});
  EXPECT_TRUE(eventually([&] { return journal_.stats().entries == 0; }));
  const auto ledger = courier->ledger();
  EXPECT_EQ(ledger.waiting, 0U);
  EXPECT_EQ(ledger.acknowledged + ledger.tombstoned, 60U);
  EXPECT_EQ(ledger.tombstoned, journal_.stats().tombstoned);
}

TEST_F(CourierTest, TelemetryNeverPushesOutAnAlert) {
  const auto courier = start();
  for (int i = 0; i < 10; ++i) append(*courier, Urgency::kAlert);
  journal_.fill();
  EXPECT_FALSE(courier->append(Urgency::kTelemetry, Stream::kTelemetry, entry("x").compose));
  EXPECT_EQ(courier->ledger().tombstoned, 0U);
  EXPECT_EQ(courier->counters().lost, 1U);
}

TEST_F(CourierTest, LateLastWillOfAGatewayThatWasReplacedSilencesNobody) {
  const auto courier = start();
  EXPECT_TRUE(courier->on_gateway(true, "g1"));
  EXPECT_TRUE(courier->on_gateway(true, "g2"));
  EXPECT_FALSE(courier->on_gateway(false, "g1"));
  append(*courier);
  EXPECT_TRUE(eventually([&] { return uplink_.times(payload(1)) == 1; }));
  EXPECT_TRUE(courier->on_gateway(false, "g2"));
  append(*courier);
  EXPECT_TRUE(courier->on_gateway(true, "g2"));
  EXPECT_TRUE(eventually([&] { return uplink_.times(payload(2)) == 1; }));
}

TEST_F(CourierTest, WhatTheGatewayPutsOffHoldsUpNothingAndIsSentAgainLater) {
  const auto courier = start({.max_in_flight = 4, .ask_again_after = 30s});
  courier->on_gateway(true, "g1");
  for (int i = 0; i < 4; ++i) append(*courier);
  ASSERT_TRUE(eventually([&] { return uplink_.distinct() == 4; }));
  courier->on_put_off("some-other-epoch", {{1, 4}});
  EXPECT_EQ(courier->counters().put_off, 0U);
  courier->on_put_off("memory-epoch", {{1, 4}});
  EXPECT_EQ(courier->counters().put_off, 4U);
  append(*courier);
  EXPECT_TRUE(eventually([&] { return uplink_.times(payload(5)) == 1; }));
  EXPECT_EQ(courier->ledger().waiting, 5U) << "they are kept";
  courier->on_acknowledged("memory-epoch", {{5, 5}});
  clock_.advance(30s);
  ASSERT_TRUE(eventually([&] { return uplink_.times(payload(1)) == 2; })) << "the oldest is tried";
  courier->on_acknowledged("memory-epoch", {{1, 1}});
  EXPECT_TRUE(eventually([&] { return uplink_.times(payload(2)) == 2; })) << "it was taken, so the rest follows";
}

TEST_F(CourierTest, StopIsPromptWithWorkLeft) {
  const auto courier = start();
  uplink_.set_room(0);
  courier->on_gateway(true, "g1");
  for (int i = 0; i < 10; ++i) append(*courier);
  const auto begin = std::chrono::steady_clock::now();
  courier->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
  EXPECT_EQ(journal_.stats().entries, 10U);
}

}  // namespace
}  // namespace eyrie::delivery
