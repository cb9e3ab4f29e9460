// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "fleet/store.hpp"

namespace eyrie::fleet::compliance {

/// A clock that stands until it is moved. Thread-safe.
class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_nanoseconds(ns_); }
  [[nodiscard]] SteadyTime steady_now() const override { return SteadyTime(std::chrono::nanoseconds(ns_)); }
  void advance(std::chrono::nanoseconds by) { ns_ += by.count(); }

 private:
  std::atomic<std::int64_t> ns_{1'758'705'015'000'000'000};  // 2025-09-24T09:10:15Z
};

/// An empty store of two drones, an admin and an operator, and what is put into it.
template <typename Adapter>
class StoreFixture : public testing::Test {
 protected:
  using Seconds = std::chrono::seconds;
  using Millis = std::chrono::milliseconds;

  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("eyrie-store-" + crypto::to_hex(crypto::sha256(unique_name())).substr(0, 16));
    std::filesystem::create_directories(folder_);
    reopen();
    ASSERT_TRUE(store_->enrol(service_, drone_, "First", crypto::sha256("token of drone-01")));
    ASSERT_TRUE(store_->enrol(service_, other_drone_, "", crypto::sha256("token of drone-02")));
    ASSERT_TRUE(store_->create_user(service_,
                                    {.name = "ada", .display_name = "Ada", .role = Role::kAdmin, .password_hash = "hash"}));
    ASSERT_TRUE(store_->create_user(service_,
                                    {.name = "olga", .display_name = "", .role = Role::kOperator, .password_hash = "hash"}));
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void reopen() {
    store_.reset();
    auto opened = Adapter::open(folder_, clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }

  static std::string unique_name() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    return std::string(info->test_suite_name()) + info->name() +
           std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
  }

  [[nodiscard]] Timestamp at(int ms) const { return start_ + Millis(ms); }

  /// One person without helmet, a frame every 100 ms.
  [[nodiscard]] DetectionReport report(std::uint64_t seq, std::string track = "t1", std::string epoch = "e1") const {
    DetectionReport report;
    report.drone = drone_;
    report.message = MessageId{.epoch = std::move(epoch), .seq = seq};
    report.captured_at = at(static_cast<int>(seq) * 100);
    report.frame_id = to_string(FrameId{seq});
    report.model = "ppe@1234";
    report.width = 1920;
    report.height = 1080;
    report.objects.push_back(
        {.class_name = "NO-Hardhat",
         .confidence = 0.5 + static_cast<double>(seq % 40) / 100,
         .box = {.x_min = 0.1, .y_min = 0.2, .x_max = 0.3, .y_max = 0.6},
         .track_id = std::move(track),
         .position = GroundPosition{
             .lat_deg = 28.7, .lon_deg = 77.1, .alt_m = 210, .semi_major_m = 4, .semi_minor_m = 2, .orientation_deg = 35}});
    return report;
  }
  [[nodiscard]] TelemetrySample sample(std::uint64_t seq, int ms) const {
    TelemetrySample sample;
    sample.drone = drone_;
    sample.message = MessageId{.epoch = "e1", .seq = seq};
    sample.time = at(ms);
    sample.lat_deg = 28.7;
    sample.battery_percent = 72;
    sample.gimbal = Attitude{.roll_deg = 0, .pitch_deg = -90, .yaw_deg = 12};
    return sample;
  }
  [[nodiscard]] Attachment attachment(std::uint64_t seq, AttachmentKind kind, int from_ms, int to_ms) const {
    const bool is_clip = kind == AttachmentKind::kClip;
    return {.drone = drone_,
            .message = {.epoch = "e1", .seq = seq},
            .kind = kind,
            .key = is_clip ? "drone-01/2025/09/24/clip_1.mp4" : "drone-01/2025/09/24/frame_1.jpg",
            .sha256 = crypto::to_hex(crypto::sha256("bytes")),
            .size = {5},
            .media_type = is_clip ? "video/mp4" : "image/jpeg",
            .from = at(from_ms),
            .to = at(to_ms),
            .track_ids = {"t1"},
            .frame_id = to_string(FrameId{static_cast<std::uint64_t>(from_ms / 100)}),
            .captured_at = at(from_ms)};
  }

  [[nodiscard]] Tombstone tombstone(std::uint64_t first, std::uint64_t last) const {
    Tombstone lost;
    lost.drone = drone_;
    lost.message = MessageId{.epoch = "e1", .seq = first};
    lost.first = first;
    lost.last = last;
    lost.reason = "byte budget";
    return lost;
  }

  Result<IngestOutcome> ingest(std::vector<IngestItem> items, const RuleHook& rules = {}) {
    return store_->ingest(service_, items, rules);
  }
  /// Opens an incident at the first frame.
  RuleHook first_frame_rule() {
    Rule rule = default_rules().rules.front();
    rule.hits_needed = rule.window_frames = 1;
    engine_ = std::make_shared<RuleEngine>(*RuleEngine::create({.version = 1, .rules = {rule}}));
    return [engine = engine_](const DetectionReport& one) { return engine->evaluate(one); };
  }
  Incident open_incident() {
    auto outcome = ingest({report(1)}, first_frame_rule());
    EXPECT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->incidents.size(), 1U);
    return outcome->incidents.at(0).incident;
  }

  std::filesystem::path folder_;
  ManualClock clock_;
  const Timestamp start_ = clock_.now();
  std::unique_ptr<FleetStore> store_;
  std::shared_ptr<RuleEngine> engine_;
  const DroneId drone_ = *DroneId::parse("drone-01");
  const DroneId other_drone_ = *DroneId::parse("drone-02");
  const Principal service_ = Principal::service("gateway");
  const Principal viewer_ = Principal::user("vera", Role::kViewer);
  const Principal operator_ = Principal::user("olga", Role::kOperator);
  const Principal admin_ = Principal::user("ada", Role::kAdmin);
};

}  // namespace eyrie::fleet::compliance
