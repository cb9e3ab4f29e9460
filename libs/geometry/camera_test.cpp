// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "geometry/camera.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace eyrie::geometry {
namespace {

constexpr Intrinsics kCamera{
    .width_px = 1920, .height_px = 1080, .fx_px = 1000, .fy_px = 1010, .cx_px = 959.5, .cy_px = 539.5};
constexpr Distortion kLens{.k1 = -0.28, .k2 = 0.09, .p1 = 0.0007, .p2 = -0.0004, .k3 = -0.012};

TEST(CameraModel, ProjectsLikeOpenCv) {
  const auto camera = CameraModel::create(kCamera, kLens).value();
  const struct {
    Vector3 point;
    Pixel pixel;  // cv2.projectPoints 4.x with the same numbers
  } cases[] = {{{0.3, -0.2, 1}, {1248.820390800, 344.747833528}},
               {{-0.8, 0.45, 1}, {301.501862950, 913.729380987}},
               {{0, 0, 2}, {959.5, 539.5}},
               {{0.9, 0.5, 1}, {1670.086627200, 939.205383040}}};
  for (const auto& [point, expected] : cases) {
    const auto pixel = camera.project(point);
    ASSERT_TRUE(pixel);
    EXPECT_NEAR(pixel->u, expected.u, 1e-8);
    EXPECT_NEAR(pixel->v, expected.v, 1e-8);
  }
}

TEST(CameraModel, UndistortsLikeOpenCv) {
  const auto camera = CameraModel::create(kCamera, kLens).value();
  const auto ray = camera.ray_in_camera({300, 900}).value();  // cv2.undistortPoints
  EXPECT_NEAR(ray.x / ray.z, -0.799320543, 1e-9);
  EXPECT_NEAR(ray.y / ray.z, 0.432119453, 1e-9);
}

TEST(CameraModel, ARayGoesBackThroughItsPixelOverTheWholePicture) {
  const auto camera = CameraModel::create(kCamera, kLens).value();
  for (double v = -0.5; v <= 1079.5; v += 90) {
    for (double u = -0.5; u <= 1919.5; u += 120) {
      const auto ray = camera.ray_in_camera({u, v});
      ASSERT_TRUE(ray) << u << ' ' << v;
      EXPECT_NEAR(norm(*ray), 1, 1e-12);
      const auto pixel = camera.project(*ray);
      ASSERT_TRUE(pixel);
      EXPECT_NEAR(pixel->u, u, 1e-7);
      EXPECT_NEAR(pixel->v, v, 1e-7);
    }
  }
}

TEST(CameraModel, WithoutDistortionItIsThePinhole) {
  const auto camera = CameraModel::create(kCamera).value();
  const auto ray = camera.ray_in_camera({1959.5, 539.5}).value();
  EXPECT_NEAR(ray.x / ray.z, 1.0, 1e-12);
  EXPECT_NEAR(ray.y, 0.0, 1e-12);
}

TEST(CameraModel, SeesNothingBehindTheLens) {
  const auto camera = CameraModel::create(kCamera).value();
  EXPECT_FALSE(camera.project({0, 0, 0}));
  EXPECT_FALSE(camera.project({1, 1, -5}));
}

TEST(CameraModel, RefusesWhatIsNoCamera) {
  auto broken = kCamera;
  broken.fx_px = 0;
  EXPECT_EQ(CameraModel::create(broken).error().code, Error::kInvalidArgument);
  broken = kCamera;
  broken.cy_px = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(CameraModel::create(broken).error().code, Error::kInvalidArgument);
  EXPECT_EQ(CameraModel::create(kCamera, {.k1 = -2.5}).error().code, Error::kInvalidArgument) << "folds the corners back";
}

TEST(CameraModel, APixelFarOutsideOfTheLensModelHasNoRay) {
  const auto camera = CameraModel::create(kCamera, {.k1 = -0.05}).value();
  EXPECT_EQ(camera.ray_in_camera({50'000, 50'000}).error().code, Error::kOutOfRange);
}

TEST(Intrinsics, FieldOfViewReachesFromEdgeToEdge) {
  const auto camera = CameraModel::create(Intrinsics::from_fov(1280, 720, to_radians(90))).value();
  const auto left = camera.ray_in_camera({-0.5, 359.5}).value();
  const auto right = camera.ray_in_camera({1279.5, 359.5}).value();
  EXPECT_NEAR(to_degrees(std::atan2(right.x, right.z) - std::atan2(left.x, left.z)), 90, 1e-9);
  EXPECT_NEAR(left.y, 0, 1e-12);
}

TEST(Intrinsics, ScalingKeepsEveryRayOnTheSamePartOfThePicture) {
  const auto full = CameraModel::create(kCamera).value();
  const auto half = CameraModel::create(kCamera.scaled_to(960, 540)).value();
  // The corner of the picture is the corner of the picture, whatever its size.
  const auto a = full.ray_in_camera({-0.5, -0.5}).value();
  const auto b = half.ray_in_camera({-0.5, -0.5}).value();
  EXPECT_NEAR(norm(a - b), 0, 1e-12);
  EXPECT_DOUBLE_EQ(kCamera.scaled_to(960, 540).cx_px, 479.5);
}

TEST(Intrinsics, ACropLooksTheSameWay) {
  const auto full = CameraModel::create(kCamera).value();
  const auto part = CameraModel::create(kCamera.cropped(200, 100, 640, 640)).value();
  EXPECT_NEAR(norm(full.ray_in_camera({300, 400}).value() - part.ray_in_camera({100, 300}).value()), 0, 1e-12);
}

}  // namespace
}  // namespace eyrie::geometry
