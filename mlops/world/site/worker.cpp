// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/site/worker.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace eyrie::world {
namespace {

constexpr float kTurn_s = 0.5F;        ///< to face another way
constexpr float kHelmetMove_s = 1.2F;  ///< hands up before a helmet is off
constexpr float kPersonalSpace_m = 0.75F;
constexpr float kCheckEvery_s = 0.25F;

bool is_moving(const Activity& activity) { return activity.from != activity.to; }

float wrapped(float angle) {
  if (angle > portable::kPi) return angle - portable::kTwoPi;
  if (angle < -portable::kPi) return angle + portable::kTwoPi;
  return angle;
}

Point2 place_in(const Activity& activity, float time_s) {
  const float span = activity.end_s - activity.begin_s;
  const float share = span > 0 ? std::clamp((time_s - activity.begin_s) / span, 0.0F, 1.0F) : 0;
  return activity.from + (activity.to - activity.from) * share;
}

bool comes_too_close(const Activity& activity, std::span<const Worker> others) {
  for (float t = activity.begin_s; t <= activity.end_s; t += kCheckEvery_s) {
    const Point2 here = place_in(activity, t);
    for (const Worker& other : others) {
      if (distance(here, other.place_at(t)) < kPersonalSpace_m) return true;
    }
  }
  return false;
}

/// Builds the plan of one person, activity by activity.
class Planner {
 public:
  Planner(Worker& worker, Point2 start, const Ways& ways, std::span<const Worker> earlier, Random random)
      : worker_(worker), ways_(ways), earlier_(earlier), random_(random), place_(start), home_(start) {
    heading_ = random_.uniform(-portable::kPi, portable::kPi);
    speed_m_s_ = random_.uniform(1.0F, 1.5F);
    wanders_ = random_.chance(0.6F);
  }

  /// What this person does by itself until then.
  void live_until(float until_s) {
    while (now_s_ < until_s) {
      const bool wants_to_walk = random_.chance(wanders_ ? 0.7F : 0.25F);
      if (wants_to_walk && try_walk(until_s)) continue;
      stay(std::min(until_s, now_s_ + random_.uniform(3, 11)));
    }
  }

  bool walk_to(Point2 goal) {
    const auto way = ways_.open.route(place_, goal);
    if (way) append(legs_of(*way, Posture::kWalking));
    return way.has_value();
  }

  void stay(float until_s) {
    static constexpr std::array kPostures{Posture::kStanding, Posture::kStanding, Posture::kBending, Posture::kKneeling,
                                          Posture::kPointing};
    const Posture posture = random_.pick<Posture>(kPostures);
    if (is_moving_now()) heading_ = wrapped(heading_ + random_.uniform(-0.8F, 0.8F));
    append({Activity{now_s_, until_s, place_, place_, heading_, walked_m_, posture}});
  }

 private:
  bool is_moving_now() const { return !worker_.plan.empty() && is_moving(worker_.plan.back()); }

  bool try_walk(float until_s) {
    const Posture posture = random_.chance(0.25F) ? Posture::kCarrying : Posture::kWalking;
    for (int attempt = 0; attempt < 10; ++attempt) {
      const auto goal = ways_.everyday.free_place(home_, wanders_ ? 14.0F : 5.0F, random_);
      if (!goal) return false;
      const auto way = ways_.everyday.route(place_, *goal);
      if (!way) continue;
      auto legs = legs_of(*way, posture);
      if (legs.empty() || legs.back().end_s > until_s) continue;
      if (std::ranges::any_of(legs, [this](const Activity& leg) { return comes_too_close(leg, earlier_); })) continue;
      append(std::move(legs));
      return true;
    }
    return false;
  }

