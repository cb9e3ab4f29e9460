// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "fleet/store.hpp"

/// What every `FleetStore` has to do, whatever it is made of. An adapter's test says how one is opened and gets all of it:
///
///     struct Sqlite {
///       static Result<std::unique_ptr<FleetStore>> open(const std::filesystem::path& folder, const Clock& clock);
///     };
///     INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, FleetStoreCompliance, Sqlite);
///
/// `open` on a folder that was used before finds what was committed there.
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

template <typename Adapter>
class FleetStoreCompliance : public testing::Test {
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

TYPED_TEST_SUITE_P(FleetStoreCompliance);

TYPED_TEST_P(FleetStoreCompliance, WhatWasReportedIsReadBackToTheMillisecond) {
  auto flagged = this->report(2);
  flagged.is_flagged = true;
  flagged.frame_key = "drone-01/2025/09/24/frame_2.jpg";
  flagged.objects.push_back(
      {.class_name = "person", .confidence = 0.9, .box = {}, .track_id = "", .position = std::nullopt});
  DetectionReport empty = this->report(3);
  empty.objects.clear();
  ASSERT_TRUE(this->ingest({this->report(1), flagged, empty}));

  const auto reports = this->store_->detections(this->viewer_, this->drone_, {this->at(0), this->at(1000)}, 100);
  ASSERT_TRUE(reports) << reports.error().message;
  EXPECT_EQ(*reports, (std::vector<DetectionReport>{this->report(1), flagged, empty}));
  EXPECT_EQ(this->store_->detections(this->viewer_, this->drone_, {this->at(150), this->at(250)}, 100)->size(), 1U);
  EXPECT_EQ(this->store_->detections(this->viewer_, this->drone_, {this->at(0), this->at(1000)}, 2)->size(), 2U);
  EXPECT_TRUE(this->store_->detections(this->viewer_, this->other_drone_, {this->at(0), this->at(1000)}, 100)->empty());
}

TYPED_TEST_P(FleetStoreCompliance, AMessageIsStoredOnceHoweverOftenItComes) {
  const auto first = this->ingest({this->report(1), this->report(2), this->report(1)});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->items, (std::vector{ItemOutcome::kStored, ItemOutcome::kStored, ItemOutcome::kDuplicate}));
  const auto again = this->ingest({this->report(2), this->report(3)});
  EXPECT_EQ(again->items, (std::vector{ItemOutcome::kDuplicate, ItemOutcome::kStored}));
  EXPECT_EQ(this->store_->counts(this->viewer_)->detections, 3U);
  // The same number of another journal is another message.
  EXPECT_EQ(this->ingest({this->report(1, "t1", "e2")})->items, (std::vector{ItemOutcome::kStored}));
}

TYPED_TEST_P(FleetStoreCompliance, WithoutANumberContentTellsMessagesApart) {
  auto foreign = this->report(1);
  foreign.message.reset();
  auto later = foreign;
  later.captured_at += std::chrono::milliseconds(1);
  const auto outcome = this->ingest({foreign, later, foreign});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->items, (std::vector{ItemOutcome::kStored, ItemOutcome::kStored, ItemOutcome::kDuplicate}));
  EXPECT_TRUE(outcome->acknowledgements.empty());
}

TYPED_TEST_P(FleetStoreCompliance, AcknowledgesWholeCommittedRangesAlsoOfRepeats) {
  ASSERT_TRUE(this->ingest({this->report(1), this->report(2), this->report(9)}));
  const auto outcome = this->ingest({this->report(3), this->report(1)});
  ASSERT_EQ(outcome->acknowledgements.size(), 1U);
  EXPECT_EQ(outcome->acknowledgements[0].drone, this->drone_);
  EXPECT_EQ(outcome->acknowledgements[0].epoch, "e1");
  EXPECT_EQ(outcome->acknowledgements[0].ranges, (delivery::RangeSet{{1, 3}}));
  EXPECT_EQ(this->ingest({this->report(9)})->acknowledgements[0].ranges, (delivery::RangeSet{{9, 9}}));
}

