// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/flight/flight.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "world/flight/gauss_markov.hpp"

namespace eyrie::world {
namespace {

using geometry::Attitude;
using geometry::Vector3;

constexpr double kStep_s = 0.02;
constexpr double kSettling_s = 5;  ///< flown before the beginning, so that tilt and wind are in balance
constexpr double kGravity = 9.81;  // m/s^2
constexpr double kMaxTilt = 0.47;  ///< tangent of 25 degrees

constexpr double kPositionLoop_radps = 1.8;
constexpr double kDamping = 0.9;
constexpr double kTiltLag_s = 0.15;
constexpr double kDrag_ps = 0.25;
constexpr double kGustTime_s = 2.5;

constexpr double kMaxYawRate_radps = 0.7;
constexpr double kYawGain_ps = 1.5;
constexpr double kYawLag_s = 0.3;
constexpr double kMaxGimbalRate_radps = 0.5;
constexpr double kGimbalGain_ps = 3;
constexpr double kGimbalLag_s = 0.15;
constexpr double kStabilisationLag_s = 0.025;

/// -pi..pi.
double wrapped(double rad) {
  constexpr double kTurn = 2 * std::numbers::pi;
  return rad - kTurn * std::floor(rad / kTurn + 0.5);
}

double atan(double tangent) { return static_cast<double>(portable::atan2(static_cast<float>(tangent), 1)); }

/// An axis that turns towards an angle with limited rate, and changes its rate with a lag.
class TurningAxis {
 public:
  TurningAxis(double angle_rad, double max_rate_radps, double gain_ps, double lag_s)
      : angle_(angle_rad), max_rate_(max_rate_radps), gain_(gain_ps), lag_(lag_s) {}
  void step(double error_rad) {
    const double wanted = std::clamp(gain_ * error_rad, -max_rate_, max_rate_);
    rate_ += (wanted - rate_) * (kStep_s / lag_);
    angle_ += rate_ * kStep_s;
  }
  [[nodiscard]] double angle_rad() const noexcept { return angle_; }

 private:
  double angle_;
  double max_rate_;
  double gain_;
  double lag_;
  double rate_ = 0;
};

/// The air around the drone.
class Air {
 public:
  Air(const Wind& wind, Random random)
      : mean_{wind.east_mps, wind.north_mps, 0},
        east_(wind.gust_mps, kGustTime_s, kStep_s, random.fork(1)),
        north_(wind.gust_mps, kGustTime_s, kStep_s, random.fork(2)),
        up_(wind.gust_mps / 2, kGustTime_s, kStep_s, random.fork(3)) {}
  [[nodiscard]] Vector3 mean() const noexcept { return mean_; }
  [[nodiscard]] Vector3 next() {
    const double east = east_.next();
    const double north = north_.next();
    const double up = up_.next();
    return mean_ + Vector3{east, north, up};
  }

 private:
  Vector3 mean_;
  GaussMarkov east_;
  GaussMarkov north_;
  GaussMarkov up_;
};

Vector3 limited_tilt(Vector3 acceleration) {
  const double level = std::sqrt(acceleration.x * acceleration.x + acceleration.y * acceleration.y);
  const double share = std::min(1.0, kMaxTilt * kGravity / std::max(level, 1e-9));
  return {acceleration.x * share, acceleration.y * share, std::clamp(acceleration.z, -4.0, 4.0)};
}

class Multicopter {
 public:
  Multicopter(const DronePlan& plan, const Wind& wind, Random random)
      : air_(wind, random),
        position_(plan.start),
        yaw_(geometry::to_radians(plan.yaw_deg), kMaxYawRate_radps, kYawGain_ps, kYawLag_s),
        pitch_(geometry::to_radians(plan.pitch_deg), kMaxGimbalRate_radps, kGimbalGain_ps, kGimbalLag_s) {}

  void step(const Route::SetPoint& wanted) {
    move(wanted);
    yaw_.step(wrapped(geometry::to_radians(wanted.yaw_deg) - yaw_.angle_rad()));
    pitch_.step(geometry::to_radians(wanted.pitch_deg) - pitch_.angle_rad());
    lean();
  }

