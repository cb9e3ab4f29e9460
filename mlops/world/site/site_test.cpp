// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/site.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace eyrie::world {
namespace {

/// Within a story of its own; sites that cannot be made fail the test at once.
Site site_of(const SiteOptions& options) {
  auto site = make_site(options);
  EXPECT_TRUE(site) << (site ? "" : site.error().message);
  return site ? *std::move(site) : Site{};
}

int worker_with_helmet(const Site& site) {
  const auto found =
      std::ranges::find(site.workers, Headwear::kHelmet, [](const Worker& w) { return w.appearance.headwear; });
  return static_cast<int>(found - site.workers.begin());
}

/// A place that is free, some metres from where that worker begins.
Point2 free_goal(const Site& site, int worker) {
  const Roadmap roadmap(site.ground.yard.grown(-1.5F), site.obstacles, 0.6F, Random(99));
  Random random(1);
  return *roadmap.free_place(site.workers[static_cast<std::size_t>(worker)].place_at(0), 10, random);
}

TEST(Site, OfTheSameSeedIsTheSame) {
  const Site a = site_of({.seed = 21});
  const Site b = site_of({.seed = 21});
  EXPECT_EQ(a.fixed.positions, b.fixed.positions);
  EXPECT_EQ(moving_parts_at(a, 13).positions, moving_parts_at(b, 13).positions);
}

TEST(Site, OfAnotherSeedIsAnother) {
  const Site a = site_of({.seed = 21});
  const Site b = site_of({.seed = 22});
  EXPECT_NE(a.fixed.positions, b.fixed.positions);
  EXPECT_NE(a.daylight.to_sun, b.daylight.to_sun);
}

TEST(Site, PeopleAreNeverInsideOfSolidThingsNorOfOneAnother) {
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    const Site site = site_of({.seed = seed, .lasts_s = 60});
    int close = 0;
    int looks = 0;
    for (float t = 0; t < 60; t += 0.2F) {
      for (std::size_t i = 0; i < site.workers.size(); ++i) {
        const Point2 place = site.workers[i].place_at(t);
        for (const Area& solid : site.obstacles)
          ASSERT_GT(solid.signed_distance(place), 0.4F) << "seed " << seed << " worker " << i << " at " << t;
        for (std::size_t j = 0; j < i; ++j) close += distance(place, site.workers[j].place_at(t)) < 0.5F ? 1 : 0;
        ++looks;
      }
    }
    EXPECT_LT(close, looks / 200) << "seed " << seed;
  }
}

TEST(Site, VehiclesStayInTheirLanesAndLanesApart) {
  const Site site = site_of({.seed = 8, .lasts_s = 60});
  for (const Vehicle& vehicle : site.vehicles) {
    const Area lane = vehicle.lane();
    for (float t = 0; t < 60; t += 0.5F) {
      const Vec3 place = vehicle.frame_at(t).origin;
      EXPECT_LE(lane.signed_distance({place.x, place.y}), 1e-3F);
    }
    if (site.ground.yard.signed_distance(vehicle.home) > 0) continue;  // on the road
    const auto taken = std::ranges::count_if(site.obstacles, [&lane](const Area& area) { return area.overlaps(lane); });
    EXPECT_EQ(taken, 1) << "only its own";
  }
}

TEST(Site, NobodyJumps) {
  const Site site = site_of({.seed = 5, .lasts_s = 60});
  for (const Worker& worker : site.workers) {
    for (float t = 0; t < 60; t += 0.1F) EXPECT_LT(distance(worker.place_at(t), worker.place_at(t + 0.1F)), 0.2F);
  }
}

TEST(Story, AHelmetComesOffAtItsTime) {
  const int worker = worker_with_helmet(site_of({.seed = 3}));
  SiteOptions options{.seed = 3};
  options.story.helmets_off = {{.worker = worker, .at_s = 12}};
  const Site site = site_of(options);
  const Worker& who = site.workers[static_cast<std::size_t>(worker)];
  EXPECT_EQ(who.state_at(11.9F).headwear, Headwear::kHelmet);
  EXPECT_NE(who.state_at(12.0F).headwear, Headwear::kHelmet);
  EXPECT_GT(who.state_at(12.0F).joints.shoulder[0], 1.5F);
}

TEST(Story, SomebodyWalksToAPlaceAndStays) {
  SiteOptions options{.seed = 3};
  const Point2 goal = free_goal(site_of(options), 2);
  options.story.walks = {{.worker = 2, .at_s = 25, .to = goal}};
  const Site site = site_of(options);
  EXPECT_LT(distance(site.workers[2].place_at(60), goal), 0.01F);
}

TEST(Story, ClosedGroundIsEnteredByWhomTheStorySendsAndByNobodyElse) {
  SiteOptions options{.seed = 3};
  const Point2 goal = free_goal(site_of(options), 2);
  const Area closed(goal, 6, 6, 0);
  options.closed = {closed};
  options.story.walks = {{.worker = 2, .at_s = 25, .to = goal}};
  const Site site = site_of(options);
  for (std::size_t i = 0; i < site.workers.size(); ++i) {
    for (float t = 0; t < (i == 2 ? 25.0F : 60.0F); t += 0.25F)
      EXPECT_GT(closed.signed_distance(site.workers[i].place_at(t)), 0) << "worker " << i << " at " << t;
  }
  EXPECT_LT(distance(site.workers[2].place_at(60), goal), 0.01F);
}

TEST(Story, AVehicleReversesInALaneThatNobodyEnters) {
  SiteOptions options{.seed = 3};
  options.story.drives = {{.vehicle = 2, .at_s = 40, .lasts_s = 5, .by_m = -7}};
  const Site site = site_of(options);
  EXPECT_NEAR(site.vehicles[2].offset_at(39), 0, 1e-6F);
  EXPECT_NEAR(site.vehicles[2].offset_at(46), -7, 1e-4F);
  EXPECT_GE(site.vehicles[2].lane().half_length_m(), ground_size_of(site.vehicles[2].kind).half_length_m + 3.49F);
}

TEST(Story, RefusesWhatCannotHappenAndSaysWhatToChange) {
  SiteOptions nobody{.seed = 3};
  nobody.story.walks = {{.worker = 99, .at_s = 5, .to = {}}};
  const auto unknown = make_site(nobody);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Error::kInvalidArgument);
  EXPECT_NE(unknown.error().message.find("worker 99"), std::string::npos);

  SiteOptions into_wall{.seed = 3};
  const Site site = site_of(into_wall);
  into_wall.story.walks = {{.worker = 0, .at_s = 5, .to = site.obstacles.front().centre()}};
  const auto blocked = make_site(into_wall);
  ASSERT_FALSE(blocked);
  EXPECT_EQ(blocked.error().code, Error::kConflict);

  const auto bare =
      std::ranges::find_if(site.workers, [](const Worker& w) { return w.appearance.headwear != Headwear::kHelmet; });
  ASSERT_NE(bare, site.workers.end());
  SiteOptions no_helmet{.seed = 3};
  no_helmet.story.helmets_off = {{.worker = static_cast<int>(bare - site.workers.begin()), .at_s = 5}};
  const auto refused = make_site(no_helmet);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("wears no helmet"), std::string::npos);
}

}  // namespace
}  // namespace eyrie::world
