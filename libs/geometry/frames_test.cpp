// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "geometry/frames.hpp"

#include <gtest/gtest.h>

namespace eyrie::geometry {
namespace {

void expect_near(const Vector3& a, const Vector3& b, double tolerance = 1e-9) {
  EXPECT_NEAR(a.x, b.x, tolerance);
  EXPECT_NEAR(a.y, b.y, tolerance);
  EXPECT_NEAR(a.z, b.z, tolerance);
}

constexpr Vector3 kForward{0, 0, 1};
constexpr Vector3 kRight{1, 0, 0};
constexpr Vector3 kNorth{1, 0, 0};
constexpr Vector3 kEast{0, 1, 0};
constexpr Vector3 kDown{0, 0, 1};

TEST(Frames, RotateLikeScipy) {
  // scipy.spatial.transform.Rotation.from_euler('ZYX', [35, -20, 10], degrees=True).apply([1, 2, 3])
  const auto ned_from_body = parent_from_body(Attitude::from_degrees(10, -20, 35));
  const Vector3 expected{-0.9862036298, 1.0779534955, 3.4446217009};
  expect_near(ned_from_body * Vector3{1, 2, 3}, expected, 1e-8);
  expect_near(ned_from_body.inverse() * expected, {1, 2, 3}, 1e-8);
}

TEST(Frames, ALevelCameraLooksWhereItsYawPoints) {
  expect_near(ned_from_camera({}) * kForward, kNorth);
  expect_near(ned_from_camera({}) * kRight, kEast);
  expect_near(ned_from_camera(Attitude::from_degrees(0, 0, 90)) * kForward, kEast);
}

TEST(Frames, PitchIsUpAndRollIsRightSideDown) {
  expect_near(ned_from_camera(Attitude::from_degrees(0, -90, 0)) * kForward, kDown);
  EXPECT_LT((ned_from_camera(Attitude::from_degrees(0, 30, 0)) * kForward).z, 0);
  EXPECT_GT((ned_from_camera(Attitude::from_degrees(20, 0, 0)) * kRight).z, 0);
}

TEST(Frames, LookingDownTheTopOfThePictureIsWhereTheYawPoints) {
  const Vector3 up_in_camera{0, -1, 0};
  expect_near(ned_from_camera(Attitude::from_degrees(0, -90, 0)) * up_in_camera, kNorth);
  expect_near(ned_from_camera(Attitude::from_degrees(0, -90, 90)) * up_in_camera, kEast);
}

TEST(Frames, AMountTurnsWithItsAirframe) {
  // scipy: from_euler('ZYX', [120, 5, -3]) * from_euler('ZYX', [0, -45, 0])
  const auto camera = ned_from_camera(Attitude::from_degrees(-3, 5, 120), Attitude::from_degrees(0, -45, 0));
  expect_near(camera * kForward, {-0.4150290888, 0.6448372492, 0.6418222320}, 1e-7);
  expect_near(camera * kRight, {-0.8625578565, -0.5032650376, -0.0521368021}, 1e-7);
}

TEST(Frames, EnuAndNedAreTheSameVector) {
  expect_near(enu_of_ned({1, 2, 3}), {2, 1, -3});
  expect_near(ned_of_enu(enu_of_ned({1, 2, 3})), {1, 2, 3});
}

}  // namespace
}  // namespace eyrie::geometry
