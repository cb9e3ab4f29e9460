// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "evaluation/coco.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::evaluation {
namespace {

using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::Optional;

// That the figures are those of pycocotools, tests/oracle/test_eval.py sees on real and random sets. Here every rule of COCO
// has a case small enough to be reckoned by hand.

enum Figure : std::uint8_t { kAp, kAp50, kAp75, kApSmall, kApMedium, kApLarge, kAr1, kAr10, kAr100 };

TrueBox real(PixelBox box, std::uint32_t picture = 0, std::uint32_t class_index = 0) {
  return {.picture = picture, .class_index = class_index, .box = box, .area_px2 = box.area()};
}

TrueBox crowd(PixelBox box) {
  auto truth = real(box);
  truth.is_crowd = true;
  return truth;
}

FoundBox claim(PixelBox box, double score, std::uint32_t picture = 0, std::uint32_t class_index = 0) {
  return {.picture = picture, .class_index = class_index, .box = box, .score = score};
}

CocoAccuracy judge(const std::vector<TrueBox>& truth, const std::vector<FoundBox>& found, std::size_t classes = 1) {
  return judge_detections(truth, found, classes);
}

constexpr PixelBox kHere{.left = 10, .top = 10, .width = 40, .height = 40};
constexpr PixelBox kThere{.left = 200, .top = 10, .width = 40, .height = 40};
constexpr PixelBox kNowhere{.left = 400, .top = 400, .width = 40, .height = 40};

TEST(Coco, FindingEverythingIsOne) {
  const auto accuracy = judge({real(kHere), real(kThere)}, {claim(kHere, 0.9), claim(kThere, 0.8)});
  EXPECT_NEAR(accuracy.figures[kAp], 1, 1e-12);
  EXPECT_NEAR(accuracy.figures[kApMedium], 1, 1e-12);
  EXPECT_EQ(accuracy.figures[kApSmall], -1) << "nothing small is there";
  EXPECT_DOUBLE_EQ(accuracy.figures[kAr1], 0.5) << "one detection of a picture finds one of two";
  EXPECT_DOUBLE_EQ(accuracy.figures[kAr100], 1);
}

TEST(Coco, AnOverlapOfThreeFifthsIsRightAtThreeThresholdsOfTen) {
  // 40x40 moved by 10: 1200 of 2000.
  const auto accuracy = judge({real(kHere)}, {claim({.left = 20, .top = 10, .width = 40, .height = 40}, 0.9)});
  EXPECT_NEAR(accuracy.figures[kAp50], 1, 1e-12);
  EXPECT_EQ(accuracy.figures[kAp75], 0);
  EXPECT_NEAR(accuracy.figures[kAp], 0.3, 1e-12);
}

TEST(Coco, AFalseAlarmAboveCostsPrecisionAndOneBelowNothing) {
  EXPECT_NEAR(judge({real(kHere)}, {claim(kNowhere, 0.9), claim(kHere, 0.5)}).figures[kAp50], 0.5, 1e-12);
  EXPECT_NEAR(judge({real(kHere)}, {claim(kNowhere, 0.4), claim(kHere, 0.5)}).figures[kAp50], 1, 1e-12);
}

TEST(Coco, OfEqualScoresTheOneThatComesFirstIsStronger) {
  EXPECT_NEAR(judge({real(kHere)}, {claim(kNowhere, 0.5), claim(kHere, 0.5)}).figures[kAp50], 0.5, 1e-12);
  EXPECT_NEAR(judge({real(kHere)}, {claim(kHere, 0.5), claim(kNowhere, 0.5)}).figures[kAp50], 1, 1e-12);
}

TEST(Coco, ABoxIsFoundOnce) {
  const auto accuracy = judge({real(kHere), real(kThere)}, {claim(kHere, 0.9), claim(kHere, 0.8), claim(kThere, 0.7)});
  // Precision 1 up to recall .5 (51 of 101 recalls), 2/3 behind it.
  EXPECT_NEAR(accuracy.figures[kAp50], (51 + 50 * 2.0 / 3) / 101, 1e-12);
}

TEST(Coco, ACrowdTakesAnyNumberOfDetectionsAndCountsForNone) {
  const PixelBox people{.left = 300, .top = 0, .width = 300, .height = 300};
  const std::vector<FoundBox> in_it{claim({.left = 310, .top = 10, .width = 40, .height = 40}, 0.9),
                                    claim({.left = 400, .top = 10, .width = 40, .height = 40}, 0.9), claim(kHere, 0.5)};
  const auto accuracy = judge({real(kHere), crowd(people)}, in_it);
  EXPECT_NEAR(accuracy.figures[kAp], 1, 1e-12);
  EXPECT_EQ(accuracy.classes[0].true_boxes, 1U);
}

TEST(Coco, ARangeOfAreasKnowsNothingOfBoxesOutsideOfIt) {
  const PixelBox small{.left = 10, .top = 10, .width = 20, .height = 20};
  const auto accuracy = judge({real(small), real(kThere)}, {claim(kThere, 0.9), claim(small, 0.8)});
  EXPECT_NEAR(accuracy.figures[kApSmall], 1, 1e-12) << "the stronger detection is of no small box, and no mistake";
  EXPECT_NEAR(accuracy.figures[kApMedium], 1, 1e-12);
  EXPECT_EQ(accuracy.figures[kApLarge], -1);
}

TEST(Coco, AFalseAlarmOutsideOfARangeOfAreasIsNoMistakeInIt) {
  const PixelBox small{.left = 10, .top = 10, .width = 20, .height = 20};
  const auto accuracy = judge({real(small)}, {claim(kNowhere, 0.9), claim(small, 0.8)});
  EXPECT_NEAR(accuracy.figures[kApSmall], 1, 1e-12);
  EXPECT_NEAR(accuracy.figures[kAp50], 0.5, 1e-12);
}

TEST(Coco, ABoxToBeFoundGoesBeforeACrowdThatFitsBetter) {
  // The detection lies in the crowd as a whole and meets the box by 1200 of 2000.
  const auto moved = claim({.left = 20, .top = 10, .width = 40, .height = 40}, 0.9);
  const auto accuracy = judge({crowd({.left = 0, .top = 0, .width = 300, .height = 300}), real(kHere)}, {moved});
  EXPECT_NEAR(accuracy.figures[kAp50], 1, 1e-12);
}

TEST(Coco, PrecisionIsTheBestAtARecallOrBehindIt) {
  const auto accuracy = judge({real(kHere), real(kThere)}, {claim(kNowhere, 0.9), claim(kHere, 0.8), claim(kThere, 0.7)});
  EXPECT_NEAR(accuracy.figures[kAp50], 2.0 / 3, 1e-12) << "1 of 2 at the first hit, 2 of 3 at the second";
}

TEST(Coco, TheAreaOfTheOutlineDecidesTheRange) {
  auto thin = real(kHere);
  thin.area_px2 = 500;
  const auto accuracy = judge({thin}, {claim(kHere, 0.9)});
  EXPECT_NEAR(accuracy.figures[kApSmall], 1, 1e-12);
  EXPECT_EQ(accuracy.figures[kApMedium], -1);
}

TEST(Coco, AClassWithNothingToFindCountsInNoAverage) {
  const auto accuracy = judge({real(kHere)}, {claim(kHere, 0.9), claim(kHere, 0.9, 0, 1)}, 2);
  EXPECT_NEAR(accuracy.figures[kAp], 1, 1e-12);
  EXPECT_THAT(accuracy.classes[0].ap, Optional(DoubleNear(1, 1e-12)));
  EXPECT_EQ(accuracy.classes[1].ap, std::nullopt);
  EXPECT_EQ(accuracy.classes[1].found_boxes, 1U);
}

TEST(Coco, ADetectionHoldsOnlyInItsOwnPictureAndClass) {
  EXPECT_EQ(judge({real(kHere, 0)}, {claim(kHere, 0.9, 1)}).figures[kAp], 0);
  EXPECT_EQ(judge({real(kHere, 0, 0)}, {claim(kHere, 0.9, 0, 1)}, 2).figures[kAp], 0);
}

TEST(Coco, AHundredDetectionsOfAPictureCount) {
  std::vector<FoundBox> found(100, claim(kNowhere, 0.9));
  found.push_back(claim(kHere, 0.5));
  EXPECT_EQ(judge({real(kHere)}, found).figures[kAr100], 0);
  found.erase(found.begin());
  EXPECT_EQ(judge({real(kHere)}, found).figures[kAr100], 1);
}

TEST(Coco, NothingAtAllIsNoFigure) { EXPECT_THAT(judge({}, {}).figures, Each(-1)); }

}  // namespace
}  // namespace eyrie::evaluation
