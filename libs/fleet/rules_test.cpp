// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "fleet/rules.hpp"

#include <limits>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace eyrie::fleet {
namespace {

using std::chrono::milliseconds;

const Timestamp kStart = from_nanoseconds(1'758'705'015'000'000'000);
const DroneId kDrone = *DroneId::parse("drone-01");

SeenObject seen(std::string class_name, NormalisedBox box = {0.4, 0.4, 0.6, 0.8}, std::string track = "t1",
                double confidence = 0.9) {
  return {.class_name = std::move(class_name),
          .confidence = confidence,
          .box = box,
          .track_id = std::move(track),
          .position = {}};
}

DetectionReport frame(int ms, std::vector<SeenObject> objects) {
  DetectionReport report;
  report.drone = kDrone;
  report.captured_at = kStart + milliseconds(ms);
  report.objects = std::move(objects);
  return report;
}

Rule rule_of(RuleKind kind, int k = 1, int n = 1) {
  Rule rule;
  rule.id = "rule";
  rule.kind = kind;
  rule.classes = {"person"};
  if (kind == RuleKind::kPersonWithoutHelmet) rule.helmet_classes = {"hardhat"};
  if (kind == RuleKind::kIntrusion) rule.zone = {{0.5, 0.5}, {1, 0.5}, {1, 1}, {0.5, 1}};
  if (kind == RuleKind::kNearVehicle) rule.vehicle_classes = {"vehicle"};
  rule.hits_needed = k;
  rule.window_frames = n;
  return rule;
}

RuleEngine engine_of(const Rule& rule, RuleEngine::Options options = {}) {
  auto engine = RuleEngine::create({.version = 7, .rules = {rule}}, options);
  EXPECT_TRUE(engine) << engine.error().message;
  return *engine;
}

std::size_t hits(RuleEngine& engine, const DetectionReport& report) { return engine.evaluate(report).size(); }

/// Stands this many metres north of a place, where a degree of latitude is 111 km.
SeenObject standing(std::string class_name, std::string track, double north_m) {
  auto object = seen(std::move(class_name), {0.4, 0.4, 0.6, 0.8}, std::move(track));
  object.position = GroundPosition{.lat_deg = 47 + north_m / 111'195, .lon_deg = 8.5};
  return object;
}

/// Frames of two seconds in which the vehicle drives from `from_m` on at `speed_mps` and the person stands at 0; how many
/// hold.
std::size_t hits_beside(double from_m, double speed_mps, const Rule& rule, bool is_vehicle_placed = true) {
  RuleEngine engine = engine_of(rule);
  std::size_t count = 0;
  for (int ms = 0; ms <= 2000; ms += 80) {
    auto vehicle = standing("vehicle", "t2", from_m + speed_mps * ms / 1000);
    if (!is_vehicle_placed) vehicle.position.reset();
    count += hits(engine, frame(ms, {standing("person", "t1", 0), vehicle}));
  }
  return count;
}

TEST(NearVehicleRule, HoldsForWhoIsNearOneThatMoves) {
  const auto rule = rule_of(RuleKind::kNearVehicle);
  EXPECT_GT(hits_beside(4.5, -1.5, rule), 10U) << "it reverses towards them";
  EXPECT_EQ(hits_beside(2, 0, rule), 0U) << "it stands";
  EXPECT_EQ(hits_beside(12, -1.5, rule), 0U) << "it is far away";
  EXPECT_EQ(hits_beside(3, 1.5, rule, false), 0U) << "nobody knows where it is";
}

TEST(NearVehicleRule, IsOneEventAVehicleHoweverManyAreNear) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kNearVehicle));
  std::vector<RuleHit> last;
  for (int ms = 0; ms <= 1600; ms += 80) {
    last = engine.evaluate(frame(ms, {standing("person", "t1", 0), standing("person", "t4", 1),
                                      standing("vehicle", "t2", 4 - 0.0015 * ms), standing("person", "t5", 2)}));
  }
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].track_id, "t2");
  EXPECT_EQ(last[0].class_name, "vehicle");
}

TEST(NearVehicleRule, WhoIsHardlySeenDoesNotCount) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kNearVehicle));
  std::size_t count = 0;
  for (int ms = 0; ms <= 1600; ms += 80) {
    auto person = standing("person", "t1", 0);
    person.confidence = 0.2;
    count += hits(engine, frame(ms, {person, standing("vehicle", "t2", 4 - 0.0015 * ms)}));
  }
  EXPECT_EQ(count, 0U);
}