TYPED_TEST_P(FleetStoreCompliance, TheLedgerSaysWhatIsMissingWaitingAndLost) {
  std::vector<IngestItem> items{this->report(1), this->report(2), this->report(10)};
  ASSERT_TRUE(this->ingest(items));
  EXPECT_EQ(this->store_->drone(this->viewer_, this->drone_)->ledger.missing, 7U);

  DroneStatus status;
  status.drone = this->drone_;
  status.presence = Presence::kOnline;
  status.epoch = "e1";
  status.ledger = LedgerStatus{.next_seq = 13, .acknowledged = 3, .waiting = 5, .tombstoned = 4};
  ASSERT_TRUE(this->store_->record_status(this->service_, status));
  Tombstone lost;
  lost.drone = this->drone_;
  lost.message = MessageId{.epoch = "e1", .seq = 4};
  lost.first = 4;
  lost.last = 7;
  lost.reason = "byte budget";
  ASSERT_TRUE(this->ingest({Event(lost)}));

  const auto ledger = this->store_->drone(this->viewer_, this->drone_)->ledger;
  EXPECT_EQ(ledger.epoch, "e1");
  EXPECT_EQ(ledger.highest, 10U);
  EXPECT_EQ(ledger.committed, 3U);
  EXPECT_EQ(ledger.tombstoned, 4U);
  EXPECT_EQ(ledger.waiting, 5U);
  EXPECT_EQ(ledger.missing, 0U) << "3, 8 and 9 are among those the drone still holds";
  EXPECT_EQ(ledger.gaps, (std::vector<delivery::SeqRange>{{3, 3}, {8, 9}}));
  const auto gaps = this->store_->gaps(this->viewer_, this->drone_, {this->at(-1000), this->at(1000)});
  ASSERT_EQ(gaps->size(), 1U);
  EXPECT_EQ(gaps->front().first, (MessageId{"e1", 4}));
  EXPECT_EQ(gaps->front().last_seq, 7U);
  EXPECT_EQ(gaps->front().reason, "byte budget");
}

TYPED_TEST_P(FleetStoreCompliance, ATombstoneOverAMessageThatDidComeNamesTheOthersAndIsAcknowledgedWhole) {
  ASSERT_TRUE(this->ingest({this->report(5)}));  // its acknowledgement is lost, and the edge buries it with what follows
  Tombstone lost;
  lost.drone = this->drone_;
  lost.message = MessageId{.epoch = "e1", .seq = 5};
  lost.first = 5;
  lost.last = 9;
  lost.reason = "byte budget";
  const auto outcome = this->ingest({Event(lost)});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->acknowledgements[0].ranges, (delivery::RangeSet{{5, 9}}));
  EXPECT_EQ(this->store_->drone(this->viewer_, this->drone_)->ledger.tombstoned, 4U) << "5 is here";

  // The edge has not heard of that either, and the tombstone has grown.
  lost.last = 12;
  EXPECT_EQ(this->ingest({Event(lost)})->acknowledgements[0].ranges, (delivery::RangeSet{{5, 12}}));
  EXPECT_EQ(this->ingest({Event(lost)})->items, (std::vector{ItemOutcome::kDuplicate}));
  EXPECT_EQ(this->store_->drone(this->viewer_, this->drone_)->ledger.tombstoned, 7U);
}

TYPED_TEST_P(FleetStoreCompliance, AnUnknownDroneIsHeldPendingUntilSomebodyEnrolsIt) {
  auto stranger = this->report(1);
  stranger.drone = *DroneId::parse("drone-99");
  const auto outcome = this->ingest({stranger, this->report(1)});
  EXPECT_EQ(outcome->items, (std::vector{ItemOutcome::kRefused, ItemOutcome::kStored}));
  EXPECT_EQ(outcome->pending, (std::vector{stranger.drone}));
  EXPECT_EQ(outcome->acknowledgements.size(), 1U) << "nothing of the stranger is acknowledged";
  EXPECT_EQ(this->store_->drone(this->viewer_, stranger.drone)->enrolment, Enrolment::kPending);
  EXPECT_EQ(this->store_->note_in_audit(Principal::drone(stranger.drone), {.action = "command.answer"}).error().code,
            Error::kPermissionDenied)
      << "what strangers say is no part of the audit trail";
  DroneStatus status;
  status.drone = stranger.drone;
  EXPECT_EQ(this->store_->record_status(this->service_, status), Enrolment::kPending);

  EXPECT_EQ(this->store_->enrol(this->operator_, stranger.drone, "", {}).error().code, Error::kPermissionDenied);
  ASSERT_TRUE(this->store_->enrol(this->admin_, stranger.drone, "", crypto::sha256("token")));
  EXPECT_EQ(this->ingest({stranger})->items, (std::vector{ItemOutcome::kStored}));
  EXPECT_EQ(this->store_->drone_by_token(this->service_, crypto::sha256("token")), stranger.drone);

  ASSERT_TRUE(this->store_->retire(this->admin_, stranger.drone));
  stranger.message->seq = 2;
  EXPECT_EQ(this->ingest({stranger})->items, (std::vector{ItemOutcome::kRefused}));
  EXPECT_EQ(this->store_->drone_by_token(this->service_, crypto::sha256("token")).error().code, Error::kUnauthenticated);
  EXPECT_EQ(this->store_->detections(this->viewer_, stranger.drone, {this->at(0), this->at(1000)}, 10)->size(), 1U);
}

