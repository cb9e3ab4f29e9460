// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "geometry/locate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace eyrie::geometry {
namespace {

/// sqrt of the 0.95 quantile of chi-squared with two degrees of freedom, -2 ln 0.05.
constexpr double kScale95 = 2.447746830680816;

struct GroundPoint {
  double north_m = 0;
  double east_m = 0;
};

/// What the errors add to each input of the projection.
struct Deviation {
  double roll_rad = 0;   ///< about the camera's level line of sight ...
  double pitch_rad = 0;  ///< ... and across it
  double heading_rad = 0;
  double height_m = 0;
  double u_px = 0;
  double v_px = 0;
};

/// The projection itself, as a function of everything that is uncertain.
class Projection {
 public:
  Projection(const Pixel& pixel, const CameraModel& camera, const CameraPose& pose)
      : pixel_(pixel), camera_(camera), pose_(pose), sight_rad_(heading_of(pose.ned_from_camera)) {}

  [[nodiscard]] Result<Vector3> ray_in_ned(const Deviation& d = {}) const {
    const auto ray = camera_.ray_in_camera({.u = pixel_.u + d.u_px, .v = pixel_.v + d.v_px});
    if (!ray) return fail(ray.error());
    // Tilt errors are those of the gimbal's level, so they act about level axes along and across the line of sight.
    const Rotation level = parent_from_body({.yaw_rad = sight_rad_});
    const Rotation error = parent_from_body({.roll_rad = d.roll_rad, .pitch_rad = d.pitch_rad, .yaw_rad = d.heading_rad});
    return level * (error * (level.inverse() * (pose_.ned_from_camera * *ray)));
  }

  /// Nothing where the ray does not come down.
  [[nodiscard]] std::optional<GroundPoint> ground(const Deviation& d = {}) const {
    const auto ray = ray_in_ned(d);
    if (!ray || !(ray->z > 0)) return std::nullopt;
    const double length_m = (pose_.height_above_ground_m + d.height_m) / ray->z;
    return GroundPoint{.north_m = length_m * ray->x, .east_m = length_m * ray->y};
  }

 private:
  /// Of the camera's forward axis; where it looks straight down, of its upper edge.
  static double heading_of(const Rotation& ned_from_camera) {
    const Vector3 forward = ned_from_camera * Vector3{0, 0, 1};
    const Vector3 up = ned_from_camera * Vector3{0, -1, 0};
    const bool is_level = std::hypot(forward.x, forward.y) > 1e-6;
    return is_level ? std::atan2(forward.y, forward.x) : std::atan2(up.y, up.x);
  }

  const Pixel& pixel_;
  const CameraModel& camera_;
  const CameraPose& pose_;
  double sight_rad_;
};

/// A covariance of north and east, in square metres.
struct Covariance {
  double nn = 0;
  double ne = 0;
  double ee = 0;

  void add(double north_m, double east_m) {
    nn += north_m * north_m;
    ne += north_m * east_m;
    ee += east_m * east_m;
  }
};

/// Adds what each source contributes: half the way between the points one sigma to either side. Nothing where one of them
/// no longer meets the ground, because then the ellipse would reach the horizon.
std::optional<Covariance> covariance_of(const Projection& projection, const PoseSigma& sigma) {
  const std::array sources{Deviation{.roll_rad = sigma.tilt_rad},       Deviation{.pitch_rad = sigma.tilt_rad},
                           Deviation{.heading_rad = sigma.heading_rad}, Deviation{.height_m = sigma.height_m},
                           Deviation{.u_px = sigma.pixel_px},           Deviation{.v_px = sigma.pixel_px}};
  // Derivatives are taken over a small part of sigma, so that they are those of a first-order propagation.
  constexpr double kStep = 1e-3;
  Covariance covariance;
  for (const auto& s : sources) {
    const auto scaled = [&s](double by) {
      return Deviation{.roll_rad = by * s.roll_rad,
                       .pitch_rad = by * s.pitch_rad,
                       .heading_rad = by * s.heading_rad,
                       .height_m = by * s.height_m,
                       .u_px = by * s.u_px,
                       .v_px = by * s.v_px};
    };
    if (!projection.ground(scaled(3)) || !projection.ground(scaled(-3))) return std::nullopt;
    const auto above = projection.ground(scaled(kStep));
    const auto below = projection.ground(scaled(-kStep));
    if (!above || !below) return std::nullopt;
    covariance.add((above->north_m - below->north_m) / (2 * kStep), (above->east_m - below->east_m) / (2 * kStep));
  }
  covariance.add(sigma.horizontal_m, 0);
  covariance.add(0, sigma.horizontal_m);
  return covariance;
}

double wrapped(double degrees, double turn) {
  const double rest = std::fmod(degrees, turn);
  return rest < 0 ? rest + turn : rest;
}

/// Eigenvalues and the major axis of the 2 x 2 covariance, in closed form.
void draw_ellipse(const Covariance& c, GroundFix& fix) {
  const double middle = (c.nn + c.ee) / 2;
  const double spread = std::hypot((c.nn - c.ee) / 2, c.ne);
  fix.semi_major_m = kScale95 * std::sqrt(middle + spread);
  fix.semi_minor_m = kScale95 * std::sqrt(std::max(0.0, middle - spread));
  fix.orientation_deg = wrapped(to_degrees(0.5 * std::atan2(2 * c.ne, c.nn - c.ee)), 180);
}

}  // namespace

