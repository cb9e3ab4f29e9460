// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "flightlog/locator.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "geometry/geodesy.hpp"

namespace eyrie::flightlog {
namespace {

constexpr int kWidth = 960;
constexpr int kHeight = 540;
constexpr geometry::GeoPoint kHere{.lat_deg = 47, .lon_deg = 8.5, .alt_m = 420};

/// 12 m above the ground, 40 degrees down, to the north.
fleet::TelemetrySample telemetry() {
  fleet::TelemetrySample sample;
  sample.lat_deg = kHere.lat_deg;
  sample.lon_deg = kHere.lon_deg;
  sample.alt_m = kHere.alt_m;
  sample.relative_alt_m = 12;
  sample.gimbal = fleet::Attitude{.roll_deg = 0, .pitch_deg = -40, .yaw_deg = 0};
  return sample;
}

Locator locator() {
  return Locator({.horizontal_fov_rad = geometry::to_radians(60), .head_classes = {"helmet", "NO-Hardhat"}});
}

/// A small box around where a thing `height_m` above the ground is seen.
fleet::SeenObject seen(const std::string& class_name, double north_m, double east_m, double height_m) {
  const auto camera =
      geometry::CameraModel::create(geometry::Intrinsics::from_fov(kWidth, kHeight, geometry::to_radians(60))).value();
  const auto to_camera = geometry::ned_from_camera(geometry::Attitude::from_degrees(0, -40, 0)).inverse();
  const auto pixel = camera.project(to_camera * geometry::Vector3{north_m, east_m, 12 - height_m}).value();
  const double x = (pixel.u + 0.5) / kWidth;
  const double y = (pixel.v + 0.5) / kHeight;
  constexpr double kHalf = 0.004;
  fleet::SeenObject object;
  object.class_name = class_name;
  object.box = {.x_min = x - kHalf, .y_min = y - kHalf, .x_max = x + kHalf, .y_max = y + kHalf};
  return object;
}

double distance_to(const fleet::GroundPosition& position, double north_m, double east_m) {
  const auto offset =
      geometry::offset_between(kHere, {.lat_deg = position.lat_deg, .lon_deg = position.lon_deg, .alt_m = position.alt_m});
  return std::hypot(offset.north_m - north_m, offset.east_m - east_m);
}

TEST(Locator, AHeadIsPlacedWhereItsBodyStands) {
  std::vector objects{seen("helmet", 14, 2, 1.6), seen("no_hardhat", 14, 2, 1.6), seen("person", 14, 2, 0)};
  locator().locate(objects, kWidth, kHeight, telemetry());
  for (const auto& object : objects) {
    ASSERT_TRUE(object.position) << object.class_name;
    EXPECT_LT(distance_to(*object.position, 14, 2), 0.15) << object.class_name;
    EXPECT_NEAR(object.position->alt_m, 408, 1e-9) << object.class_name;
  }
}

TEST(Locator, AHeadIsLessCertainBecauseNobodyKnowsHowHighItIs) {
  std::vector objects{seen("helmet", 14, 0, 1.6), seen("person", 14, 0, 0)};
  const Locator sure({.horizontal_fov_rad = geometry::to_radians(60),
                      .sigma = {.height_m = 0.1},
                      .head_classes = {"helmet"},
                      .head_height_sigma_m = 0.6});
  sure.locate(objects, kWidth, kHeight, telemetry());
  EXPECT_GT(objects[0].position->semi_major_m, objects[1].position->semi_major_m + 0.1);
}

TEST(Locator, WithoutAPoseNothingIsMadeUp) {
  std::vector objects{seen("person", 14, 2, 0)};
  auto blind = telemetry();
  blind.gimbal.reset();
  locator().locate(objects, kWidth, kHeight, blind);
  EXPECT_FALSE(objects.front().position);
}

}  // namespace
}  // namespace eyrie::flightlog