TYPED_TEST_P(FleetStoreCompliance, ADroneHandsInItsOwnMessagesOnly) {
  const std::vector<IngestItem> items{this->report(1)};
  EXPECT_EQ(this->store_->ingest(Principal::drone(this->other_drone_), items, {}).error().code, Error::kPermissionDenied);
  EXPECT_EQ(this->store_->ingest(this->admin_, items, {}).error().code, Error::kPermissionDenied);
  EXPECT_EQ(this->store_->counts(this->viewer_)->detections, 0U);
  EXPECT_TRUE(this->store_->ingest(Principal::drone(this->drone_), items, {}));
}

TYPED_TEST_P(FleetStoreCompliance, OneEventIsOneIncidentOverManyBatches) {
  const RuleHook rule = this->first_frame_rule();
  std::int64_t id = 0;
  for (std::uint64_t seq = 1; seq <= 20; seq += 2) {
    const auto outcome = this->ingest({this->report(seq), this->report(seq + 1)}, rule);
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_EQ(outcome->incidents.size(), 1U);
    EXPECT_EQ(outcome->incidents[0].kind, seq == 1 ? IncidentChange::Kind::kOpened : IncidentChange::Kind::kUpdated);
    if (seq == 1) id = outcome->incidents[0].incident.id.value;
  }
  const auto incident = this->store_->incident(this->viewer_, {id});
  ASSERT_TRUE(incident);
  EXPECT_EQ(incident->count, 20U);
  EXPECT_EQ(incident->opened_at, this->at(100));
  EXPECT_EQ(incident->last_seen_at, this->at(2000));
  EXPECT_DOUBLE_EQ(incident->best_confidence, 0.70);
  EXPECT_EQ(incident->frame_id, "frame-0020");
  EXPECT_EQ(incident->created_at, this->start_);
  EXPECT_TRUE(incident->detection_id);
  EXPECT_TRUE(incident->position);
  EXPECT_EQ(this->store_->counts(this->viewer_)->incidents, 1U);
  EXPECT_EQ(this->store_->history(this->viewer_, {id})->size(), 1U);
}

TYPED_TEST_P(FleetStoreCompliance, AnotherDroneThatSawAnIncidentIsRememberedWithItsTrack) {
  const RuleHook rule = this->first_frame_rule();
  DetectionReport other = this->report(2, "t 9");
  other.drone = this->other_drone_;
  const auto outcome = this->ingest({this->report(1), other}, rule);
  ASSERT_TRUE(outcome) << outcome.error().message;
  ASSERT_EQ(outcome->incidents.size(), 1U);
  const std::vector<Witness> expected{{.drone = this->other_drone_, .track_id = "t 9"}};
  EXPECT_EQ(outcome->incidents[0].incident.witnesses, expected);
  ASSERT_EQ(outcome->incidents[0].incident.places.size(), 2U);
  EXPECT_LT(outcome->incidents[0].incident.position->semi_major_m, other.objects[0].position->semi_major_m)
      << "two drones know better than one";

  // Its place errs by 20 m in the next batch: still the same track of the same incident.
  this->reopen();
  other = this->report(3, "t 9");
  other.drone = this->other_drone_;
  other.objects[0].position->lat_deg += 0.00018;
  const auto next = this->ingest({other}, rule);
  ASSERT_EQ(next->incidents.size(), 1U);
  EXPECT_EQ(next->incidents[0].kind, IncidentChange::Kind::kUpdated);
  EXPECT_EQ(next->incidents[0].incident.witnesses, expected);
  const auto& places = next->incidents[0].incident.places;
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0],
            (PlaceSeen{.drone = this->drone_, .at = this->at(100), .position = *this->report(1).objects[0].position}));
  EXPECT_EQ(places[1].at, other.captured_at);
}