TEST(NearVehicleRule, DistanceAndSpeedAreTheRules) {
  auto rule = rule_of(RuleKind::kNearVehicle);
  rule.distance_m = 15;
  EXPECT_GT(hits_beside(12, -1.5, rule), 10U);
  rule.min_speed_mps = 2;
  EXPECT_EQ(hits_beside(12, -1.5, rule), 0U);
}

TEST(NearVehicleRule, WhatSeemsToMoveBecauseTheDroneDoesStands) {
  const auto rule = rule_of(RuleKind::kNearVehicle);
  EXPECT_EQ(hits_beside(3, -1.0, rule), 0U);
  EXPECT_GT(hits_beside(3, -1.4, rule), 10U);
}

TEST(NearVehicleRule, OfTwoVehiclesOnlyTheOneThatMovesCounts) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kNearVehicle));
  std::size_t count = 0;
  for (int ms = 0; ms <= 2000; ms += 80) {
    count += hits(engine, frame(ms, {standing("person", "t1", 0), standing("vehicle", "t2", 2),
                                     standing("vehicle", "t3", 20 + 0.002 * ms)}));
  }
  EXPECT_EQ(count, 0U);
}

TEST(ClassRule, TakesEveryWayDetectorsSpellAClass) {
  auto rule = default_rules().rules.front();
  rule.hits_needed = rule.window_frames = 1;
  RuleEngine engine = engine_of(rule);
  for (const char* name : {"NO-Hardhat", "no_hardhat", "No Hardhat", "no_helmet", "no-helmet", "NO-HELMET"}) {
    EXPECT_EQ(hits(engine, frame(0, {seen(name)})), 1U) << name;
  }
  for (const char* name : {"Hardhat", "person", "", "no_helmets"})
    EXPECT_EQ(hits(engine, frame(0, {seen(name)})), 0U) << name;
}

TEST(ClassRule, AHitTellsWhatWasSeenWhereAndByWhichRule) {
  auto rule = rule_of(RuleKind::kClass);
  rule.severity = Severity::kCritical;
  RuleEngine engine = engine_of(rule);
  auto report = frame(40, {seen("car"), seen("person", {0.1, 0.2, 0.3, 0.4}, "t9", 0.7)});
  report.frame_id = "frame-0002";
  report.frame_key = "drone-01/x.jpg";
  const auto found = engine.evaluate(report);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule_id, "rule");
  EXPECT_EQ(found[0].incident_type, "rule") << "the id where the rule names no type";
  EXPECT_EQ(found[0].severity, Severity::kCritical);
  EXPECT_EQ(found[0].object_index, 1U);
  EXPECT_EQ(found[0].track_id, "t9");
  EXPECT_EQ(found[0].box, (NormalisedBox{0.1, 0.2, 0.3, 0.4}));
  EXPECT_EQ(found[0].frame_id, "frame-0002");
  EXPECT_EQ(found[0].captured_at, report.captured_at);
}

TEST(ClassRule, LowConfidenceSmallBoxesOtherDronesAndOtherModelsDoNotCount) {
  auto rule = rule_of(RuleKind::kClass);
  rule.min_confidence = 0.5;
  rule.min_box_height = 0.1;
  rule.drones = {kDrone};
  rule.models = {"ppe"};
  RuleEngine engine = engine_of(rule);
  auto report = frame(0, {seen("person")});
  report.model = "ppe@1234";
  EXPECT_EQ(hits(engine, report), 1U);
  auto other = report;
  other.model = "coco@1234";
  EXPECT_EQ(hits(engine, other), 0U);
  other = report;
  other.drone = *DroneId::parse("drone-02");
  EXPECT_EQ(hits(engine, other), 0U);
  other = report;
  other.objects[0].confidence = 0.49;
  EXPECT_EQ(hits(engine, other), 0U);
  other = report;
  other.objects[0].box.y_max = other.objects[0].box.y_min + 0.09;
  EXPECT_EQ(hits(engine, other), 0U);
}

TEST(PersonWithoutHelmet, OnlyAHelmetAtTheHeadCounts) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kPersonWithoutHelmet));
  const NormalisedBox person{0.4, 0.2, 0.6, 0.8};
  const auto with = [&](NormalisedBox helmet) {
    return hits(engine, frame(0, {seen("Person", person), seen("Hardhat", helmet)}));
  };
  EXPECT_EQ(hits(engine, frame(0, {seen("person", person)})), 1U);
  EXPECT_EQ(with({0.46, 0.18, 0.54, 0.26}), 0U) << "on the head";
  EXPECT_EQ(with({0.46, 0.60, 0.54, 0.68}), 1U) << "in the hand";
  EXPECT_EQ(with({0.70, 0.18, 0.78, 0.26}), 1U) << "on somebody else";
}

