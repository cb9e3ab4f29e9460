// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/flight/route.hpp"

#include <algorithm>
#include <cmath>

#include "world/math/portable.hpp"

namespace eyrie::world {
namespace {

using geometry::Vector3;

/// How far along a way of `length_m` one is, how fast, and how the speed changes.
struct Progress {
  double way_m = 0;
  double speed_mps = 0;
  double acceleration_mps2 = 0;
};

/// Speeds up, keeps its speed, slows down; a way too short for that is all speeding up and slowing down.
class SpeedProfile {
 public:
  SpeedProfile(double length_m, double speed_mps, double acceleration_mps2)
      : length_(length_m),
        acceleration_(acceleration_mps2),
        speed_(std::min(speed_mps, std::sqrt(acceleration_mps2 * length_m))) {
    ramp_s_ = speed_ / acceleration_;
    lasts_s_ = length_ > 0 ? ramp_s_ + length_ / speed_ : 0;
  }
  [[nodiscard]] double lasts_s() const noexcept { return lasts_s_; }
  [[nodiscard]] Progress at(double time_s) const {
    if (time_s >= lasts_s_) return {.way_m = length_};
    if (time_s < ramp_s_) return {acceleration_ * time_s * time_s / 2, acceleration_ * time_s, acceleration_};
    const double left_s = lasts_s_ - time_s;
    if (left_s < ramp_s_) return {length_ - acceleration_ * left_s * left_s / 2, acceleration_ * left_s, -acceleration_};
    return {.way_m = speed_ * (time_s - ramp_s_ / 2), .speed_mps = speed_};
  }

 private:
  double length_;
  double acceleration_;
  double speed_;
  double ramp_s_ = 0;
  double lasts_s_ = 0;
};

struct Circle {
  Vector3 centre;  ///< at the drone's height
  Vector3 from_centre;
  double radius_m = 0;
};

Circle circle_of(const Orbit& orbit, const Vector3& begin) {
  Circle circle;
  circle.centre = {static_cast<double>(orbit.centre.x), static_cast<double>(orbit.centre.y), begin.z};
  circle.from_centre = begin - circle.centre;
  circle.radius_m = geometry::norm(circle.from_centre);
  return circle;
}

SpeedProfile profile_of(const Step& step, const Vector3& begin, double acceleration_mps2) {
  if (const auto* fly = std::get_if<FlyTo>(&step.what))
    return {geometry::norm(fly->to - begin), fly->speed_mps, acceleration_mps2};
  const auto& orbit = std::get<Orbit>(step.what);
  const double length = std::abs(geometry::to_radians(orbit.turn_deg)) * circle_of(orbit, begin).radius_m;
  return {length, orbit.speed_mps, acceleration_mps2};
}

void follow_line(const FlyTo& fly, const Vector3& begin, const Progress& progress, Route::SetPoint& out) {
  const Vector3 way = fly.to - begin;
  const double length = geometry::norm(way);
  if (length <= 0) return;
  const Vector3 direction = (1 / length) * way;
  out.position = begin + progress.way_m * direction;
  out.velocity = progress.speed_mps * direction;
  out.acceleration = progress.acceleration_mps2 * direction;
}

void follow_circle(const Orbit& orbit, const Vector3& begin, const Progress& progress, Route::SetPoint& out) {
  const Circle circle = circle_of(orbit, begin);
  if (circle.radius_m <= 0) return;
  const double side = orbit.turn_deg > 0 ? -1 : 1;  // clockwise is against the mathematicians' sense
  const auto [s, c] = portable::sin_cos(static_cast<float>(side * progress.way_m / circle.radius_m));
  const auto sin = static_cast<double>(s);
  const auto cos = static_cast<double>(c);
  const Vector3& r = circle.from_centre;
  const Vector3 outward{cos * r.x - sin * r.y, sin * r.x + cos * r.y, 0};
  const Vector3 along = (side / circle.radius_m) * Vector3{-outward.y, outward.x, 0};
  const double inward = progress.speed_mps * progress.speed_mps / (circle.radius_m * circle.radius_m);
  out.position = circle.centre + outward;
  out.velocity = progress.speed_mps * along;
  out.acceleration = progress.acceleration_mps2 * along - inward * outward;
}

/// Turns yaw and pitch to a place on the site's plane; straight above it the yaw stays.
void look_at(Point2 place, Route::SetPoint& out) {
  const float east = place.x - static_cast<float>(out.position.x);
  const float north = place.y - static_cast<float>(out.position.y);
  const float away = distance({}, {east, north});
  constexpr float kStraightBelow_m = 0.5F;
  const auto degrees = [](float rad) { return geometry::to_degrees(static_cast<double>(rad)); };
  out.pitch_deg = -degrees(portable::atan2(static_cast<float>(out.position.z), away));
  if (away > kStraightBelow_m) out.yaw_deg = degrees(portable::atan2(east, north));
}

}  // namespace

Route::Route(const DronePlan& plan) : plan_(&plan), begin_s_{0} {
  Begin begin{plan.start, plan.yaw_deg, plan.pitch_deg};
  for (const Step& step : plan.steps) {
    const auto* hold = std::get_if<Hold>(&step.what);
    const double lasts_s =
        hold != nullptr ? hold->lasts_s : profile_of(step, begin.position, plan.acceleration_mps2).lasts_s();
    begins_.push_back(begin);
    const SetPoint end = during(step, begin, lasts_s);
    begin = {end.position, end.yaw_deg, end.pitch_deg};
    begin_s_.push_back(begin_s_.back() + lasts_s);
  }
}

Route::SetPoint Route::at(double time_s) const {
  if (begins_.empty() || time_s < 0) {
    return {.position = plan_->start, .yaw_deg = plan_->yaw_deg, .pitch_deg = plan_->pitch_deg};
  }
  const auto after = std::upper_bound(begin_s_.begin(), begin_s_.end(), time_s);
  const auto number = std::min(static_cast<std::size_t>(after - begin_s_.begin()) - 1, begins_.size() - 1);
  return during(plan_->steps[number], begins_[number], time_s - begin_s_[number]);
}

Route::SetPoint Route::during(const Step& step, const Begin& begin, double since_s) const {
  SetPoint out{.position = begin.position,
               .yaw_deg = step.yaw_deg.value_or(begin.yaw_deg),
               .pitch_deg = step.pitch_deg.value_or(begin.pitch_deg),
               .step = &step};
  if (!std::holds_alternative<Hold>(step.what)) {
    const Progress progress = profile_of(step, begin.position, plan_->acceleration_mps2).at(since_s);
    if (const auto* fly = std::get_if<FlyTo>(&step.what)) follow_line(*fly, begin.position, progress, out);
    if (const auto* orbit = std::get_if<Orbit>(&step.what)) follow_circle(*orbit, begin.position, progress, out);
  }
  if (step.look_at) look_at(*step.look_at, out);
  return out;
}

}  // namespace eyrie::world
