// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "flightlog/locator.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "fleet/rules.hpp"

namespace eyrie::flightlog {
namespace {

std::optional<geometry::Attitude> to_geometry(const std::optional<fleet::Attitude>& attitude) {
  if (!attitude) return std::nullopt;
  return geometry::Attitude::from_degrees(attitude->roll_deg, attitude->pitch_deg, attitude->yaw_deg);
}

geometry::PoseSources sources_from(const fleet::TelemetrySample& sample) {
  return {.lat_deg = sample.lat_deg,
          .lon_deg = sample.lon_deg,
          .alt_m = sample.alt_m,
          .relative_alt_m = sample.relative_alt_m,
          .gimbal = to_geometry(sample.gimbal),
          .airframe = to_geometry(sample.attitude)};
}

fleet::GroundPosition to_position(const geometry::GroundFix& fix) {
  return {.lat_deg = fix.position.lat_deg,
          .lon_deg = fix.position.lon_deg,
          .alt_m = fix.position.alt_m,
          .semi_major_m = fix.semi_major_m,
          .semi_minor_m = fix.semi_minor_m,
          .orientation_deg = fix.orientation_deg};
}

}  // namespace

Locator::Locator(Options options) : options_(std::move(options)), head_sigma_(options_.sigma) {
  for (std::string& name : options_.head_classes) name = fleet::canonical_class(name);
  head_sigma_.height_m = std::hypot(head_sigma_.height_m, options_.head_height_sigma_m);
}

void Locator::locate(std::span<fleet::SeenObject> objects, int width, int height,
                     const fleet::TelemetrySample& telemetry) const {
  const auto pose = geometry::pose_from(sources_from(telemetry));
  const auto camera =
      geometry::CameraModel::create(geometry::Intrinsics::from_fov(width, height, options_.horizontal_fov_rad));
  if (!pose || !camera) return;
  for (fleet::SeenObject& object : objects) {
    const geometry::BoxInPicture box{.x_min = object.box.x_min * width,
                                     .y_min = object.box.y_min * height,
                                     .x_max = object.box.x_max * width,
                                     .y_max = object.box.y_max * height};
    if (const auto fix = fix_of(object, box, *camera, *pose)) object.position = to_position(*fix);
  }
}

Result<geometry::GroundFix> Locator::fix_of(const fleet::SeenObject& object, const geometry::BoxInPicture& box,
                                            const geometry::CameraModel& camera, const geometry::CameraPose& pose) const {
  const std::string name = fleet::canonical_class(object.class_name);
  if (std::ranges::find(options_.head_classes, name) == options_.head_classes.end())
    return geometry::locate(foot_of_box(box, camera, pose.ned_from_camera), camera, pose, options_.sigma);
  auto fix = geometry::locate(middle_of_box(box), camera, above_plane(pose, options_.head_height_m), head_sigma_);
  if (fix) fix->position.alt_m -= options_.head_height_m;
  return fix;
}

}  // namespace eyrie::flightlog