TYPED_TEST_P(FleetStoreCompliance, ARepeatedMessageIsNotEvaluatedAgain) {
  int calls = 0;
  const RuleHook count = [&calls](const DetectionReport&) {
    ++calls;
    return std::vector<RuleHit>{};
  };
  ASSERT_TRUE(this->ingest({this->report(1), this->report(1)}, count));
  ASSERT_TRUE(this->ingest({this->report(1), this->report(2)}, count));
  EXPECT_EQ(calls, 2);
}

TYPED_TEST_P(FleetStoreCompliance, FrameAndClipAreAttachedWhetherTheyComeBeforeOrAfter) {
  const auto clip = this->attachment(50, AttachmentKind::kClip, 0, 5000);
  ASSERT_TRUE(this->ingest({Event(clip)}));
  const auto opened = this->ingest({this->report(1), this->report(2)}, this->first_frame_rule());
  ASSERT_EQ(opened->incidents.size(), 1U);
  EXPECT_EQ(opened->incidents[0].kind, IncidentChange::Kind::kOpened);
  EXPECT_EQ(opened->incidents[0].incident.clip_key, clip.key);

  const auto frame = this->attachment(51, AttachmentKind::kFrame, 200, 200);
  const auto attached = this->ingest({Event(frame)});
  ASSERT_EQ(attached->incidents.size(), 1U);
  EXPECT_EQ(attached->incidents[0].kind, IncidentChange::Kind::kAttached);
  const Incident& incident = attached->incidents[0].incident;
  EXPECT_EQ(incident.frame_key, frame.key);
  EXPECT_EQ(incident.frame_id, "frame-0002");
  EXPECT_EQ(incident.captured_at, this->at(200));

  std::vector<std::string> steps;
  const auto history = this->store_->history(this->viewer_, incident.id);
  for (const IncidentEvent& event : *history) steps.push_back(event.what);
  EXPECT_EQ(steps, (std::vector<std::string>{"opened", "clip_attached", "frame_attached"}));
  EXPECT_EQ(*this->store_->attachments(this->viewer_, this->drone_, {this->at(1000), this->at(1000)}), (std::vector{clip}));
}

TYPED_TEST_P(FleetStoreCompliance, EvidenceToldOfTwiceIsThereOnce) {
  const auto opened = this->ingest({this->report(1), this->report(2)}, this->first_frame_rule());
  ASSERT_EQ(opened->incidents.size(), 1U);
  const auto frame = this->attachment(50, AttachmentKind::kFrame, 200, 200);
  auto again = frame;
  again.message.seq = 51;
  ASSERT_EQ(this->ingest({Event(frame)})->incidents.size(), 1U);
  const auto repeated = this->ingest({Event(again)});
  ASSERT_EQ(repeated->acknowledgements.size(), 1U) << "it is a message as any other";
  EXPECT_TRUE(repeated->acknowledgements[0].ranges.contains(51));
  EXPECT_TRUE(repeated->incidents.empty());
  EXPECT_EQ(this->store_->attachments(this->viewer_, this->drone_, {this->at(200), this->at(200)})->size(), 1U);
  EXPECT_EQ(this->store_->history(this->viewer_, opened->incidents[0].incident.id)->size(), 2U);
}

