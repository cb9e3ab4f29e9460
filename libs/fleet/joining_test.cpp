// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/joining.hpp"

#include <random>

#include <gtest/gtest.h>

namespace eyrie::fleet {
namespace {

using namespace std::chrono_literals;

const Timestamp kStart = from_nanoseconds(1'758'705'015'000'000'000);
const DroneId kDrone = *DroneId::parse("drone-01");
const DroneId kOther = *DroneId::parse("drone-02");
constexpr NormalisedBox kHere{0.1, 0.1, 0.3, 0.5};
constexpr NormalisedBox kThere{0.7, 0.1, 0.9, 0.5};

RuleHit hit(std::chrono::seconds after, std::string track, NormalisedBox box = kHere, DroneId drone = kDrone) {
  RuleHit made;
  made.rule_id = "no_helmet";
  made.incident_type = "no_helmet";
  made.cooldown = 30s;
  made.drone = std::move(drone);
  made.track_id = std::move(track);
  made.box = box;
  made.confidence = 0.5;
  made.captured_at = kStart + after;
  return made;
}

GroundPosition position(double metres_north, double semi_major_m = 2) {
  return {.lat_deg = 28.7 + metres_north / 111'195,
          .lon_deg = 77.1,
          .alt_m = 0,
          .semi_major_m = semi_major_m,
          .semi_minor_m = 1,
          .orientation_deg = 0};
}

bool joins(const RuleHit& later, const Incident& incident) {
  return join(std::vector{later}, std::vector{incident}).front().incident.has_value();
}

TEST(Join, TheSameTrackIsTheSameEventWhereverItWent) {
  const Incident incident = opened_by(hit(0s, "t1"));
  EXPECT_TRUE(joins(hit(1s, "t1", kThere), incident));
  EXPECT_TRUE(joins(hit(200s, "t1", kThere), incident)) << "longer than the cooldown, but the same track";
  EXPECT_FALSE(joins(hit(400s, "t1", kThere), incident)) << "an edge that starts again counts its tracks from 1 again";
  EXPECT_FALSE(joins(hit(1s, "t1", kThere, kOther), incident)) << "another drone's t1 is another track";
}

TEST(Join, ALostTrackIsFoundAgainByItsPlaceWithinTheCooldown) {
  const Incident incident = opened_by(hit(0s, "t1"));
  EXPECT_TRUE(joins(hit(20s, "t2"), incident));
  EXPECT_FALSE(joins(hit(31s, "t2"), incident));
  EXPECT_FALSE(joins(hit(20s, "t2", kThere), incident));
  EXPECT_TRUE(joins(hit(20s, ""), incident)) << "not tracked at all";
  auto other_rule = hit(1s, "t1");
  other_rule.rule_id = "intrusion";
  EXPECT_FALSE(joins(other_rule, incident));
}

TEST(Join, WhatADroneSeesIsOneEventForARuleOverTheWholeView) {
  const auto of_view = [](RuleHit one) {
    one.scope = RuleScope::kView;
    return one;
  };
  Incident incident = opened_by(of_view(hit(0s, "t1")));
  EXPECT_TRUE(joins(of_view(hit(20s, "t2", kThere)), incident));
  EXPECT_FALSE(joins(of_view(hit(31s, "t2", kThere)), incident)) << "after the cooldown";
  EXPECT_FALSE(joins(of_view(hit(20s, "t2", kHere, kOther)), incident)) << "another drone has a view of its own";

  incident.status = IncidentStatus::kFalseAlarm;
  incident.closed_at = kStart + 5s;
  incident.last_seen_at = kStart + 40s;
  EXPECT_TRUE(joins(of_view(hit(30s, "t2", kThere)), incident)) << "what the person looked at is still in view";
  EXPECT_FALSE(joins(of_view(hit(41s, "t2", kThere)), incident)) << "others who come later were never judged";
}

TEST(Join, TwoDronesThatSeeTheSamePlaceOpenOneIncident) {
  auto first = hit(0s, "t1");
  first.position = position(0);
  const Incident incident = opened_by(first);
  auto second = hit(3s, "t7", kThere, kOther);
  second.position = position(4.9);
  EXPECT_TRUE(joins(second, incident));
  second.position = position(5.5);
  EXPECT_FALSE(joins(second, incident));
  second.position = position(20, 30);
  EXPECT_TRUE(joins(second, incident)) << "less sure, so farther";
  second.position = position(26, 100);
  EXPECT_FALSE(joins(second, incident)) << "but never farther than 25 m";
  second.position.reset();
  EXPECT_FALSE(joins(second, incident));
}

TEST(Join, TheTrackOfAnotherDroneStaysWithItsIncidentThroughAPlaceThatErrs) {
  auto first = hit(0s, "t1");
  first.position = position(0);
  Incident incident = opened_by(first);
  auto second = hit(1s, "t7", kThere, kOther);
  second.position = position(3);
  update(incident, second);
  EXPECT_EQ(incident.witnesses, (std::vector<Witness>{{.drone = kOther, .track_id = "t7"}}));
  EXPECT_EQ(incident.track_id, "t1");
  second.position = position(20);
  EXPECT_TRUE(joins(second, incident));
  second.position = position(30);
  EXPECT_FALSE(joins(second, incident)) << "they parted, so they were two";
  second.position = position(20);
  second.track_id = "t8";
  EXPECT_FALSE(joins(second, incident)) << "a track that nobody joined";
}

/// A hit of the drone at a time, this many metres north.
RuleHit hit_at(std::chrono::seconds after, double metres_north, const DroneId& drone) {
  auto made = hit(after, "t1", kHere, drone);
  made.position = position(metres_north);
  return made;
}

TEST(Update, AnIncidentStandsWhereAllDronesSeeIt) {
  Incident incident = opened_by(hit_at(5s, 0, kDrone));
  EXPECT_EQ(incident.position, position(0));
  update(incident, hit_at(5s, 2, kOther));
  EXPECT_NEAR((incident.position->lat_deg - 28.7) * 111'195, 1, 0.01) << "between the two";
  EXPECT_LT(incident.position->semi_major_m, 1.5);
  update(incident, hit_at(3s, 9, kOther));
  EXPECT_NEAR((incident.position->lat_deg - 28.7) * 111'195, 1, 0.01) << "what comes late is old";
  update(incident, hit(6s, "t1"));
  EXPECT_EQ(incident.places.size(), 2U) << "a sighting without a place";
}

TEST(Update, OfManyDronesTheOldestPlaceGoes) {
  Incident incident = opened_by(hit_at(0s, 0, kDrone));
  for (int i = 1; i <= 40; ++i)
    update(incident, hit_at(std::chrono::seconds(i), 0, *DroneId::parse("drone-" + std::to_string(100 + i))));
  ASSERT_EQ(incident.places.size(), kMaxWitnesses + 1);
  EXPECT_EQ(incident.places.back().drone.str(), "drone-140");
  EXPECT_EQ(incident.places.front().drone.str(), "drone-124");
}

/// Two drones see one person walk through an area at 1.4 m/s for `seconds`, at 12.5 frames a second each; every place errs
/// by `sigma_m` north and east, and the second drone's clock is late. How many incidents that makes.
std::size_t incidents_of_a_walk(unsigned seed, double sigma_m, std::chrono::milliseconds clock_error) {
  std::mt19937 random(seed);
  std::normal_distribution<double> error(0, sigma_m);
  std::vector<Incident> incidents;
  for (std::chrono::milliseconds at{0}; at < 20s; at += 80ms) {
    for (const DroneId& drone : {kDrone, kOther}) {
      const double walked_m = 1.4 * static_cast<double>(at.count()) / 1000;
      auto seen = hit(0s, "t1", drone == kDrone ? kHere : kThere, drone);  // both count their tracks from 1
      seen.captured_at = kStart + at + (drone == kOther ? clock_error : 0ms);
      seen.position = position(walked_m + error(random), 2.4477 * sigma_m);
      seen.position->lon_deg += error(random) / (111'195 * 0.877);  // cos 28.7 degrees
      const auto joined = join(std::vector{seen}, incidents).front().incident;
      if (joined) {
        update(incidents[*joined], seen);
      } else {
        incidents.push_back(opened_by(seen));
      }
    }
  }
  return incidents.size();
}

TEST(Join, AWalkSeenByTwoDronesWithErrorsAndClocksOfTheirOwnIsOneIncident) {
  for (const auto clock_error : {0ms, 20ms, 500ms, -500ms}) {
    int doubled = 0;
    for (unsigned seed = 0; seed < 500; ++seed) doubled += incidents_of_a_walk(seed, 2.0, clock_error) == 1 ? 0 : 1;
    // Only the second drone's first sight can fail, when both places err far and apart: exp(-2.4477^2), 1 in 400.
    EXPECT_LE(doubled, 5) << clock_error.count() << " ms";
  }
}

TEST(Join, APositionSaysMoreThanTheBox) {
  auto first = hit(0s, "t1");
  first.position = position(0);
  auto second = hit(3s, "t2", kHere);
  second.position = position(50);
  EXPECT_FALSE(joins(second, opened_by(first))) << "the same place in the picture, but the camera moved";
}

TEST(Join, TwoPeopleInOneFrameAreTwoEventsInWhateverOrderTheyAreListed) {
  const NormalisedBox beside{0.15, 0.1, 0.35, 0.5};  // overlaps by more than IoU 0.3
  const std::vector first{hit(0s, "t1", kHere), hit(0s, "t2", beside)};
  const auto opened = join(first, {});
  ASSERT_EQ(opened.size(), 2U);
  EXPECT_FALSE(opened[0].incident || opened[1].incident);

  const std::vector known{opened_by(first[0])};
  const auto joined = join(std::vector{hit(1s, "t2", beside), hit(1s, "t1", kHere)}, known);
  ASSERT_EQ(joined.size(), 2U);
  EXPECT_EQ(joined[0].hit, 1U) << "the known track takes its incident first";
  EXPECT_EQ(joined[0].incident, 0U);
  EXPECT_FALSE(joined[1].incident);
}

TEST(Join, AResolvedIncidentRestsForTheCooldownAndThenANewOneOpens) {
  Incident incident = opened_by(hit(0s, "t1"));
  incident.status = IncidentStatus::kResolved;
  incident.closed_at = kStart + 10s;
  incident.last_seen_at = kStart + 50s;
  EXPECT_TRUE(joins(hit(39s, "t1"), incident));
  EXPECT_FALSE(joins(hit(51s, "t1"), incident));
  incident.status = IncidentStatus::kFalseAlarm;
  EXPECT_TRUE(joins(hit(51s, "t1"), incident)) << "what was called a false alarm stays one";
}

TEST(Join, AReportThatComesLateJoinsWhatItBelongedTo) {
  Incident incident = opened_by(hit(100s, "t1"));
  incident.last_seen_at = kStart + 200s;
  EXPECT_TRUE(joins(hit(150s, "t2"), incident));
  EXPECT_TRUE(joins(hit(80s, "t2"), incident));
  EXPECT_FALSE(joins(hit(60s, "t2"), incident));
}

TEST(Update, KeepsTheClearestFrameAndTheLatestPlace) {
  auto first = hit(1s, "t1");
  first.frame_id = "frame-0001";
  Incident incident = opened_by(first);
  auto clearer = hit(2s, "t1", kThere);
  clearer.confidence = 0.9;
  clearer.frame_id = "frame-0002";
  update(incident, clearer);
  auto fainter = hit(3s, "t1");
  fainter.frame_id = "frame-0003";
  update(incident, fainter);
  EXPECT_EQ(incident.count, 3U);
  EXPECT_EQ(incident.frame_id, "frame-0002");
  EXPECT_EQ(incident.box, kThere);
  EXPECT_EQ(incident.last_box, kHere);
  EXPECT_EQ(incident.best_confidence, 0.9);
  EXPECT_EQ(incident.last_seen_at, kStart + 3s);

  auto pictured = hit(4s, "t1");
  pictured.frame_key = "drone-01/a.jpg";
  pictured.frame_id = "frame-0004";
  update(incident, pictured);
  EXPECT_EQ(incident.frame_id, "frame-0004") << "a picture beats none";
  clearer.confidence = 0.95;
  clearer.captured_at = kStart + 5s;
  update(incident, clearer);
  EXPECT_EQ(incident.frame_id, "frame-0004") << "box and picture stay together";
}

TEST(Attachment, ClipBelongsToEveryIncidentThatOpenedInIt) {
  Incident incident = opened_by(hit(10s, "t1"));
  Attachment clip;
  clip.drone = kDrone;
  clip.kind = AttachmentKind::kClip;
  clip.key = "drone-01/clip.mp4";
  clip.from = kStart;
  clip.to = kStart + 15s;
  clip.track_ids = {"t1", "t2"};
  EXPECT_TRUE(shows(clip, incident));
  EXPECT_TRUE(attach(incident, clip));
  EXPECT_EQ(incident.clip_key, clip.key);
  clip.key = "drone-01/second.mp4";
  EXPECT_FALSE(attach(incident, clip)) << "the first clip stays";
  clip.track_ids = {"t3"};
  EXPECT_TRUE(shows(clip, incident)) << "the camera saw all that was in its view";
  clip.to = kStart + 8s;
  EXPECT_FALSE(shows(clip, incident));
  clip.to = kStart + 15s;
  clip.drone = kOther;
  EXPECT_FALSE(shows(clip, incident));
}

TEST(Attachment, FrameBelongsToTheIncidentOfItsTrackAndTime) {
  const Incident incident = opened_by(hit(10s, "t1"));
  Attachment frame;
  frame.drone = kDrone;
  frame.kind = AttachmentKind::kFrame;
  frame.from = frame.to = kStart + 10s;
  frame.track_ids = {"t3"};
  EXPECT_FALSE(shows(frame, incident));
  frame.track_ids = {"t1", "t3"};
  EXPECT_TRUE(shows(frame, incident));
  frame.track_ids = {};
  EXPECT_TRUE(shows(frame, incident));
  frame.from = frame.to = kStart + 15s;
  EXPECT_FALSE(shows(frame, incident));
  frame.track_ids = {"renamed"};
  EXPECT_FALSE(shows(frame, incident));
  frame.from = frame.to = frame.captured_at = incident.opened_at;
  EXPECT_TRUE(shows(frame, incident)) << "its first frame, whatever its track is called by now";
}

}  // namespace
}  // namespace eyrie::fleet
