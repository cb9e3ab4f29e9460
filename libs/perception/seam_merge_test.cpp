// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/seam_merge.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace eyrie::perception {
namespace {

constexpr float kMaxIou = 0.7F;
constexpr std::size_t kMaxKept = 300;
constexpr PixelSize kNetwork{.width = 640, .height = 640};

Box box_at(float left, float top, float width, float height) {
  return {.x_min = left, .y_min = top, .x_max = left + width, .y_max = top + height};
}

Box part_of(const Box& box, const Look& look) {
  const auto left = static_cast<float>(look.left);
  const auto top = static_cast<float>(look.top);
  return {.x_min = std::max(box.x_min, left),
          .y_min = std::max(box.y_min, top),
          .x_max = std::min(box.x_max, left + static_cast<float>(look.width)),
          .y_max = std::min(box.y_max, top + static_cast<float>(look.height))};
}

Box relative_to(const Look& look, const Box& box) {
  const auto left = static_cast<float>(look.left);
  const auto top = static_cast<float>(look.top);
  return {.x_min = box.x_min - left, .y_min = box.y_min - top, .x_max = box.x_max - left, .y_max = box.y_max - top};
}

float distance(const Box& a, const Box& b) {
  return std::max(
      {std::abs(a.x_min - b.x_min), std::abs(a.y_min - b.y_min), std::abs(a.x_max - b.x_max), std::abs(a.y_max - b.y_max)});
}

/// Two looks side by side that share x from 80 to 100, and what is told of them. Boxes are in pixels of the picture.
class TwoTiles {
 public:
  explicit TwoTiles(bool has_whole_look = false) {
    if (has_whole_look) looks_.push_back({0, 0, 180, 100});
    looks_.push_back({0, 0, 100, 100});
    looks_.push_back({80, 0, 100, 100});
    seen_.resize(looks_.size());
  }
  TwoTiles& whole(Box box, float confidence, int class_id = 0) { return see(0, box, confidence, class_id); }
  TwoTiles& left(Box box, float confidence, int class_id = 0) { return see(looks_.size() - 2, box, confidence, class_id); }
  TwoTiles& right(Box box, float confidence, int class_id = 0) { return see(looks_.size() - 1, box, confidence, class_id); }

  std::vector<Detection> merged(std::size_t max_kept = kMaxKept) {
    merge_.begin(looks_);
    for (std::size_t look = 0; look < looks_.size(); ++look) merge_.add(look, seen_[look]);
    const auto found = merge_.finish(kMaxIou, max_kept);
    return {found.begin(), found.end()};
  }