TYPED_TEST_P(FleetStoreCompliance, StepsAreCheckedRememberedAndAudited) {
  const IncidentId id = this->open_incident().id;
  EXPECT_EQ(this->store_->step(this->viewer_, id, {.step = IncidentStep::kAcknowledge}).error().code,
            Error::kPermissionDenied);
  EXPECT_EQ(this->store_->step(this->operator_, id, {.step = IncidentStep::kResolve}).error().code, Error::kConflict);
  ASSERT_TRUE(this->store_->step(this->operator_, id, {.step = IncidentStep::kAcknowledge}));
  EXPECT_EQ(this->store_->step(this->operator_, id, {.step = IncidentStep::kAssign, .assignee = "nobody"}).error().code,
            Error::kInvalidArgument);
  ASSERT_TRUE(this->store_->step(this->operator_, id, {.step = IncidentStep::kAssign, .assignee = "ada", .note = "please"}));
  ASSERT_TRUE(this->store_->add_note(this->admin_, id, "on my way"));
  const auto resolved = this->store_->step(this->admin_, id, {.step = IncidentStep::kResolve});
  ASSERT_TRUE(resolved) << resolved.error().message;
  EXPECT_EQ(resolved->closed_at, this->start_);
  EXPECT_EQ(resolved->assigned_to, "ada");
  EXPECT_EQ(*this->store_->incident(this->viewer_, id)->closed_at, this->start_);

  std::vector<std::string> steps;
  const auto history = this->store_->history(this->viewer_, id);
  for (const IncidentEvent& event : *history) steps.push_back(event.actor + " " + event.what);
  EXPECT_EQ(steps, (std::vector<std::string>{"service:gateway opened", "user:olga acknowledge", "user:olga assign",
                                             "user:ada note", "user:ada resolve"}));
  const auto audit = this->store_->audit(this->admin_, {});
  ASSERT_TRUE(audit);
  EXPECT_EQ(audit->items.at(0).action, "incident.resolve");
  EXPECT_EQ(audit->items.at(2).detail, "to ada: please");
  EXPECT_FALSE(this->store_->verify_audit(this->admin_)->problem);
  EXPECT_EQ(this->store_->step(this->operator_, {id.value + 1}, {}).error().code, Error::kNotFound);
}

TYPED_TEST_P(FleetStoreCompliance, IncidentsAreFilteredAndPagedNewestFirst) {
  const RuleHook rule = this->first_frame_rule();
  for (std::uint64_t i = 0; i < 5; ++i) {
    // Ten minutes apart: five events.
    auto one = this->report(i + 1, "t" + std::to_string(i));
    one.captured_at += std::chrono::minutes(10 * i);
    ASSERT_TRUE(this->ingest({one}, rule));
  }
  std::vector<std::int64_t> ids;
  PageRequest page{.cursor = "", .limit = 2};
  do {
    const auto got = this->store_->incidents(this->viewer_, {}, page);
    ASSERT_TRUE(got) << got.error().message;
    for (const Incident& incident : got->items) ids.push_back(incident.id.value);
    page.cursor = got->next;
  } while (!page.cursor.empty());
  EXPECT_EQ(ids.size(), 5U);
  EXPECT_TRUE(std::is_sorted(ids.rbegin(), ids.rend()));

  ASSERT_TRUE(this->store_->step(this->operator_, {ids[0]}, {.step = IncidentStep::kAssign}));
  const auto count = [&](const IncidentFilter& filter) {
    return this->store_->incidents(this->viewer_, filter, {})->items.size();
  };
  EXPECT_EQ(count({.statuses = {IncidentStatus::kOpen}}), 4U);
  EXPECT_EQ(count({.statuses = {IncidentStatus::kOpen, IncidentStatus::kAssigned}}), 5U);
  EXPECT_EQ(count({.min_severity = Severity::kCritical}), 0U);
  EXPECT_EQ(count({.min_severity = Severity::kHigh}), 5U);
  EXPECT_EQ(count({.drone = this->other_drone_}), 0U);
  EXPECT_EQ(count({.assigned_to = "olga"}), 1U);
  EXPECT_EQ(count({.incident_type = "no_helmet"}), 5U);
  EXPECT_EQ(this->store_->incidents(this->viewer_, {}, {.cursor = "'; --"}).error().code, Error::kInvalidArgument);
  EXPECT_EQ(this->store_->incidents(this->viewer_, {}, {.cursor = "", .limit = 0}).error().code, Error::kOutOfRange);
}