Result<GroundFix> locate(const Pixel& pixel, const CameraModel& camera, const CameraPose& pose, const PoseSigma& sigma,
                         const LocateLimits& limits) {
  const double height_m = pose.height_above_ground_m;
  if (!(height_m > 0) || !std::isfinite(height_m)) {
    return fail(Error::kInvalidArgument,
                "the camera has to be above the ground; its height is " + std::to_string(height_m) + " m");
  }
  const Projection projection(pixel, camera, pose);
  const auto ray = projection.ray_in_ned();
  if (!ray) return fail(ray.error());
  const double depression_rad = std::asin(std::clamp(ray->z, -1.0, 1.0));
  const auto ground = projection.ground();
  if (!ground || !(depression_rad >= limits.min_depression_rad)) {
    return fail(Error::kOutOfRange, "the pixel looks " + std::to_string(to_degrees(depression_rad)) +
                                        " degrees below the horizon; at least " +
                                        std::to_string(to_degrees(limits.min_depression_rad)) + " are needed");
  }
  const double range_m = std::hypot(ground->north_m, ground->east_m);
  if (range_m > limits.max_range_m) {
    return fail(Error::kOutOfRange, "the pixel's ray meets the ground " + std::to_string(range_m) +
                                        " m away; the limit is " + std::to_string(limits.max_range_m) + " m");
  }
  const auto covariance = covariance_of(projection, sigma);
  if (!covariance) return fail(Error::kOutOfRange, "the attitude is so uncertain that the pixel may look at the horizon");

  GroundFix fix{.position = moved(pose.position, ground->north_m, ground->east_m),
                .range_m = range_m,
                .bearing_deg = wrapped(to_degrees(std::atan2(ground->east_m, ground->north_m)), 360)};
  fix.position.alt_m = pose.position.alt_m - height_m;
  draw_ellipse(*covariance, fix);
  return fix;
}

Pixel middle_of_box(const BoxInPicture& box) noexcept {
  return {.u = (box.x_min + box.x_max) / 2 - 0.5, .v = (box.y_min + box.y_max) / 2 - 0.5};
}

Pixel foot_of_box(const BoxInPicture& box, const CameraModel& camera, const Rotation& ned_from_camera) noexcept {
  const Pixel middle = middle_of_box(box);
  const Vector3 down = ned_from_camera.inverse() * Vector3{0, 0, 1};
  // The way from the middle to the vanishing point; that lies behind the camera's plane where it looks above the horizon,
  // and at infinity where it looks along it: then only the direction counts.
  double right = down.x;
  double below = down.y;
  bool is_point = false;
  if (const auto vanishing = camera.project(down)) {
    right = vanishing->u - middle.u;
    below = vanishing->v - middle.v;
    is_point = true;
  }
  const double to_side = (box.x_max - box.x_min) / 2 / std::max(std::abs(right), 1e-12);
  const double to_edge = (box.y_max - box.y_min) / 2 / std::max(std::abs(below), 1e-12);
  double share = std::min(to_side, to_edge);
  if (is_point) share = std::min(share, 1.0);
  return {.u = middle.u + share * right, .v = middle.v + share * below};
}

CameraPose above_plane(CameraPose pose, double plane_m) noexcept {
  pose.height_above_ground_m -= plane_m;
  return pose;
}

Result<CameraPose> pose_from(const PoseSources& s) {
  if (!s.lat_deg || !s.lon_deg) return fail(Error::kUnavailable, "telemetry has no position (lat, lon)");
  const bool knows_ground = s.alt_m && s.ground_alt_m;
  if (!knows_ground && !s.relative_alt_m) {
    return fail(Error::kUnavailable,
                "telemetry has no height above the take-off point (relative_alt), and the ground's altitude is not set");
  }
  if (!s.gimbal && !s.airframe) {
    return fail(Error::kUnavailable,
                "telemetry has neither the gimbal's attitude (gimbal) nor the airframe's (roll, pitch, heading)");
  }
  const double height_m = knows_ground ? *s.alt_m - *s.ground_alt_m : *s.relative_alt_m;
  return CameraPose{.position = {.lat_deg = *s.lat_deg, .lon_deg = *s.lon_deg, .alt_m = s.alt_m.value_or(height_m)},
                    .height_above_ground_m = height_m,
                    .ned_from_camera = s.gimbal ? ned_from_camera(*s.gimbal) : ned_from_camera(*s.airframe, s.mount)};
}

}  // namespace eyrie::geometry
