// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/tracks.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace eyrie::evaluation {
namespace {

// That the figures are those of TrackEval, tests/oracle/test_eval_track.py sees on random scenes.

/// A thing that stands at a place of its own from one frame to another.
void stand(std::vector<TrackPoint>& points, std::uint64_t id, double place, std::uint64_t from, std::uint64_t to) {
  for (auto frame = from; frame <= to; ++frame) {
    points.push_back({.frame = frame, .id = id, .box = {.left = place * 100, .top = 0, .width = 50, .height = 50}});
  }
}

TrackAccuracy judge(const std::vector<TrackPoint>& truth, const std::vector<TrackPoint>& found) {
  const auto accuracy = judge_tracks(truth, found);
  EXPECT_TRUE(accuracy) << accuracy.error().message;
  return accuracy.value_or(TrackAccuracy{});
}

TEST(Tracks, PerfectTracksAreOneWhateverTheirIds) {
  std::vector<TrackPoint> truth;
  std::vector<TrackPoint> found;
  stand(truth, 1, 0, 1, 10);
  stand(truth, 2, 1, 1, 10);
  stand(found, 77, 0, 1, 10);
  stand(found, 5, 1, 1, 10);
  const auto accuracy = judge(truth, found);
  EXPECT_NEAR(accuracy.hota.hota, 1, 1e-12);
  EXPECT_NEAR(accuracy.hota.loc_a, 1, 1e-12);
  EXPECT_EQ(accuracy.clear.mota, 1);
  EXPECT_EQ(accuracy.identity.idf1, 1);
  EXPECT_EQ(accuracy.clear.mostly_tracked, 2U);
  EXPECT_EQ(accuracy.frames, 10U);
}

TEST(Tracks, AThingThatChangesItsIdentityHalfWayCostsAssociationAlone) {
  std::vector<TrackPoint> truth;
  std::vector<TrackPoint> found;
  stand(truth, 1, 0, 1, 10);
  stand(found, 1, 0, 1, 5);
  stand(found, 2, 0, 6, 10);
  const auto accuracy = judge(truth, found);
  EXPECT_NEAR(accuracy.hota.det_a, 1, 1e-12);
  EXPECT_NEAR(accuracy.hota.ass_a, 0.5, 1e-12) << "each half: 5 frames of 10";
  EXPECT_NEAR(accuracy.hota.hota, std::sqrt(0.5), 1e-12);
  EXPECT_EQ(accuracy.clear.id_switches, 1U);
  EXPECT_NEAR(accuracy.clear.mota, 0.9, 1e-12);
  EXPECT_EQ(accuracy.clear.fragmentations, 0U);
  EXPECT_NEAR(accuracy.identity.idf1, 0.5, 1e-12);
}

TEST(Tracks, AGapIsAFragmentationAndNoSwitch) {
  std::vector<TrackPoint> truth;
  std::vector<TrackPoint> found;
  stand(truth, 1, 0, 1, 10);
  stand(truth, 2, 3, 1, 10);
  stand(found, 1, 0, 1, 4);
  stand(found, 1, 0, 7, 10);
  stand(found, 2, 3, 1, 10);
  const auto clear = judge(truth, found).clear;
  EXPECT_EQ(clear.fragmentations, 1U);
  EXPECT_EQ(clear.id_switches, 0U);
  EXPECT_EQ(clear.misses, 2U);
  EXPECT_EQ(clear.partially_tracked, 1U) << "8 frames of 10 are not more than 80 %";
}

TEST(Tracks, WhatWasMatchedBeforeStaysMatchedThoughAnotherFitsBetter) {
  std::vector<TrackPoint> truth;
  stand(truth, 1, 0, 1, 2);
  const PixelBox exact = truth[0].box;
  const PixelBox aside{.left = 10, .top = 0, .width = 50, .height = 50};
  const std::vector<TrackPoint> found{
      {.frame = 1, .id = 1, .box = exact}, {.frame = 2, .id = 1, .box = aside}, {.frame = 2, .id = 2, .box = exact}};
  const auto clear = judge(truth, found).clear;
  EXPECT_EQ(clear.id_switches, 0U);
  EXPECT_NEAR(clear.motp, (1 + 2.0 / 3) / 2, 1e-12);
}

TEST(Tracks, OneSideAloneIsAllMissesOrAllFalseAlarms) {
  std::vector<TrackPoint> points;
  stand(points, 1, 0, 1, 3);
  const auto missed = judge(points, {});
  EXPECT_EQ(missed.clear.misses, 3U);
  EXPECT_EQ(missed.identity.misses, 3U);
  EXPECT_EQ(missed.hota.hota, 0);
  const auto invented = judge({}, points);
  EXPECT_EQ(invented.clear.false_alarms, 3U);
  EXPECT_EQ(invented.identity.idf1, 0);
}

TEST(Tracks, MoreTracksThanBooksCanBeKeptOnAreRefused) {
  std::vector<TrackPoint> points;
  for (std::uint64_t id = 0; id * id <= kMostTrackPairs; ++id) points.push_back({.frame = id, .id = id, .box = {}});
  const auto accuracy = judge_tracks(points, points);
  ASSERT_FALSE(accuracy);
  EXPECT_EQ(accuracy.error().code, Error::kTooLarge);
}

}  // namespace
}  // namespace eyrie::evaluation