TYPED_TEST_P(FleetStoreCompliance, TelemetryIsThinnedByWholeSamples) {
  std::vector<IngestItem> items;
  for (int i = 0; i < 1000; ++i) items.emplace_back(this->sample(static_cast<std::uint64_t>(i + 1), i * 10));
  ASSERT_TRUE(this->ingest(items));
  const TimeRange all{this->at(0), this->at(10'000)};
  EXPECT_EQ(this->store_->telemetry(this->viewer_, this->drone_, all, 1000)->size(), 1000U);
  const auto thin = this->store_->telemetry(this->viewer_, this->drone_, all, 10);
  ASSERT_TRUE(thin) << thin.error().message;
  ASSERT_EQ(thin->size(), 10U);
  EXPECT_EQ(thin->front().time, this->at(1000));
  EXPECT_EQ(thin->back().time, this->at(9990));
  EXPECT_EQ(thin->back().gimbal, (Attitude{.roll_deg = 0, .pitch_deg = -90, .yaw_deg = 12}));
  EXPECT_FALSE(thin->back().speed_mps);
  EXPECT_EQ(this->store_->drone(this->viewer_, this->drone_)->telemetry->time, this->at(9990));
  EXPECT_EQ((*this->store_->telemetry_at(this->viewer_, this->drone_, this->at(55)))->time, this->at(50));
  EXPECT_EQ(*this->store_->telemetry_at(this->viewer_, this->drone_, this->at(-1)), std::nullopt);
}

TYPED_TEST_P(FleetStoreCompliance, AStatusIsKeptAndALastWillChangesPresenceOnly) {
  DroneStatus status;
  status.drone = this->drone_;
  status.presence = Presence::kOnline;
  status.time = this->at(0);
  status.version = "0.1.0";
  status.capture =
      CaptureStatus{.state = CaptureState::kRunning, .source = "rtsp://camera", .width = 1920, .height = 1080, .fps = 25};
  status.inference =
      InferenceStatus{.model = "m", .backend = "openvino", .precision = "f32", .ms_p50 = 8, .ms_p95 = 9, .fps = 25};
  status.dropped_frames = 3;
  EXPECT_EQ(this->store_->record_status(this->service_, status), Enrolment::kEnrolled);
  DroneStatus will;
  will.drone = this->drone_;
  ASSERT_TRUE(this->store_->record_status(this->service_, will));

  const auto kept = this->store_->drone(this->viewer_, this->drone_)->status;
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->presence, Presence::kOffline);
  EXPECT_EQ(kept->capture->state, CaptureState::kRunning);
  EXPECT_EQ(kept->capture->source, "rtsp://camera");
  EXPECT_EQ(kept->inference->backend, "openvino");
  EXPECT_EQ(kept->dropped_frames, 3U);
  EXPECT_FALSE(kept->ledger);
  EXPECT_FALSE(this->store_->drone(this->viewer_, this->other_drone_)->status);
}

TYPED_TEST_P(FleetStoreCompliance, DeadLettersAreCutAndListedNewestFirst) {
  const std::vector<DeadLetter> letters{
      {.received_at = this->at(0),
       .topic = "drone/01/detections",
       .reason = "not JSON",
       .payload = std::string("\0\xFF{", 3)},
      {.received_at = this->at(1), .topic = "drone/02/detections", .reason = "too long", .payload = std::string(5000, 'x')}};
  ASSERT_TRUE(this->store_->record_dead_letters(this->service_, letters));
  EXPECT_EQ(this->store_->dead_letters(this->viewer_, {}).error().code, Error::kPermissionDenied);
  const auto page = this->store_->dead_letters(this->operator_, {.cursor = "", .limit = 1});
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->items[0].payload.size(), DeadLetter::kMaxPayload);
  const auto next = this->store_->dead_letters(this->operator_, {.cursor = page->next, .limit = 1});
  EXPECT_EQ(next->items[0].payload, letters[0].payload);
  EXPECT_TRUE(next->next.empty());
}

TYPED_TEST_P(FleetStoreCompliance, OneTimePasswordIsOneUntilItIsChanged) {
  const auto made = this->store_->create_user(
      this->admin_, {.name = "nina", .display_name = "", .password_hash = "given", .must_change_password = true});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(made->must_change_password);
  EXPECT_TRUE(this->store_->change_user(this->admin_, "nina", {.display_name = "Nina"})->must_change_password);
  EXPECT_TRUE(this->store_->credentials(this->service_, "nina")->user.must_change_password);
  EXPECT_FALSE(this->store_->change_user(made->principal(), "nina", {.password_hash = "own"})->must_change_password);
  const auto kept = this->store_->credentials(this->service_, "nina");
  EXPECT_FALSE(kept->user.must_change_password);
  EXPECT_EQ(kept->password_hash, "own");
}