 private:
  TwoTiles& see(std::size_t look, Box box, float confidence, int class_id) {
    seen_[look].push_back({.box = relative_to(looks_[look], box), .confidence = confidence, .class_id = class_id});
    return *this;
  }
  std::vector<Look> looks_;
  std::vector<std::vector<Detection>> seen_;
  SeamMerge merge_;
};

TEST(SeamMerge, WhatASeamCutsHasTheBoxOfTheTileThatShowsItWhole) {
  const auto found = TwoTiles().left(box_at(85, 40, 15, 10), 0.9F).right(box_at(85, 40, 18, 10), 0.6F).merged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(distance(found[0].box, box_at(85, 40, 18, 10)), 1e-3F);
  EXPECT_EQ(found[0].confidence, 0.9F);
}

TEST(SeamMerge, PartsOfOneThingBecomeOneBox) {
  const auto found = TwoTiles().left(box_at(30, 40, 70, 10), 0.6F).right(box_at(80, 41, 60, 10), 0.7F).merged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(distance(found[0].box, box_at(30, 40, 110, 11)), 1e-3F);
  EXPECT_EQ(found[0].confidence, 0.7F);
}

TEST(SeamMerge, ALookAtTheWholePictureSettlesWhatNoTileShowsWhole) {
  const auto found = TwoTiles(true)
                         .whole(box_at(31, 39, 108, 12), 0.5F)
                         .left(box_at(30, 40, 70, 10), 0.8F)
                         .right(box_at(80, 40, 60, 10), 0.7F)
                         .merged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(distance(found[0].box, box_at(31, 39, 108, 12)), 1e-3F);
  EXPECT_EQ(found[0].confidence, 0.8F);
}

TEST(SeamMerge, NeighboursStayTwoHoweverClose) {
  const Box one = box_at(82, 40, 8, 20);
  const Box other = box_at(85, 40, 8, 20);  // the two overlap by more than `kAgreement`
  ASSERT_GT(iou(one, other), SeamMerge::kAgreement);
  const auto found = TwoTiles().left(one, 0.9F).left(other, 0.8F).right(other, 0.95F).right(one, 0.5F).merged();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_LT(distance(found[0].box, other), 1e-3F);
  EXPECT_LT(distance(found[1].box, one), 1e-3F);
  EXPECT_EQ(TwoTiles().left(one, 0.9F).left(other, 0.8F).right(other, 0.95F).merged().size(), 2U) << "one tile missed one";
}

TEST(SeamMerge, AChildBeforeAnAdultIsNotLost) {
  const Box adult = box_at(84, 20, 14, 60);
  const Box child = box_at(86, 50, 10, 30);
  const auto found = TwoTiles().left(adult, 0.9F).left(child, 0.6F).right(adult, 0.9F).right(child, 0.7F).merged();
  EXPECT_EQ(found.size(), 2U);
}

TEST(SeamMerge, AnArmBeyondTheSeamIsNotSomebody) {
  const Box person = box_at(60, 20, 25, 60);
  EXPECT_EQ(TwoTiles().left(person, 0.9F).right(box_at(80, 40, 3, 10), 0.5F).merged().size(), 1U);
  const auto of_another_class = TwoTiles().left(person, 0.9F).right(box_at(80, 40, 3, 10), 0.5F, 1).merged();
  EXPECT_EQ(of_another_class.size(), 2U);
}

TEST(SeamMerge, ThingsOfTwoClassesStayTwo) {
  EXPECT_EQ(TwoTiles().left(box_at(85, 40, 10, 10), 0.9F, 0).right(box_at(85, 40, 10, 10), 0.9F, 1).merged().size(), 2U);
}

TEST(SeamMerge, WhatOneLookAloneSawStays) {
  const auto found = TwoTiles(true).left(box_at(10, 10, 8, 8), 0.3F).right(box_at(85, 50, 8, 8), 0.4F).merged();
  EXPECT_EQ(found.size(), 2U);
}

TEST(SeamMerge, NothingIsToldOfTheFarSideOfASeam) {
  const auto found = TwoTiles().left(box_at(60, 40, 55, 10), 0.9F).left(box_at(101, 10, 5, 5), 0.8F).merged();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LT(distance(found[0].box, box_at(60, 40, 40, 10)), 1e-3F);
  const auto at_the_edge_of_the_picture = TwoTiles().left(box_at(-5, 40, 20, 10), 0.9F).merged();
  EXPECT_EQ(at_the_edge_of_the_picture.at(0).box.x_min, -5) << "as a single look tells it";
}

TEST(SeamMerge, TheStrongestComeFirstAndEqualsAsTheyWereSeen) {
  auto tiles =
      TwoTiles().right(box_at(150, 40, 8, 8), 0.5F).left(box_at(10, 40, 8, 8), 0.5F).left(box_at(30, 40, 8, 8), 0.9F);
  const auto found = tiles.merged();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].box.x_min, 30);
  EXPECT_EQ(found[1].box.x_min, 10);
  EXPECT_EQ(found[2].box.x_min, 150);
  EXPECT_EQ(tiles.merged(1).size(), 1U);
}

TEST(SeamMerge, NothingSeenIsNothingFound) { EXPECT_TRUE(TwoTiles(true).merged().empty()); }

/// Things in a picture, and what a network would tell of them that sees everything there is.
class Scenes : public ::testing::Test {
 protected:
  struct Thing {
    Box box;
    int class_id = 0;
  };
  struct Kind {
    float smallest = 0;  ///< side, pixels
    float largest = 0;
    float jitter = 0;    ///< how much edges are off
    float thinnest = 0;  ///< part of a thing that is seen
  };