  std::vector<Activity> legs_of(const std::vector<Point2>& way, Posture posture) const {
    std::vector<Activity> legs;
    float time = now_s_;
    float walked = walked_m_;
    for (std::size_t i = 0; i + 1 < way.size(); ++i) {
      const float span = distance(way[i], way[i + 1]);
      if (span < 1e-3F) continue;
      const Point2 direction = way[i + 1] - way[i];
      legs.push_back(
          {time, time + span / speed_m_s_, way[i], way[i + 1], portable::atan2(direction.y, direction.x), walked, posture});
      time += span / speed_m_s_;
      walked += span;
    }
    return legs;
  }

  void append(std::vector<Activity> activities) {
    for (Activity& activity : activities) {
      now_s_ = activity.end_s;
      place_ = activity.to;
      heading_ = activity.heading_rad;
      if (is_moving(activity)) walked_m_ = activity.walked_m + distance(activity.from, activity.to);
      worker_.plan.push_back(activity);
    }
  }

  Worker& worker_;
  const Ways ways_;
  std::span<const Worker> earlier_;
  Random random_;
  float now_s_ = 0;
  Point2 place_;
  Point2 home_;
  float heading_ = 0;
  float walked_m_ = 0;
  float speed_m_s_ = 1.3F;
  bool wanders_ = true;
};

}  // namespace

const Activity& Worker::activity_at(float time_s) const {
  const auto after = std::ranges::upper_bound(plan, time_s, {}, &Activity::begin_s);
  return after == plan.begin() ? plan.front() : *(after - 1);
}

Point2 Worker::place_at(float time_s) const { return place_in(activity_at(time_s), time_s); }

float Worker::heading_at(float time_s) const {
  const Activity& now = activity_at(time_s);
  if (&now == plan.data()) return now.heading_rad;
  const float before = (&now - 1)->heading_rad;
  const float share = smooth_step(0, kTurn_s, time_s - now.begin_s);
  return before + wrapped(now.heading_rad - before) * share;
}

Joints Worker::joints_of_activity(const Activity& activity, float time_s) const {
  if (!is_moving(activity)) return joints_of(activity.posture, time_s * 1.3F + phase_rad);
  const float stride = kStridePerHeight * appearance.height_m;
  const float walked = activity.walked_m + distance(activity.from, place_in(activity, time_s));
  return joints_of(activity.posture, portable::kTwoPi * walked / stride);
}

PersonState Worker::state_at(float time_s) const {
  const Activity& now = activity_at(time_s);
  PersonState state{.joints = joints_of_activity(now, time_s),
                    .headwear = appearance.headwear,
                    .has_load = now.posture == Posture::kCarrying};
  if (&now != plan.data()) {
    const Activity& before = *(&now - 1);
    state.joints = blend(joints_of_activity(before, std::min(time_s, before.end_s)), state.joints,
                         smooth_step(0, kTurn_s, time_s - now.begin_s));
  }
  if (!takes_helmet_off_s) return state;
  const float away_s = std::fabs(time_s - *takes_helmet_off_s);
  if (away_s < kHelmetMove_s) state.joints = reaching_for_head(state.joints, smooth_step(kHelmetMove_s, 0, away_s));
  if (time_s >= *takes_helmet_off_s) {
    state.headwear = appearance.has_cap ? Headwear::kCap : Headwear::kHair;
    state.has_helmet_in_hand = !state.has_load;
  }
  return state;
}

Status plan_worker(Worker& worker, Point2 start, const Ways& ways, std::span<const Worker> earlier,
                   const std::optional<Story::WalksTo>& walk, float until_s, Random random) {
  Planner planner(worker, start, ways, earlier, random);
  if (!walk) {
    planner.live_until(until_s);
    return {};
  }
  planner.live_until(walk->at_s);
  if (!planner.walk_to(walk->to)) {
    std::ostringstream what;
    what << "worker " << walk->worker << " cannot walk to (" << walk->to.x << ", " << walk->to.y
         << "): the place is outside of the yard, inside of something solid, or closed off. Choose another goal (story: "
            "walks)";
    return fail(Error::kConflict, what.str());
  }
  planner.stay(std::max(until_s, worker.plan.back().end_s));
  return {};
}

}  // namespace eyrie::world
