// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "perception/camera_motion.hpp"

#include <cmath>
#include <numbers>
#include <random>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "perception/similarity.hpp"
#include "perception/tracker.hpp"

namespace eyrie::perception {
namespace {

using imaging::Image;
using imaging::PixelFormat;

/// A world without end: smooth noise, the same wherever and whenever it is asked for, coarse and fine.
double brightness_at(double x, double y) {
  const auto corner = [](std::int64_t i, std::int64_t j, std::uint64_t octave) {
    std::uint64_t h = static_cast<std::uint64_t>(i) * 0x9E3779B97F4A7C15ULL ^
                      static_cast<std::uint64_t>(j) * 0xC2B2AE3D27D4EB4FULL ^ octave * 0x165667B19E3779F9ULL;
    h ^= h >> 29U;
    h *= 0xBF58476D1CE4E5B9ULL;
    h ^= h >> 32U;
    return static_cast<double>(h & 0xFFFFU) / 65535.0;
  };
  double sum = 0;
  double weight = 1;
  double cell = 64;
  for (std::uint64_t octave = 0; octave < 4; ++octave, weight *= 0.7, cell /= 2) {
    const double u = std::floor(x / cell);
    const double v = std::floor(y / cell);
    const auto ease = [](double t) { return t * t * (3 - 2 * t); };
    const double a = ease(x / cell - u);
    const double b = ease(y / cell - v);
    const auto i = static_cast<std::int64_t>(u);
    const auto j = static_cast<std::int64_t>(v);
    sum += weight * ((corner(i, j, octave) * (1 - a) + corner(i + 1, j, octave) * a) * (1 - b) +
                     (corner(i, j + 1, octave) * (1 - a) + corner(i + 1, j + 1, octave) * a) * b);
  }
  return 255.0 * sum / 2.54;
}

constexpr int kWidth = 640;
constexpr int kHeight = 360;

Affine inverse_of(const Affine& a) {
  const double det = a.determinant();
  Affine inverse{.xx = a.yy / det, .xy = -a.xy / det, .dx = 0, .yx = -a.yx / det, .yy = a.xx / det, .dy = 0};
  const Point shift = inverse.turn({.x = a.dx, .y = a.dy});
  inverse.dx = -shift.x;
  inverse.dy = -shift.y;
  return inverse;
}

/// What a camera sees of the world.
Image picture_of(const Affine& picture_from_world, PixelFormat format = PixelFormat::kGray8) {
  const Affine world_from_picture = inverse_of(picture_from_world);
  Image image(format, kWidth, kHeight);
  std::uint8_t* pixel = image.data();
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const Point place = world_from_picture * Point{.x = static_cast<double>(x), .y = static_cast<double>(y)};
      const auto level = static_cast<std::uint8_t>(brightness_at(place.x, place.y));
      for (int i = 0; i < image.channels(); ++i) *pixel++ = level;
    }
  }
  return image;
}

/// A turn by `angle` and a zoom about the middle of the picture, then a shift.
Affine motion(double dx, double dy, double angle = 0, double zoom = 1) {
  const Affine to_middle{.dx = -kWidth / 2.0, .dy = -kHeight / 2.0};
  const Affine turned{.xx = zoom * std::cos(angle),
                      .xy = -zoom * std::sin(angle),
                      .yx = zoom * std::sin(angle),
                      .yy = zoom * std::cos(angle)};
  const Affine back{.dx = kWidth / 2.0 + dx, .dy = kHeight / 2.0 + dy};
  return back * turned * to_middle;
}

/// The largest distance between where the two put the picture's corners.
double corner_error(const Affine& a, const Affine& b) {
  double largest = 0;
  for (const Point corner :
       {Point{.x = 0, .y = 0}, {.x = kWidth, .y = 0}, {.x = 0, .y = kHeight}, {.x = kWidth, .y = kHeight}}) {
    const Point one = a * corner;
    const Point other = b * corner;
    largest = std::max(largest, std::hypot(one.x - other.x, one.y - other.y));
  }
  return largest;
}

TEST(CameraMotion, IsUnknownForTheFirstFrame) {
  CameraMotion camera;
  EXPECT_FALSE(camera.update(picture_of({}).view()).has_value());
}

TEST(CameraMotion, IsNoneForACameraThatStandsStill) {
  CameraMotion camera;
  const Image picture = picture_of({});
  (void)camera.update(picture.view());
  const auto found = camera.update(picture.view());
  ASSERT_TRUE(found.has_value());
  EXPECT_LT(corner_error(*found, {}), 0.01);
}

TEST(CameraMotion, FindsShiftTurnAndZoom) {
  const Affine start{.dx = 1000, .dy = 700};
  for (const Affine& wanted : {motion(7.3, -4.1), motion(-38, 12), motion(0, 0, 0.03), motion(3, 2, -0.015, 1.02),
                               motion(-11, 6, 0.01, 0.97), motion(0.4, 0.3)}) {
    CameraMotion camera;
    (void)camera.update(picture_of(start).view());
    const auto found = camera.update(picture_of(wanted * start).view());
    ASSERT_TRUE(found.has_value()) << wanted.dx;
    EXPECT_LT(corner_error(*found, wanted), 0.5) << wanted.dx << ' ' << wanted.xy;
  }
}

TEST(CameraMotion, IsTheSameFromAnyPixelFormat) {
  const Affine wanted = motion(7, -4, 0.01);
  const auto found_in = [&](PixelFormat format) {
    CameraMotion camera;
    (void)camera.update(picture_of({}, format).view());
    return camera.update(picture_of(wanted, format).view());
  };
  const auto of_grey = found_in(PixelFormat::kGray8);
  const auto of_colour = found_in(PixelFormat::kBgr8);
  ASSERT_TRUE(of_grey && of_colour);
  EXPECT_LT(corner_error(*of_grey, *of_colour), 1e-3);
}