TYPED_TEST_P(FleetStoreCompliance, UsersAreManagedAndOneAdminAlwaysStays) {
  EXPECT_EQ(
      this->store_
          ->create_user(this->operator_, {.name = "eve", .display_name = "", .role = Role::kAdmin, .password_hash = "x"})
          .error()
          .code,
      Error::kPermissionDenied);
  EXPECT_EQ(
      this->store_
          ->create_user(this->admin_, {.name = "olga", .display_name = "", .role = Role::kViewer, .password_hash = "x"})
          .error()
          .code,
      Error::kConflict);
  EXPECT_EQ(
      this->store_
          ->create_user(this->admin_, {.name = "../x", .display_name = "", .role = Role::kViewer, .password_hash = "x"})
          .error()
          .code,
      Error::kInvalidArgument);
  EXPECT_EQ(this->store_->change_user(this->admin_, "ada", {.role = Role::kViewer}).error().code, Error::kConflict);
  EXPECT_EQ(this->store_->change_user(this->admin_, "ada", {.is_enabled = false}).error().code, Error::kConflict);
  EXPECT_EQ(this->store_->change_user(this->operator_, "olga", {.role = Role::kAdmin}).error().code,
            Error::kPermissionDenied);
  EXPECT_EQ(this->store_->change_user(this->operator_, "ada", {.password_hash = "stolen"}).error().code,
            Error::kPermissionDenied);
  EXPECT_EQ(this->store_->change_user(this->operator_, "olga", {.display_name = "Olga"})->display_name, "Olga");
  ASSERT_TRUE(this->store_->change_user(this->admin_, "olga", {.role = Role::kAdmin}));
  EXPECT_EQ(this->store_->change_user(this->admin_, "ada", {.is_enabled = false})->is_enabled, false);
  EXPECT_EQ(this->store_->credentials(this->service_, "ada").error().code, Error::kNotFound);
  EXPECT_EQ(this->store_->users(this->admin_)->size(), 2U);
}

TYPED_TEST_P(FleetStoreCompliance, ASessionEndsByTimeBySigningOutAndByAChangeOfItsUser) {
  const auto expires = this->clock_.now() + std::chrono::hours(1);
  const auto token = [](const char* text) { return crypto::sha256(text); };
  for (const char* one : {"a", "b", "c"})
    ASSERT_TRUE(this->store_->open_session(this->service_, token(one), "olga", expires));
  EXPECT_EQ(this->store_->session(this->admin_, token("a")).error().code, Error::kPermissionDenied);
  const auto session = this->store_->session(this->service_, token("a"));
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->user.name, "olga");
  EXPECT_EQ(session->user.role, Role::kOperator);
  EXPECT_EQ(session->expires_at, expires);
  ASSERT_TRUE(this->store_->close_session(this->service_, token("a")));
  EXPECT_EQ(this->store_->session(this->service_, token("a")).error().code, Error::kUnauthenticated);
  ASSERT_TRUE(this->store_->change_user(this->admin_, "olga", {.password_hash = "new"}));
  EXPECT_FALSE(this->store_->session(this->service_, token("b")));
  ASSERT_TRUE(this->store_->open_session(this->service_, token("d"), "olga", expires));
  this->clock_.advance(std::chrono::hours(2));
  EXPECT_FALSE(this->store_->session(this->service_, token("d")));
}

TYPED_TEST_P(FleetStoreCompliance, RulesAreReplacedOnlyByWhoReadTheCurrentVersion) {
  EXPECT_EQ(this->store_->rules(this->viewer_)->version, 0U);
  const Principal supervisor = Principal::user("sue", Role::kSupervisor);
  EXPECT_EQ(this->store_->put_rules(this->operator_, 0, "{}").error().code, Error::kPermissionDenied);
  EXPECT_EQ(this->store_->put_rules(supervisor, 0, "{\"a\":1}")->version, 1U);
  EXPECT_EQ(this->store_->put_rules(supervisor, 0, "{}").error().code, Error::kConflict);
  EXPECT_EQ(this->store_->put_rules(supervisor, 1, "{\"a\":2}")->version, 2U);
  EXPECT_EQ(this->store_->rules(Principal::drone(this->drone_))->text, "{\"a\":2}");
  EXPECT_EQ(this->store_->rules(this->viewer_)->changed_by, "user:sue");
}

