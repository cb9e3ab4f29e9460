// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/renderer.hpp"

#include <cstring>

#include <gtest/gtest.h>

namespace eyrie::world {
namespace {

View view_at(float time_s) {
  const auto camera = geometry::CameraModel::create(geometry::Intrinsics::from_fov(160, 90, geometry::to_radians(60)));
  return {*camera, {0, -18, 12}, enu_from_camera(geometry::Attitude::from_degrees(0, -30, 0)), time_s};
}

imaging::Image picture_of(const Site& site, int threads, float time_s = 10, float shutter_s = 0.008F) {
  auto renderer = Renderer::create(site, {.samples = 2, .threads = threads});
  EXPECT_TRUE(renderer);
  return renderer->picture(view_at(time_s), view_at(time_s + shutter_s), {.noise_key = 3});
}

bool is_same(const imaging::Image& a, const imaging::Image& b) {
  return std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.stride()) * static_cast<std::size_t>(a.height())) == 0;
}

double mean_of(const imaging::Image& image) {
  const auto size = static_cast<std::size_t>(image.stride()) * static_cast<std::size_t>(image.height());
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += image.data()[i];
  return sum / static_cast<double>(size);
}

TEST(Renderer, ASeedGivesTheSamePictureTwiceAndWithAnyNumberOfThreads) {
  const auto site = make_site({.seed = 4});
  const auto again = make_site({.seed = 4});
  ASSERT_TRUE(site && again);
  const imaging::Image picture = picture_of(*site, 1);
  EXPECT_TRUE(is_same(picture, picture_of(*again, 1)));
  EXPECT_TRUE(is_same(picture, picture_of(*site, 2)));
  EXPECT_TRUE(is_same(picture, picture_of(*site, 3)));
}

TEST(Renderer, AnotherSeedAndAnotherTimeGiveAnotherPicture) {
  const auto site = make_site({.seed = 4});
  const auto other = make_site({.seed = 6});
  ASSERT_TRUE(site && other);
  const imaging::Image picture = picture_of(*site, 2);
  EXPECT_FALSE(is_same(picture, picture_of(*other, 2)));
  EXPECT_FALSE(is_same(picture, picture_of(*site, 2, 14)));
}

TEST(Renderer, EveryWeatherIsWellExposed) {
  for (const Weather weather : {Weather::kDay, Weather::kLowSun, Weather::kOvercast}) {
    const auto site = make_site({.seed = 4, .weather = weather});
    ASSERT_TRUE(site);
    const double mean = mean_of(picture_of(*site, 2));
    EXPECT_GT(mean, 60) << static_cast<int>(weather);
    EXPECT_LT(mean, 190) << static_cast<int>(weather);
  }
}

TEST(Renderer, WhatMovesWhileTheShutterIsOpenIsBlurred) {
  const auto site = make_site({.seed = 4});
  ASSERT_TRUE(site);
  EXPECT_FALSE(is_same(picture_of(*site, 2, 10, 0), picture_of(*site, 2, 10, 0.2F)));
}

TEST(RayGrid, IsTheCamerasOwnRayAtThePixelsCentre) {
  const View view = view_at(0);
  const RayGrid rays(view);
  for (const int x : {0, 41, 159}) {
    for (const int y : {0, 33, 89}) {
      const geometry::Vector3 ray = view.enu_from_camera * *view.camera.ray_in_camera({1.0 * x, 1.0 * y});
      const Vec3 direction = normalized(rays.at(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F));
      EXPECT_NEAR(static_cast<double>(direction.x), ray.x, 1e-6);
      EXPECT_NEAR(static_cast<double>(direction.y), ray.y, 1e-6);
      EXPECT_NEAR(static_cast<double>(direction.z), ray.z, 1e-6);
    }
  }
}

}  // namespace
}  // namespace eyrie::world