  float random(float from, float to) { return std::uniform_real_distribution<float>(from, to)(random_); }
  int random_int(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

  TileOptions random_tiles() {
    TileOptions options{.grid = {.columns = random_int(1, 4), .rows = random_int(1, 4)}, .overlap = 0};
    options.overlap = static_cast<double>(random(0.1F, 0.5F));
    options.has_whole_look = random_int(0, 1) == 1;
    return options;
  }

  /// Things that do not overlap others of their class.
  std::vector<Thing> scatter(PixelSize picture, const Kind& kind) {
    std::vector<Thing> things;
    for (int attempt = 0; attempt < 60; ++attempt) {
      const float width = std::min(random(kind.smallest, kind.largest), static_cast<float>(picture.width));
      const float height = std::min(random(kind.smallest, kind.largest), static_cast<float>(picture.height));
      const Thing thing{.box = box_at(random(0, static_cast<float>(picture.width) - width),
                                      random(0, static_cast<float>(picture.height) - height), width, height),
                        .class_id = random_int(0, 1)};
      const bool is_free = std::ranges::none_of(
          things, [&](const Thing& other) { return other.class_id == thing.class_id && iou(other.box, thing.box) > 0; });
      if (is_free) things.push_back(thing);
    }
    return things;
  }

  std::vector<Detection> see(const std::vector<Thing>& things, const Look& look, const Kind& kind) {
    std::vector<Detection> seen;
    const auto off = [&] { return kind.jitter > 0 ? random(-kind.jitter, kind.jitter) : 0; };
    for (const Thing& thing : things) {
      Box part = part_of(thing.box, look);
      if (part.width() < kind.thinnest || part.height() < kind.thinnest) continue;
      part = {.x_min = part.x_min + off(),
              .y_min = part.y_min + off(),
              .x_max = part.x_max + off(),
              .y_max = part.y_max + off()};
      seen.push_back({.box = relative_to(look, part), .confidence = random(0.3F, 1), .class_id = thing.class_id});
    }
    return seen;
  }

  std::vector<Detection> look_at(const std::vector<Thing>& things, const std::vector<Look>& looks, const Kind& kind) {
    merge_.begin(looks);
    for (std::size_t look = 0; look < looks.size(); ++look) merge_.add(look, see(things, looks[look], kind));
    const auto found = merge_.finish(kMaxIou, kMaxKept);
    return {found.begin(), found.end()};
  }

  /// Each thing has one detection within `tolerance` of it, and there are no others.
  static void expect_each_once(const std::vector<Thing>& things, const std::vector<Detection>& found, float tolerance) {
    EXPECT_EQ(found.size(), things.size());
    for (const Thing& thing : things) {
      const auto count = std::ranges::count_if(found, [&](const Detection& one) {
        return one.class_id == thing.class_id && distance(one.box, thing.box) <= tolerance;
      });
      EXPECT_EQ(count, 1) << thing.box.x_min << "," << thing.box.y_min << " to " << thing.box.x_max << ","
                          << thing.box.y_max;
    }
    EXPECT_TRUE(std::ranges::is_sorted(found, std::ranges::greater{}, &Detection::confidence));
  }

  static PixelSize random_size(Scenes& scenes) {
    return {.width = scenes.random_int(300, 2000), .height = scenes.random_int(300, 1200)};
  }

  /// The shorter side of what neighbouring tiles share.
  static float overlap_of(const std::vector<Look>& looks, const TileOptions& options) {
    const Look& tile = looks.back();
    return static_cast<float>(options.overlap) * static_cast<float>(std::min(tile.width, tile.height));
  }

  std::mt19937 random_{17};
  SeamMerge merge_;
};

TEST_F(Scenes, ThingsSmallerThanTheOverlapAreFoundOnceEach) {
  for (int scene = 0; scene < 400 && !HasFailure(); ++scene) {
    SCOPED_TRACE(scene);
    const PixelSize size = random_size(*this);
    const TileOptions options = random_tiles();
    const auto looks = plan_looks(size, kNetwork, options);
    const Kind kind{.smallest = 4, .largest = std::max(5.0F, overlap_of(looks, options)), .thinnest = 0.5F};
    const auto things = scatter(size, kind);
    expect_each_once(things, look_at(things, looks, kind), 1);
  }
}

TEST_F(Scenes, ThingsLargerThanATileAreFoundOnceEach) {
  for (int scene = 0; scene < 400 && !HasFailure(); ++scene) {
    SCOPED_TRACE(scene);
    const PixelSize size = random_size(*this);
    const auto looks = plan_looks(size, kNetwork, random_tiles());
    const Kind kind{.smallest = 60, .largest = 1000, .thinnest = 0.5F};
    const auto things = scatter(size, kind);
    expect_each_once(things, look_at(things, looks, kind), 1);
  }
}

TEST_F(Scenes, BoxesThatAreSomewhatOffAreStillOneForEachThing) {
  for (int scene = 0; scene < 400 && !HasFailure(); ++scene) {
    SCOPED_TRACE(scene);
    const PixelSize size = random_size(*this);
    const auto looks = plan_looks(size, kNetwork, random_tiles());
    const auto longer_side = static_cast<float>(std::max(looks.back().width, looks.back().height));
    const float jitter = std::min(1.0F, 0.8F * SeamMerge::kSeamReach * longer_side);
    const Kind kind{.smallest = 14, .largest = 300, .jitter = jitter, .thinnest = 5};
    const auto things = scatter(size, kind);
    expect_each_once(things, look_at(things, looks, kind), 6);
  }
}

TEST_F(Scenes, PeopleWhoOverlapAreFoundOnceEach) {
  for (int scene = 0; scene < 400 && !HasFailure(); ++scene) {
    SCOPED_TRACE(scene);
    const PixelSize size{.width = random_int(600, 2000), .height = random_int(600, 1200)};
    const TileOptions options = random_tiles();
    const auto looks = plan_looks(size, kNetwork, options);
    const float height = std::min(60.0F, overlap_of(looks, options));
    const float left = random(0, static_cast<float>(size.width) - 3 * height);
    const float top = random(0, static_cast<float>(size.height) - height);
    std::vector<Thing> things;
    for (int i = 0; i < 4; ++i)
      things.push_back({.box = box_at(left + static_cast<float>(i) * 0.25F * height, top, 0.4F * height, height)});
    expect_each_once(things, look_at(things, looks, {.thinnest = 0.5F}), 1);
  }
}

}  // namespace
}  // namespace eyrie::perception
