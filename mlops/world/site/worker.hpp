// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "world/site/roadmap.hpp"
#include "world/site/story.hpp"
#include "world/things/person.hpp"

namespace eyrie::world {

/// What somebody does from one time to another: walks straight on, or stays and works.
struct Activity {
  float begin_s = 0;
  float end_s = 0;
  Point2 from;
  Point2 to;              ///< the same where somebody stays
  float heading_rad = 0;  ///< counter-clockwise from east
  float walked_m = 0;     ///< before this activity; keeps the gait going over corners
  Posture posture = Posture::kStanding;
};

/// A person of the site with the plan of the whole story.
struct Worker {
  ThingId id = kNoThing;
  Appearance appearance;
  float phase_rad = 0;
  std::vector<Activity> plan;  ///< without gaps
  std::optional<float> takes_helmet_off_s = {};

  /// Where the feet are; before the plan its first place, after it its last.
  [[nodiscard]] Point2 place_at(float time_s) const;
  [[nodiscard]] float heading_at(float time_s) const;
  [[nodiscard]] PersonState state_at(float time_s) const;

 private:
  [[nodiscard]] const Activity& activity_at(float time_s) const;
  [[nodiscard]] Joints joints_of_activity(const Activity& activity, float time_s) const;
};

/// Where people go of their own accord, and where the story may send them.
struct Ways {
  const Roadmap& everyday;
  const Roadmap& open;
};

/// Fills the plan up to `until_s`. One plans after the other and keeps clear of those who have (prioritised planning:
/// Erdmann and Lozano-Perez, On multiple moving objects, 1987). `walk` is what the story wants of this person.
/// `Error::kConflict` when the story's goal cannot be reached.
[[nodiscard]] Status plan_worker(Worker& worker, Point2 start, const Ways& ways, std::span<const Worker> earlier,
                                 const std::optional<Story::WalksTo>& walk, float until_s, Random random);

}  // namespace eyrie::world