TEST(PersonWithoutHelmet, NothingIsClaimedOfAHeadOutsideThePicture) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kPersonWithoutHelmet));
  EXPECT_EQ(hits(engine, frame(0, {seen("person", {0.4, 0.0, 0.6, 0.8})})), 0U);
  EXPECT_EQ(hits(engine, frame(80, {seen("person", {0.4, 0.008, 0.6, 0.8})})), 0U) << "cut off, give or take a box's error";
}

TEST(Intrusion, ItIsTheFeetThatCount) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kIntrusion));
  EXPECT_EQ(hits(engine, frame(0, {seen("person", {0.7, 0.1, 0.8, 0.6})})), 1U);
  EXPECT_EQ(hits(engine, frame(0, {seen("person", {0.7, 0.1, 0.8, 0.4})})), 0U);
  EXPECT_EQ(hits(engine, frame(0, {seen("person", {0.1, 0.5, 0.2, 0.9})})), 0U);
  EXPECT_EQ(hits(engine, frame(0, {seen("person", {0.7, 0.1, 0.8, 1.0})})), 1U)
      << "cut off by the lower edge of the picture";
}

/// A person at so many metres north of the middle of the area.
SeenObject standing_at(double north_m, double semi_major_m = 2) {
  SeenObject person = seen("person");
  person.position = GroundPosition{.lat_deg = 53.7181 + north_m / 111'299,
                                   .lon_deg = -1.7396,
                                   .alt_m = 210,
                                   .semi_major_m = semi_major_m,
                                   .semi_minor_m = semi_major_m,
                                   .orientation_deg = 0};
  return person;
}

/// About 22 m by 13 m.
Rule area_rule(int k = 1, int n = 1) {
  Rule rule = rule_of(RuleKind::kIntrusion, k, n);
  rule.zone.clear();
  rule.area = {{53.7180, -1.7397}, {53.7182, -1.7397}, {53.7182, -1.7395}, {53.7180, -1.7395}};
  return rule;
}

TEST(GroundIntrusion, ItIsThePlaceThatCountsWhereverItIsInThePicture) {
  RuleEngine engine = engine_of(area_rule());
  EXPECT_EQ(hits(engine, frame(0, {standing_at(0)})), 1U);
  EXPECT_EQ(hits(engine, frame(0, {standing_at(10)})), 1U);
  EXPECT_EQ(hits(engine, frame(0, {standing_at(12)})), 0U);
  EXPECT_EQ(hits(engine, frame(0, {seen("person")})), 0U) << "nobody knows where that is";
  SeenObject car = standing_at(0);
  car.class_name = "car";
  EXPECT_EQ(hits(engine, frame(0, {car})), 0U);
}

TEST(GroundIntrusion, APlaceHasToBeAsSureAsTheRuleWantsIt) {
  Rule rule = area_rule();
  const auto holds = [&rule](double certainty, double semi_major_m) {
    rule.certainty = certainty;
    RuleEngine engine = engine_of(rule);
    return hits(engine, frame(0, {standing_at(0, semi_major_m)})) == 1;
  };
  EXPECT_TRUE(holds(0.5, 5));
  EXPECT_FALSE(holds(0.5, 60)) << "seen at the horizon: may be anywhere";
  EXPECT_TRUE(holds(0.05, 60)) << "who wants to know of that too";
  EXPECT_TRUE(holds(0.99, 4));
  EXPECT_FALSE(holds(0.99, 12));
}

TEST(GroundIntrusion, HoldsInSoManyOfTheLastFramesAsAnyRule) {
  RuleEngine engine = engine_of(area_rule(3, 5));
  std::vector<std::size_t> found;
  int ms = 0;
  for (const double north_m : {20.0, 14.0, 8.0, 14.0, 8.0, 7.0}) {  // a step in, a place that errs, and in
    found.push_back(hits(engine, frame(ms += 80, {standing_at(north_m)})));
  }
  EXPECT_EQ(found, (std::vector<std::size_t>{0, 0, 0, 0, 0, 1}));
}

