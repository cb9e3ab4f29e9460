// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "geometry/locate.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eyrie::geometry {
namespace {

using ::testing::HasSubstr;

constexpr GeoPoint kHere{28.7, 77.1, 320};
constexpr Pixel kMiddle{959.5, 539.5};

CameraModel wide_camera() { return CameraModel::create(Intrinsics::from_fov(1920, 1080, to_radians(80))).value(); }

CameraPose looking(double pitch_deg, double yaw_deg, double height_m = 100) {
  return {.position = kHere,
          .height_above_ground_m = height_m,
          .ned_from_camera = ned_from_camera(Attitude::from_degrees(0, pitch_deg, yaw_deg))};
}

constexpr PoseSigma kExact{.tilt_rad = 0, .heading_rad = 0, .horizontal_m = 0, .height_m = 0, .pixel_px = 0};

TEST(Locate, StraightDownIsBelowTheCamera) {
  const auto fix = locate(kMiddle, wide_camera(), looking(-90, 30)).value();
  EXPECT_NEAR(fix.range_m, 0, 1e-6);
  EXPECT_NEAR(ground_distance_m(fix.position, kHere), 0, 1e-6);
  EXPECT_NEAR(fix.position.alt_m, 220, 1e-9);
}

TEST(Locate, At45DegreesTheRangeIsTheHeight) {
  const auto fix = locate(kMiddle, wide_camera(), looking(-45, 90)).value();
  EXPECT_NEAR(fix.range_m, 100, 1e-9);
  EXPECT_NEAR(fix.bearing_deg, 90, 1e-9);
  const auto offset = offset_between(kHere, fix.position);
  EXPECT_NEAR(offset.north_m, 0, 1e-6);
  EXPECT_NEAR(offset.east_m, 100, 1e-6);
}

TEST(Locate, APointOnTheGroundIsFoundThroughItsPixel) {
  const auto camera = CameraModel::create(Intrinsics::from_fov(1920, 1080, to_radians(80)),
                                          {.k1 = -0.1, .k2 = 0.02, .p1 = 0.001, .p2 = -0.0005, .k3 = 0})
                          .value();
  const CameraPose pose{
      .position = kHere,
      .height_above_ground_m = 80,
      .ned_from_camera = ned_from_camera(Attitude::from_degrees(4, -6, 210), Attitude::from_degrees(0, -35, 12))};
  for (const auto& target : {Vector3{-90, -60, 80}, Vector3{-120, -90, 80}, Vector3{-70, -75, 80}}) {
    const auto pixel = camera.project(pose.ned_from_camera.inverse() * target);
    ASSERT_TRUE(pixel);
    const auto fix = locate(*pixel, camera, pose, kExact).value();
    const auto offset = offset_between(kHere, fix.position);
    EXPECT_NEAR(offset.north_m, target.x, 1e-5);
    EXPECT_NEAR(offset.east_m, target.y, 1e-5);
  }
}

TEST(Locate, RefusesTheSkyAndTheHorizon) {
  EXPECT_EQ(locate(kMiddle, wide_camera(), looking(10, 0)).error().code, Error::kOutOfRange);
  EXPECT_EQ(locate(kMiddle, wide_camera(), looking(0, 0)).error().code, Error::kOutOfRange);
  EXPECT_EQ(locate(kMiddle, wide_camera(), looking(-4.9, 0)).error().code, Error::kOutOfRange);
  EXPECT_TRUE(locate(kMiddle, wide_camera(), looking(-5.1, 0)));
}

TEST(Locate, RefusesWhatIsTooFarOrTooUncertain) {
  EXPECT_THAT(locate(kMiddle, wide_camera(), looking(-6, 0, 1000)).error().message, HasSubstr("5000"));
  const PoseSigma drunk{.tilt_rad = to_radians(3)};
  EXPECT_THAT(locate(kMiddle, wide_camera(), looking(-8, 0), drunk).error().message, HasSubstr("uncertain"));
}

TEST(Locate, RefusesACameraThatIsNotAboveTheGround) {
  for (const double height_m : {0.0, -3.0, std::nan("")}) {
    EXPECT_EQ(locate(kMiddle, wide_camera(), looking(-45, 0, height_m)).error().code, Error::kInvalidArgument);
  }
}

TEST(Ellipse, OfPositionErrorAloneIsACircleOfTheRayleighQuantile) {
  PoseSigma gps = kExact;
  gps.horizontal_m = 2;
  const auto fix = locate(kMiddle, wide_camera(), looking(-60, 10), gps).value();
  EXPECT_NEAR(fix.semi_major_m, 2 * std::sqrt(-2 * std::log(0.05)), 1e-9);
  EXPECT_NEAR(fix.semi_minor_m, fix.semi_major_m, 1e-9);
}

TEST(Ellipse, OfPitchErrorLiesAlongTheLineOfSight) {
  // r = h / tan(d): dr/dd = -h / sin(d)^2, at 45 degrees twice the height.
  PoseSigma tilt = kExact;
  tilt.tilt_rad = 0.01;
  const auto fix = locate(kMiddle, wide_camera(), looking(-45, 30), tilt).value();
  const double scale = std::sqrt(-2 * std::log(0.05));
  EXPECT_NEAR(fix.semi_major_m, scale * 0.01 * 200, 1e-3);
  EXPECT_NEAR(fix.orientation_deg, 30, 1e-3);
  // Roll about the level line of sight moves the point across it by the height.
  EXPECT_NEAR(fix.semi_minor_m, scale * 0.01 * 100, 1e-3);
}

TEST(Ellipse, OfHeadingErrorLiesAcrossTheLineOfSight) {
  PoseSigma heading = kExact;
  heading.heading_rad = 0.02;
  const auto fix = locate(kMiddle, wide_camera(), looking(-45, 30), heading).value();
  EXPECT_NEAR(fix.semi_major_m, std::sqrt(-2 * std::log(0.05)) * 0.02 * 100, 1e-3);
  EXPECT_NEAR(fix.orientation_deg, 120, 1e-3);
  EXPECT_NEAR(fix.semi_minor_m, 0, 1e-3);
}

TEST(Ellipse, OfHeightErrorIsTheCotangent) {
  PoseSigma height = kExact;
  height.height_m = 3;
  const auto fix = locate(kMiddle, wide_camera(), looking(-30, 0), height).value();
  EXPECT_NEAR(fix.semi_major_m, std::sqrt(-2 * std::log(0.05)) * 3 / std::tan(to_radians(30)), 1e-6);
}

/// The truth behind a measurement: everything wrong by its sigma at random, the attitude as a gimbal is wrong, by angles
/// added to roll, pitch and yaw.
TEST(Ellipse, HoldsTheTruthIn95Of100Cases) {
  const auto camera = wide_camera();
  const PoseSigma sigma{
      .tilt_rad = to_radians(0.5), .heading_rad = to_radians(1.5), .horizontal_m = 1.5, .height_m = 2, .pixel_px = 4};
  std::mt19937 random(11);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same errors every time
  std::normal_distribution<double> normal;
  for (const double pitch_deg : {-80.0, -50.0, -30.0, -20.0}) {
    const Pixel pixel{1100, 700};
    const auto fix = locate(pixel, camera, looking(pitch_deg, 40), sigma).value();
    const double turn = to_radians(fix.orientation_deg);
    constexpr int kDraws = 20'000;
    int inside = 0;
    for (int i = 0; i < kDraws; ++i) {
      const Pixel seen{pixel.u + sigma.pixel_px * normal(random), pixel.v + sigma.pixel_px * normal(random)};
      const Attitude level_error{.roll_rad = sigma.tilt_rad * normal(random), .pitch_rad = sigma.tilt_rad * normal(random)};
      const Attitude heading{.yaw_rad = to_radians(40) + sigma.heading_rad * normal(random)};
      const CameraPose pose{
          .position = moved(kHere, sigma.horizontal_m * normal(random), sigma.horizontal_m * normal(random)),
          .height_above_ground_m = 100 + sigma.height_m * normal(random),
          .ned_from_camera = parent_from_body(heading) * parent_from_body(level_error) *
                             ned_from_camera(Attitude::from_degrees(0, pitch_deg, 0))};
      const auto truth = locate(seen, camera, pose, kExact, {.min_depression_rad = 0});
      ASSERT_TRUE(truth);
      const auto offset = offset_between(fix.position, truth->position);
      const double along = offset.north_m * std::cos(turn) + offset.east_m * std::sin(turn);
      const double across = offset.east_m * std::cos(turn) - offset.north_m * std::sin(turn);
      if (std::hypot(along / fix.semi_major_m, across / fix.semi_minor_m) <= 1) ++inside;
    }
    EXPECT_NEAR(static_cast<double>(inside) / kDraws, 0.95, 0.012) << pitch_deg;
  }
}

constexpr BoxInPicture kBox{.x_min = 100, .y_min = 400, .x_max = 140, .y_max = 480};

TEST(FootOfBox, OfACameraThatLooksAtTheHorizonIsTheMiddleOfTheLowerEdge) {
  const auto foot = foot_of_box(kBox, wide_camera(), looking(0, 50).ned_from_camera);
  EXPECT_NEAR(foot.u, 119.5, 1e-6);
  EXPECT_NEAR(foot.v, 479.5, 1e-6);
}

TEST(FootOfBox, OfACameraThatLooksStraightDownIsNearestToTheMiddleOfThePicture) {
  const auto left_above =
      foot_of_box({.x_min = 100, .y_min = 500, .x_max = 140, .y_max = 580}, wide_camera(), looking(-90, 50).ned_from_camera);
  EXPECT_NEAR(left_above.u, 139.5, 1e-6);
  EXPECT_NEAR(left_above.v, 539.5, 1e-6);
  const auto below =
      foot_of_box({.x_min = 940, .y_min = 500, .x_max = 980, .y_max = 580}, wide_camera(), looking(-90, 50).ned_from_camera);
  EXPECT_NEAR(below.u, 959.5, 1e-6) << "nobody's feet are beyond the point straight below";
  EXPECT_NEAR(below.v, 539.5, 1e-6);
}

TEST(FootOfBox, OfAPoleIsWhereItStands) {
  constexpr double kHalfWidth_px = 2;
  for (const double pitch_deg : {-90.0, -70.0, -45.0, -20.0, 5.0}) {
    const auto camera = wide_camera();
    const CameraPose pose = looking(pitch_deg, 30, 20);
    for (const double bearing_deg : {20.0, 30.0, 45.0}) {
      const double range_m = pitch_deg < -60 ? 8 : 45;
      const Vector3 foot{range_m * std::cos(to_radians(bearing_deg)), range_m * std::sin(to_radians(bearing_deg)), 20};
      const auto seen = [&](double height_m) {
        return camera.project(pose.ned_from_camera.inverse() * (foot - Vector3{0, 0, height_m}));
      };
      const auto low = seen(0);
      const auto high = seen(1.8);
      if (!low || !high) continue;
      const BoxInPicture box{.x_min = std::min(low->u, high->u) + 0.5 - kHalfWidth_px,
                             .y_min = std::min(low->v, high->v) + 0.5 - kHalfWidth_px,
                             .x_max = std::max(low->u, high->u) + 0.5 + kHalfWidth_px,
                             .y_max = std::max(low->v, high->v) + 0.5 + kHalfWidth_px};
      const auto found = foot_of_box(box, camera, pose.ned_from_camera);
      EXPECT_NEAR(found.u, low->u, 1.5 * kHalfWidth_px) << pitch_deg << " " << bearing_deg;
      EXPECT_NEAR(found.v, low->v, 1.5 * kHalfWidth_px) << pitch_deg << " " << bearing_deg;
    }
  }
}

TEST(AbovePlane, AHeadIsFoundOverItsFeet) {
  const CameraPose pose = looking(-40, 0, 12);
  const auto camera = wide_camera();
  const auto head = camera.project(pose.ned_from_camera.inverse() * Vector3{14, 1, 12 - 1.6});
  ASSERT_TRUE(head);
  const auto fix = locate(*head, camera, above_plane(pose, 1.6), kExact).value();
  const auto offset = offset_between(kHere, fix.position);
  EXPECT_NEAR(offset.north_m, 14, 1e-5);
  EXPECT_NEAR(offset.east_m, 1, 1e-5);
}

TEST(PoseFrom, TakesTheGimbalBeforeTheAirframe) {
  PoseSources sources{.lat_deg = 1, .lon_deg = 2, .alt_m = 150, .relative_alt_m = 50};
  sources.airframe = Attitude::from_degrees(0, 0, 90);
  sources.gimbal = Attitude::from_degrees(0, -90, 0);
  const auto pose = pose_from(sources).value();
  EXPECT_NEAR((pose.ned_from_camera * Vector3{0, 0, 1}).z, 1, 1e-12);
  EXPECT_EQ(pose.height_above_ground_m, 50);
}

TEST(PoseFrom, UsesTheMountWhereThereIsNoGimbal) {
  PoseSources sources{.lat_deg = 1, .lon_deg = 2, .relative_alt_m = 50};
  sources.airframe = Attitude::from_degrees(0, 0, 90);
  sources.mount = Attitude::from_degrees(0, -90, 0);
  EXPECT_NEAR((pose_from(sources)->ned_from_camera * Vector3{0, 0, 1}).z, 1, 1e-12);
}

TEST(PoseFrom, HeightOverKnownGroundIsBetterThanOverTheTakeOffPoint) {
  PoseSources sources{.lat_deg = 1, .lon_deg = 2, .alt_m = 150, .relative_alt_m = 50, .ground_alt_m = 120};
  sources.gimbal = Attitude{};
  EXPECT_EQ(pose_from(sources)->height_above_ground_m, 30);
}

TEST(PoseFrom, SaysWhichTelemetryIsMissing) {
  EXPECT_THAT(pose_from({}).error().message, HasSubstr("position"));
  EXPECT_THAT(pose_from({.lat_deg = 1, .lon_deg = 2}).error().message, HasSubstr("relative_alt"));
  EXPECT_THAT(pose_from({.lat_deg = 1, .lon_deg = 2, .relative_alt_m = 50}).error().message, HasSubstr("gimbal"));
}

}  // namespace
}  // namespace eyrie::geometry
