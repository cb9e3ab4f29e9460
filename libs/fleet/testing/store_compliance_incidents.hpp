// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fleet/testing/store_fixture.hpp"

/// What every `FleetStore` does with incidents: joined, with their evidence, and worked on step by step.
namespace eyrie::fleet::compliance {

template <typename Adapter>
class StoredIncidents : public StoreFixture<Adapter> {};

TYPED_TEST_SUITE_P(StoredIncidents);

TYPED_TEST_P(StoredIncidents, OneEventIsOneIncidentOverManyBatches) {
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

TYPED_TEST_P(StoredIncidents, AnotherDroneThatSawAnIncidentIsRememberedWithItsTrack) {
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

TYPED_TEST_P(StoredIncidents, ARepeatedMessageIsNotEvaluatedAgain) {
  int calls = 0;
  const RuleHook count = [&calls](const DetectionReport&) {
    ++calls;
    return std::vector<RuleHit>{};
  };
  ASSERT_TRUE(this->ingest({this->report(1), this->report(1)}, count));
  ASSERT_TRUE(this->ingest({this->report(1), this->report(2)}, count));
  EXPECT_EQ(calls, 2);
}

TYPED_TEST_P(StoredIncidents, FrameAndClipAreAttachedWhetherTheyComeBeforeOrAfter) {
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

TYPED_TEST_P(StoredIncidents, EvidenceToldOfTwiceIsThereOnce) {
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

TYPED_TEST_P(StoredIncidents, StepsAreCheckedRememberedAndAudited) {
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

TYPED_TEST_P(StoredIncidents, IncidentsAreFilteredAndPagedNewestFirst) {
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

REGISTER_TYPED_TEST_SUITE_P(StoredIncidents, OneEventIsOneIncidentOverManyBatches,
                            AnotherDroneThatSawAnIncidentIsRememberedWithItsTrack, ARepeatedMessageIsNotEvaluatedAgain,
                            FrameAndClipAreAttachedWhetherTheyComeBeforeOrAfter, EvidenceToldOfTwiceIsThereOnce,
                            StepsAreCheckedRememberedAndAudited, IncidentsAreFilteredAndPagedNewestFirst);

}  // namespace eyrie::fleet::compliance