TEST(Zone, AgreesWithAHalfPlaneTestForConvexPolygonsAndSharesNoPointBetweenNeighbours) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> share(0, 1);
  const std::vector<NormalisedPoint> triangle{{0.1, 0.2}, {0.9, 0.3}, {0.4, 0.9}};
  const auto side = [](NormalisedPoint a, NormalisedPoint b, NormalisedPoint p) {
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0;
  };
  for (int i = 0; i < 10'000; ++i) {
    const NormalisedPoint point{share(random), share(random)};
    const bool a = side(triangle[0], triangle[1], point);
    const bool expected = a == side(triangle[1], triangle[2], point) && a == side(triangle[2], triangle[0], point);
    EXPECT_EQ(contains(triangle, point), expected) << point.x << " " << point.y;
  }
  const std::vector<NormalisedPoint> left{{0, 0}, {0.5, 0}, {0.5, 1}, {0, 1}};
  const std::vector<NormalisedPoint> right{{0.5, 0}, {1, 0}, {1, 1}, {0.5, 1}};
  for (double y = 0; y < 1; y += 0.125) EXPECT_NE(contains(left, {0.5, y}), contains(right, {0.5, y})) << y;
}

TEST(Dwell, IsCountedFromTheFirstSightWithoutALongAbsence) {
  auto rule = rule_of(RuleKind::kClass, 1, 3);
  rule.dwell = milliseconds(300);
  RuleEngine engine = engine_of(rule);
  EXPECT_EQ(hits(engine, frame(0, {seen("person")})), 0U);
  EXPECT_EQ(hits(engine, frame(200, {})), 0U);
  EXPECT_EQ(hits(engine, frame(300, {seen("person")})), 1U) << "an absence within the window does not count";
  for (int ms : {400, 500, 600}) EXPECT_EQ(hits(engine, frame(ms, {})), 0U);
  EXPECT_EQ(hits(engine, frame(700, {seen("person")})), 0U) << "gone for a whole window: a new sight";
}

TEST(RuleEngine, WithoutTracksFollowsByOverlap) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kClass, 3, 4));
  // Two people walk side by side, each a tenth of their width per frame; a third one is far away and seen once.
  for (int i = 0; i < 6; ++i) {
    const double x = 0.1 + 0.01 * i;
    std::vector<SeenObject> objects{seen("person", {x, 0.2, x + 0.1, 0.6}, ""),
                                    seen("person", {x + 0.12, 0.2, x + 0.22, 0.6}, "")};
    if (i == 5) objects.push_back(seen("person", {0.8, 0.2, 0.9, 0.6}, ""));
    EXPECT_EQ(hits(engine, frame(i * 100, objects)), i < 2 ? 0U : 2U) << i;
  }
}

TEST(RuleEngine, TheFirstHitOfAStretchIsMarked) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kClass, 2, 3));
  std::vector<bool> first;
  for (const bool is_there : {true, true, true, false, false, false, true, true}) {
    static int ms = 0;
    for (const RuleHit& hit :
         engine.evaluate(frame(ms += 100, is_there ? std::vector{seen("person")} : std::vector<SeenObject>{}))) {
      first.push_back(hit.is_first);
    }
  }
  EXPECT_EQ(first, (std::vector{true, false, true}));
}

TEST(RuleEngine, ABacklogBetweenLiveReportsDisturbsNeither) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kClass, 3, 3));
  std::size_t live = 0;
  std::size_t backlog = 0;
  for (int i = 0; i < 5; ++i) {
    live += hits(engine, frame(60'000 + i * 100, {seen("person", {0.1, 0.1, 0.2, 0.2}, "live")}));
    backlog += hits(engine, frame(i * 100, {seen("person", {0.5, 0.5, 0.6, 0.6}, "old")}));
  }
  EXPECT_EQ(live, 3U);
  EXPECT_EQ(backlog, 3U);
}

TEST(RuleEngine, ACopyPutBackForgetsWhatCameSince) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kClass, 2, 2));
  EXPECT_EQ(hits(engine, frame(0, {seen("person")})), 0U);
  const RuleEngine before = engine;
  EXPECT_EQ(hits(engine, frame(100, {seen("person")})), 1U);
  engine = before;
  EXPECT_EQ(hits(engine, frame(100, {seen("person")})), 1U);
}