TYPED_TEST_P(FleetStoreCompliance, AnotherSiteSeesAndChangesNothing) {
  const IncidentId id = this->open_incident().id;
  const Principal elsewhere = Principal::user("olga", Role::kAdmin, "elsewhere");
  EXPECT_EQ(this->store_->incident(elsewhere, id).error().code, Error::kNotFound);
  EXPECT_EQ(this->store_->step(elsewhere, id, {.step = IncidentStep::kAcknowledge}).error().code, Error::kNotFound);
  EXPECT_TRUE(this->store_->incidents(elsewhere, {}, {})->items.empty());
  EXPECT_TRUE(this->store_->drones(elsewhere)->empty());
  EXPECT_EQ(this->store_->detections(elsewhere, this->drone_, {this->at(0), this->at(1000)}, 10).error().code,
            Error::kNotFound);
  EXPECT_EQ(this->store_->enrol(elsewhere, this->drone_, "", {}).error().code, Error::kConflict);
  const std::vector<IngestItem> items{this->report(2)};
  EXPECT_EQ(this->store_->ingest(Principal::service("gateway", "elsewhere"), items, {})->items,
            (std::vector{ItemOutcome::kRefused}));
}

TYPED_TEST_P(FleetStoreCompliance, EverythingIsThereAfterReopening) {
  const IncidentId id = this->open_incident().id;
  ASSERT_TRUE(this->store_->step(this->operator_, id, {.step = IncidentStep::kAcknowledge}));
  const auto before = this->store_->incident(this->viewer_, id);
  const auto head = this->store_->verify_audit(this->admin_)->head;
  this->reopen();
  const auto after = this->store_->incident(this->viewer_, id);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->status, IncidentStatus::kAcknowledged);
  EXPECT_EQ(after->last_seen_at, before->last_seen_at);
  EXPECT_EQ(this->store_->verify_audit(this->admin_)->head, head);
  EXPECT_EQ(this->ingest({this->report(1)})->items, (std::vector{ItemOutcome::kDuplicate}));
}

TYPED_TEST_P(FleetStoreCompliance, ReadersSeeWholeBatchesWhileTheWriterWrites) {
  constexpr std::uint64_t kBatch = 20;
  std::atomic<bool> is_done = false;
  std::atomic<int> torn = 0;
  std::atomic<int> failed = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!is_done) {
        const auto reports = this->store_->detections(this->viewer_, this->drone_, {this->at(0), this->at(100'000)}, 10'000);
        const auto drone = this->store_->drone(this->viewer_, this->drone_);
        if (!reports || !drone) ++failed;
        if (reports && reports->size() % kBatch != 0) ++torn;
        if (drone && drone->ledger.highest % kBatch != 0) ++torn;
      }
    });
  }
  const RuleHook rule = this->first_frame_rule();
  for (std::uint64_t first = 1; first <= 15 * kBatch; first += kBatch) {
    std::vector<IngestItem> items;
    for (std::uint64_t seq = first; seq < first + kBatch; ++seq) items.emplace_back(this->report(seq));
    EXPECT_TRUE(this->ingest(items, rule));
  }
  is_done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(failed, 0);
}

REGISTER_TYPED_TEST_SUITE_P(
    FleetStoreCompliance, WhatWasReportedIsReadBackToTheMillisecond, AMessageIsStoredOnceHoweverOftenItComes,
    WithoutANumberContentTellsMessagesApart, AcknowledgesWholeCommittedRangesAlsoOfRepeats,
    TheLedgerSaysWhatIsMissingWaitingAndLost, ATombstoneOverAMessageThatDidComeNamesTheOthersAndIsAcknowledgedWhole,
    AnUnknownDroneIsHeldPendingUntilSomebodyEnrolsIt, ADroneHandsInItsOwnMessagesOnly, OneEventIsOneIncidentOverManyBatches,
    AnotherDroneThatSawAnIncidentIsRememberedWithItsTrack, ARepeatedMessageIsNotEvaluatedAgain,
    FrameAndClipAreAttachedWhetherTheyComeBeforeOrAfter, EvidenceToldOfTwiceIsThereOnce, StepsAreCheckedRememberedAndAudited,
    IncidentsAreFilteredAndPagedNewestFirst, TelemetryIsThinnedByWholeSamples, AStatusIsKeptAndALastWillChangesPresenceOnly,
    DeadLettersAreCutAndListedNewestFirst, OneTimePasswordIsOneUntilItIsChanged, UsersAreManagedAndOneAdminAlwaysStays,
    ASessionEndsByTimeBySigningOutAndByAChangeOfItsUser, RulesAreReplacedOnlyByWhoReadTheCurrentVersion,
    AnotherSiteSeesAndChangesNothing, EverythingIsThereAfterReopening, ReadersSeeWholeBatchesWhileTheWriterWrites);

}  // namespace eyrie::fleet::compliance