TEST(CameraMotion, ThingsThatMoveByThemselvesAreLeftOut) {
  const Affine wanted = motion(6, -5);
  const Image moving = picture_of(motion(-20, 9) * Affine{.dx = 5000, .dy = 0});
  const Image before_moving = picture_of({.dx = 5000, .dy = 0});
  const auto cover = [](Image& scene, const Image& thing) {  // a fifth of the picture
    for (int y = 80; y < 280; ++y) {
      std::copy_n(thing.data() + y * thing.stride() + 200, 230, scene.data() + y * scene.stride() + 200);
    }
  };
  Image first = picture_of({});
  Image second = picture_of(wanted);
  cover(first, before_moving);
  cover(second, moving);
  CameraMotion camera;
  (void)camera.update(first.view());
  const auto found = camera.update(second.view());
  ASSERT_TRUE(found.has_value());
  EXPECT_LT(corner_error(*found, wanted), 0.5);
}

TEST(CameraMotion, IsUnknownWhereFramesHaveNothingInCommonOrNothingInThem) {
  CameraMotion camera;
  (void)camera.update(picture_of({}).view());
  EXPECT_FALSE(camera.update(picture_of({.dx = 9000, .dy = 9000}).view()).has_value());

  CameraMotion of_a_wall;
  const Image wall(PixelFormat::kGray8, kWidth, kHeight);
  (void)of_a_wall.update(wall.view());
  EXPECT_FALSE(of_a_wall.update(wall.view()).has_value());
}

TEST(CameraMotion, IsUnknownAfterAChangeOfSizeAndForTinyFrames) {
  CameraMotion camera;
  const Image picture = picture_of({});
  (void)camera.update(picture.view());
  EXPECT_FALSE(camera.update(imaging::crop(picture.view(), 0, 0, 500, 300)).has_value());
  for (const int side : {1, 2, 7, 20}) {
    const auto tiny = imaging::crop(picture.view(), 0, 0, side, side);
    (void)camera.update(tiny);
    EXPECT_FALSE(camera.update(tiny).has_value());
  }
  EXPECT_FALSE(camera.update({}).has_value());
}

TEST(CameraMotion, KeepsIdentitiesWhileACameraPansOverTheScene) {
  CameraMotion camera;
  Tracker with_motion;
  Tracker without_motion;
  std::set<std::uint64_t> ids_with;
  std::set<std::uint64_t> ids_without;
  for (int frame = 0; frame < 24; ++frame) {
    // To and fro, up to 28 px a frame, over things of 16 px that stand 40 px apart.
    const Affine view = Affine{.dx = 90 * std::sin(0.32 * frame), .dy = 30 * std::sin(0.21 * frame)};
    const auto measured = camera.update(picture_of(view).view());
    std::vector<Detection> seen;
    for (int i = 0; i < 12; ++i) {
      const Point place = view * Point{.x = 220.0 + 40 * (i % 4), .y = 140.0 + 40 * (i / 4)};
      const auto x = static_cast<float>(place.x);
      const auto y = static_cast<float>(place.y);
      seen.push_back(
          {.box = {.x_min = x - 8, .y_min = y - 8, .x_max = x + 8, .y_max = y + 8}, .confidence = 0.8F, .class_id = 0});
    }
    const Timestamp time{std::chrono::milliseconds(66 * frame)};
    for (const auto& one : with_motion.update(seen, time, measured)) ids_with.insert(one.track_id);
    for (const auto& one : without_motion.update(seen, time, std::nullopt)) ids_without.insert(one.track_id);
  }
  EXPECT_EQ(ids_with.size(), 12U);
  EXPECT_GT(ids_without.size(), 12U);  // the test can fail
}

TEST(SimilarityFit, IsExactForExactPairs) {
  const Affine wanted = motion(3, 5, 0.4, 1.7);
  std::vector<PointPair> pairs;
  for (const Point from : {Point{.x = 1, .y = 2}, {.x = 30, .y = -4}, {.x = 7, .y = 90}})
    pairs.push_back({.from = from, .to = wanted * from});
  EXPECT_LT(corner_error(fit_similarity(pairs).value(), wanted), 1e-9);
  EXPECT_LT(corner_error(fit_similarity(std::span(pairs).first(2)).value(), wanted), 1e-9);
}

TEST(SimilarityFit, OnePointOrManyEqualOnesAreNotEnough) {
  const PointPair pair{.from = {.x = 1, .y = 2}, .to = {.x = 3, .y = 4}};
  EXPECT_FALSE(fit_similarity(std::vector{pair}).has_value());
  EXPECT_FALSE(fit_similarity(std::vector{pair, pair, pair}).has_value());
}

TEST(SimilarityFit, HoldsAgainstNearlyHalfOfWrongPairs) {
  const Affine wanted = motion(12, -8, 0.05, 1.1);
  std::mt19937 random(6);
  std::uniform_real_distribution<double> place(0, 600);
  std::vector<PointPair> pairs;
  for (int i = 0; i < 100; ++i) {
    const Point from{.x = place(random), .y = place(random)};
    pairs.push_back({.from = from, .to = i % 100 < 45 ? Point{.x = place(random), .y = place(random)} : wanted * from});
  }
  std::vector<PointPair> scratch;
  const auto fit = fit_similarity_robustly(pairs, 1.0, scratch).value();
  EXPECT_GE(fit.agreeing, 55U);
  EXPECT_LT(corner_error(fit.to_from_from, wanted), 1e-6);
}

}  // namespace
}  // namespace eyrie::perception
