// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <thread>

#include "fleet/testing/store_fixture.hpp"

/// What every `FleetStore` does with messages, their ledger and what belongs to them: each once, and told as it was.
namespace eyrie::fleet::compliance {

template <typename Adapter>
class StoredMessages : public StoreFixture<Adapter> {};

TYPED_TEST_SUITE_P(StoredMessages);

TYPED_TEST_P(StoredMessages, WhatWasReportedIsReadBackToTheMillisecond) {
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

TYPED_TEST_P(StoredMessages, AMessageIsStoredOnceHoweverOftenItComes) {
  const auto first = this->ingest({this->report(1), this->report(2), this->report(1)});
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->items, (std::vector{ItemOutcome::kStored, ItemOutcome::kStored, ItemOutcome::kDuplicate}));
  const auto again = this->ingest({this->report(2), this->report(3)});
  EXPECT_EQ(again->items, (std::vector{ItemOutcome::kDuplicate, ItemOutcome::kStored}));
  EXPECT_EQ(this->store_->counts(this->viewer_)->detections, 3U);
  // The same number of another journal is another message.
  EXPECT_EQ(this->ingest({this->report(1, "t1", "e2")})->items, (std::vector{ItemOutcome::kStored}));
}

TYPED_TEST_P(StoredMessages, WithoutANumberContentTellsMessagesApart) {
  auto foreign = this->report(1);
  foreign.message.reset();
  auto later = foreign;
  later.captured_at += std::chrono::milliseconds(1);
  const auto outcome = this->ingest({foreign, later, foreign});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->items, (std::vector{ItemOutcome::kStored, ItemOutcome::kStored, ItemOutcome::kDuplicate}));
  EXPECT_TRUE(outcome->acknowledgements.empty());
}

TYPED_TEST_P(StoredMessages, AcknowledgesWholeCommittedRangesAlsoOfRepeats) {
  ASSERT_TRUE(this->ingest({this->report(1), this->report(2), this->report(9)}));
  const auto outcome = this->ingest({this->report(3), this->report(1)});
  ASSERT_EQ(outcome->acknowledgements.size(), 1U);
  EXPECT_EQ(outcome->acknowledgements[0].drone, this->drone_);
  EXPECT_EQ(outcome->acknowledgements[0].epoch, "e1");
  EXPECT_EQ(outcome->acknowledgements[0].ranges, (delivery::RangeSet{{1, 3}}));
  EXPECT_EQ(this->ingest({this->report(9)})->acknowledgements[0].ranges, (delivery::RangeSet{{9, 9}}));
}

TYPED_TEST_P(StoredMessages, TheLedgerSaysWhatIsMissingWaitingAndLost) {
  std::vector<IngestItem> items{this->report(1), this->report(2), this->report(10)};
  ASSERT_TRUE(this->ingest(items));
  EXPECT_EQ(this->store_->drone(this->viewer_, this->drone_)->ledger.missing, 7U);

  DroneStatus status;
  status.drone = this->drone_;
  status.presence = Presence::kOnline;
  status.epoch = "e1";
  status.ledger = LedgerStatus{.next_seq = 13, .acknowledged = 3, .waiting = 5, .tombstoned = 4};
  ASSERT_TRUE(this->store_->record_status(this->service_, status));
  ASSERT_TRUE(this->ingest({Event(this->tombstone(4, 7))}));

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

TYPED_TEST_P(StoredMessages, ATombstoneOverAMessageThatDidComeNamesTheOthersAndIsAcknowledgedWhole) {
  ASSERT_TRUE(this->ingest({this->report(5)}));  // its acknowledgement is lost, and the edge buries it with what follows
  const auto outcome = this->ingest({Event(this->tombstone(5, 9))});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->acknowledgements[0].ranges, (delivery::RangeSet{{5, 9}}));
  EXPECT_EQ(this->store_->drone(this->viewer_, this->drone_)->ledger.tombstoned, 4U) << "5 is here";

  // The edge has not heard of that either, and the tombstone has grown.
  const Event grown = this->tombstone(5, 12);
  EXPECT_EQ(this->ingest({grown})->acknowledgements[0].ranges, (delivery::RangeSet{{5, 12}}));
  EXPECT_EQ(this->ingest({grown})->items, (std::vector{ItemOutcome::kDuplicate}));
  EXPECT_EQ(this->store_->drone(this->viewer_, this->drone_)->ledger.tombstoned, 7U);
}

TYPED_TEST_P(StoredMessages, AnUnknownDroneIsHeldPendingUntilSomebodyEnrolsIt) {
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

TYPED_TEST_P(StoredMessages, ADroneHandsInItsOwnMessagesOnly) {
  const std::vector<IngestItem> items{this->report(1)};
  EXPECT_EQ(this->store_->ingest(Principal::drone(this->other_drone_), items, {}).error().code, Error::kPermissionDenied);
  EXPECT_EQ(this->store_->ingest(this->admin_, items, {}).error().code, Error::kPermissionDenied);
  EXPECT_EQ(this->store_->counts(this->viewer_)->detections, 0U);
  EXPECT_TRUE(this->store_->ingest(Principal::drone(this->drone_), items, {}));
}

TYPED_TEST_P(StoredMessages, TelemetryIsThinnedByWholeSamples) {
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

TYPED_TEST_P(StoredMessages, AStatusIsKeptAndALastWillChangesPresenceOnly) {
  DroneStatus status;
  status.drone = this->drone_;
  status.presence = Presence::kOnline;
  status.time = this->at(0);
  status.version = "0.1.0";
  status.capture = CaptureStatus{.state = CaptureState::kRunning,
                                 .source = "rtsp://camera",
                                 .width = 1920,
                                 .height = 1080,
                                 .fps = 25,
                                 .horizontal_fov_deg = 48};
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
  EXPECT_EQ(kept->capture, status.capture);
  EXPECT_EQ(kept->inference->backend, "openvino");
  EXPECT_EQ(kept->dropped_frames, 3U);
  EXPECT_FALSE(kept->ledger);
  EXPECT_FALSE(this->store_->drone(this->viewer_, this->other_drone_)->status);
}

TYPED_TEST_P(StoredMessages, DeadLettersAreCutAndListedNewestFirst) {
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

TYPED_TEST_P(StoredMessages, ReadersSeeWholeBatchesWhileTheWriterWrites) {
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

REGISTER_TYPED_TEST_SUITE_P(StoredMessages, WhatWasReportedIsReadBackToTheMillisecond,
                            AMessageIsStoredOnceHoweverOftenItComes, WithoutANumberContentTellsMessagesApart,
                            AcknowledgesWholeCommittedRangesAlsoOfRepeats, TheLedgerSaysWhatIsMissingWaitingAndLost,
                            ATombstoneOverAMessageThatDidComeNamesTheOthersAndIsAcknowledgedWhole,
                            AnUnknownDroneIsHeldPendingUntilSomebodyEnrolsIt, ADroneHandsInItsOwnMessagesOnly,
                            TelemetryIsThinnedByWholeSamples, AStatusIsKeptAndALastWillChangesPresenceOnly,
                            DeadLettersAreCutAndListedNewestFirst, ReadersSeeWholeBatchesWhileTheWriterWrites);

}  // namespace eyrie::fleet::compliance