TEST(RuleEngine, StaysWithinItsBoundsUnderAStreamOfNewTracksAndDrones) {
  RuleEngine engine = engine_of(rule_of(RuleKind::kClass, 2, 100),
                                {.max_drones = 2, .max_followed = 4, .forget_after = milliseconds(10'000)});
  for (int i = 0; i < 1000; ++i) {
    auto report = frame(i, {seen("person", {0.1, 0.1, 0.2, 0.2}, "t" + std::to_string(i))});
    report.drone = *DroneId::parse("d" + std::to_string(i % 5));
    EXPECT_EQ(hits(engine, report), 0U);
  }
  // What was followed most lately is still known.
  EXPECT_EQ(hits(engine,
                 [] {
                   auto report = frame(1000, {seen("person", {0.1, 0.1, 0.2, 0.2}, "t999")});
                   report.drone = *DroneId::parse("d4");
                   return report;
                 }()),
            1U);
}

/// The rule in so many words: look back over everything that was reported.
class Oracle {
 public:
  Oracle(int k, int n, milliseconds dwell) : k_(k), n_(n), dwell_(dwell) {}

  std::set<std::string> holding(Timestamp at, const std::set<std::string>& tracks) {
    history_.emplace_back(at, tracks);
    std::set<std::string> held;
    const int now = static_cast<int>(history_.size()) - 1;
    for (const std::string& track : tracks) {
      const auto was_there = [&](int i) { return i >= 0 && history_[static_cast<std::size_t>(i)].second.contains(track); };
      int count = 0;
      for (int i = now; i > now - n_; --i) count += was_there(i) ? 1 : 0;
      int since = now;
      for (int i = now, absent = 0; i >= 0 && absent < n_; --i) {
        absent = was_there(i) ? 0 : absent + 1;
        if (was_there(i)) since = i;
      }
      if (count >= k_ && at - history_[static_cast<std::size_t>(since)].first >= dwell_) held.insert(track);
    }
    return held;
  }

 private:
  int k_;
  int n_;
  milliseconds dwell_;
  std::vector<std::pair<Timestamp, std::set<std::string>>> history_;
};

TEST(RuleEngine, AgreesWithALookBackOverTheWholeHistory) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const int n = std::uniform_int_distribution(1, seed % 3 == 0 ? 100 : 8)(random);
    const int k = std::uniform_int_distribution(1, n)(random);
    auto rule = rule_of(RuleKind::kClass, k, n);
    rule.dwell = milliseconds(seed % 2 == 0 ? 0 : 250);
    RuleEngine engine = engine_of(rule);
    Oracle oracle(k, n, rule.dwell);
    std::bernoulli_distribution is_there(std::uniform_real_distribution(0.1, 0.95)(random));
    for (int i = 0; i < 300; ++i) {
      std::set<std::string> tracks;
      std::vector<SeenObject> objects;
      for (const char* track : {"a", "b", "c", "d"}) {
        if (!is_there(random)) continue;
        tracks.insert(track);
        objects.push_back(seen("person", {0.1, 0.1, 0.2, 0.2}, track));
      }
      std::shuffle(objects.begin(), objects.end(), random);
      std::set<std::string> held;
      for (const RuleHit& hit : engine.evaluate(frame(i * 40, objects))) held.insert(hit.track_id);
      ASSERT_EQ(held, oracle.holding(kStart + milliseconds(i * 40), tracks))
          << "seed " << seed << ", report " << i << ", " << k << " of " << n;
    }
  }
}

TEST(ViewRule, AFrameOfManyObjectsIsOneSightingOfTheSurest) {
  auto rule = rule_of(RuleKind::kClass);
  rule.scope = RuleScope::kView;
  RuleEngine engine = engine_of(rule);
  const auto found = engine.evaluate(
      frame(0, {seen("person", {0.1, 0.1, 0.2, 0.3}, "t1", 0.5), seen("person", {0.5, 0.1, 0.6, 0.3}, "t2", 0.8),
                seen("person", {0.8, 0.1, 0.9, 0.3}, "t3", 0.6)}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].track_id, "t2");
  EXPECT_EQ(found[0].scope, RuleScope::kView);
}

TEST(ViewRule, IsFlaggedAtItsBeginningAndAfterEachCooldownWhileItLasts) {
  auto rule = rule_of(RuleKind::kClass);
  rule.scope = RuleScope::kView;
  rule.cooldown = milliseconds(10'000);
  RuleEngine engine = engine_of(rule);
  std::vector<int> flagged_s;
  for (int s = 0; s <= 100; ++s) {
    const bool is_seen = s <= 25 || s >= 60;  // others each second, a pause in between
    const auto found = engine.evaluate(
        frame(1000 * s, is_seen ? std::vector{seen("person", {}, "t" + std::to_string(s))} : std::vector<SeenObject>{}));
    if (!found.empty() && found[0].is_first) flagged_s.push_back(s);
  }
  EXPECT_EQ(flagged_s, (std::vector{0, 11, 22, 60, 71, 82, 93}));
}

TEST(ViewRule, EachObjectStillHasToHoldByItself) {
  auto rule = rule_of(RuleKind::kClass, 3, 4);
  rule.scope = RuleScope::kView;
  RuleEngine engine = engine_of(rule);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(hits(engine, frame(100 * i, {seen("person", {0.4, 0.4, 0.6, 0.8}, "t" + std::to_string(i))})), 0U);
}

TEST(RuleSet, WhatCannotWorkIsRefusedByFieldAndRule) {
  const auto refused = [](auto change, RuleKind kind = RuleKind::kClass) {
    Rule rule = rule_of(kind);
    change(rule);
    const auto status = validate(RuleSet{.version = 1, .rules = {rule}});
    return status ? std::string() : status.error().message;
  };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(refused([](Rule&) {}), "");
  EXPECT_NE(refused([](Rule& rule) { rule.id = "A b"; }).find("id"), std::string::npos);
  EXPECT_NE(refused([](Rule& rule) { rule.classes.clear(); }).find("classes"), std::string::npos);
  EXPECT_NE(refused([](Rule& rule) { rule.hits_needed = 2; }).find("k: 1 to n"), std::string::npos);
  EXPECT_NE(refused([](Rule& rule) { rule.window_frames = 101; }), "");
  EXPECT_NE(refused([](Rule& rule) { rule.min_confidence = kNan; }), "");
  EXPECT_NE(refused([](Rule& rule) { rule.cooldown = std::chrono::hours(25); }), "");
  EXPECT_NE(refused([](Rule& rule) { rule.dwell = milliseconds(-1); }), "");
  EXPECT_NE(refused([](Rule& rule) { rule.zone = {{0, 0}, {1, 0}, {1, 1}}; }), "");
  EXPECT_NE(refused([](Rule& rule) { rule.zone.resize(2); }, RuleKind::kIntrusion), "");
  EXPECT_NE(refused([](Rule& rule) { rule.zone[0].x = kNan; }, RuleKind::kIntrusion), "");
  EXPECT_NE(refused([](Rule& rule) { rule.zone.clear(); }, RuleKind::kIntrusion).find("one of the two"), std::string::npos);
  EXPECT_NE(refused([](Rule& rule) { rule.area = area_rule().area; }, RuleKind::kIntrusion).find("one of the two"),
            std::string::npos);
  EXPECT_NE(refused([](Rule& rule) { rule.area = area_rule().area; }).find("for intrusion"), std::string::npos);
  const auto refused_area = [&refused](auto change) {
    return refused(
        [change](Rule& rule) {
          rule = area_rule();
          change(rule);
        },
        RuleKind::kIntrusion);
  };
  EXPECT_EQ(refused_area([](Rule&) {}), "");
  EXPECT_EQ(refused_area([](Rule& rule) { std::swap(rule.area[1], rule.area[2]); }),
            "rule \"rule\" is not usable: area: the outline crosses or touches itself: the edge after corner 1 and the one "
            "after corner 3. Move a corner, or make two areas");
  for (const double certainty : {0.0, 1.0, kNan}) {
    EXPECT_NE(refused_area([certainty](Rule& rule) { rule.certainty = certainty; }).find("certainty"), std::string::npos);
  }
  EXPECT_NE(refused([](Rule& rule) { rule.vehicle_classes.clear(); }, RuleKind::kNearVehicle), "");
  EXPECT_NE(refused([](Rule& rule) { rule.distance_m = 51; }, RuleKind::kNearVehicle), "");
  EXPECT_NE(refused([](Rule& rule) { rule.min_speed_mps = 0; }, RuleKind::kNearVehicle), "");
  EXPECT_NE(refused([](Rule& rule) { rule.vehicle_classes = {"car"}; }, RuleKind::kClass), "");
  EXPECT_NE(refused([](Rule& rule) { rule.helmet_classes.clear(); }, RuleKind::kPersonWithoutHelmet), "");
  const RuleSet twins{.version = 1, .rules = {rule_of(RuleKind::kClass), rule_of(RuleKind::kClass)}};
  EXPECT_FALSE(validate(twins));
  EXPECT_TRUE(validate(default_rules()));
}

}  // namespace
}  // namespace eyrie::fleet