  [[nodiscard]] FlightState state() const {
    // What the gimbal has not taken out yet: the turning rate times its lag.
    const double roll_left = kStabilisationLag_s * roll_rate_;
    const double pitch_left = kStabilisationLag_s * pitch_rate_;
    const double yaw = yaw_.angle_rad();
    return {position_, velocity_, airframe_, {roll_left, pitch_.angle_rad() + pitch_left, yaw}};
  }

 private:
  void move(const Route::SetPoint& wanted) {
    const double stiffness = kPositionLoop_radps * kPositionLoop_radps;
    const double damping = 2 * kDamping * kPositionLoop_radps;
    const Vector3 drag_expected = kDrag_ps * (air_.mean() - velocity_);
    const Vector3 asked = wanted.acceleration + stiffness * (wanted.position - position_) +
                          damping * (wanted.velocity - velocity_) - drag_expected;
    thrust_ = thrust_ + (kStep_s / kTiltLag_s) * (limited_tilt(asked) - thrust_);
    const Vector3 drag = kDrag_ps * (air_.next() - velocity_);
    velocity_ = velocity_ + kStep_s * (thrust_ + drag);
    position_ = position_ + kStep_s * velocity_;
  }

  /// Tilts so that gravity and thrust together give the acceleration.
  void lean() {
    const auto [s, c] = portable::sin_cos(static_cast<float>(wrapped(yaw_.angle_rad())));
    const auto east = static_cast<double>(s);  // of the nose
    const auto north = static_cast<double>(c);
    const double forward = thrust_.x * east + thrust_.y * north;
    const double right = thrust_.x * north - thrust_.y * east;
    const double pitch = -atan(forward / kGravity);
    const double roll = atan(right / kGravity);
    roll_rate_ = (roll - airframe_.roll_rad) / kStep_s;
    pitch_rate_ = (pitch - airframe_.pitch_rad) / kStep_s;
    airframe_ = {roll, pitch, yaw_.angle_rad()};
  }

  Air air_;
  Vector3 position_;
  Vector3 velocity_;
  Vector3 thrust_;  ///< acceleration by the rotors, gravity already taken off
  Attitude airframe_;
  double roll_rate_ = 0;
  double pitch_rate_ = 0;
  TurningAxis yaw_;
  TurningAxis pitch_;
};

Attitude mixed(const Attitude& a, const Attitude& b, double t) {
  const auto mix = [t](double from, double to) { return from + (to - from) * t; };
  return {mix(a.roll_rad, b.roll_rad), mix(a.pitch_rad, b.pitch_rad), mix(a.yaw_rad, b.yaw_rad)};
}

}  // namespace

Flight::Flight(const DronePlan& plan, double lasts_s, const Wind& wind, Random random) {
  const Route route(plan);
  Multicopter drone(plan, wind, random);
  const auto steps = static_cast<int>(std::ceil(lasts_s / kStep_s)) + 1;
  const auto settling = static_cast<int>(kSettling_s / kStep_s);
  states_.reserve(static_cast<std::size_t>(steps));
  for (int i = -settling; i < steps; ++i) {
    drone.step(route.at(i * kStep_s));
    if (i >= 0) states_.push_back(drone.state());
  }
}

FlightState Flight::at(double time_s) const {
  const double last = static_cast<double>(states_.size() - 1);
  const double place = std::clamp(time_s / kStep_s, 0.0, last);
  const double floor = std::min(std::floor(place), last - 1);
  const FlightState& a = states_[static_cast<std::size_t>(floor)];
  const FlightState& b = states_[static_cast<std::size_t>(floor) + 1];
  const double t = place - floor;
  return {a.position + t * (b.position - a.position), a.velocity + t * (b.velocity - a.velocity),
          mixed(a.airframe, b.airframe, t), mixed(a.camera, b.camera, t)};
}

}  // namespace eyrie::world
