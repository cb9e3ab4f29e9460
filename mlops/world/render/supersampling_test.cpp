// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/supersampling.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "world/render/view.hpp"

namespace eyrie::world {
namespace {

constexpr int kWidth = 160;
constexpr int kHeight = 90;

class SupersamplingTest : public testing::Test {
 protected:
  SupersamplingTest() {
    EXPECT_TRUE(site_ && tracer_ && camera_);
    tracer_->set_moving(moving_parts_at(*site_, 10), {});
  }

  /// The light of the sun, row by row.
  [[nodiscard]] std::vector<float> sunlight(int samples, std::uint64_t key) const {
    const View view{*camera_, {0, -18, 12}, enu_from_camera(geometry::Attitude::from_degrees(0, -30, 0)), 10};
    const RayGrid rays(view);
    const Sampling sampling{.width = kWidth, .height = kHeight, .samples = samples, .threads = 2, .key = Random(key)};
    const Layers layers = sample_light(Shading(*site_, *tracer_), sampling, [&](float x, float y, float) {
      return PixelRay{.ray = {.origin = rays.origin(), .direction = normalized(rays.at(x, y))},
                      .pixel_rad = rays.pixel_rad()};
    });
    std::vector<float> light;
    for (const Vec3& direct : layers.direct) light.push_back(direct.y);
    return light;
  }

  Result<Site> site_ = make_site({.seed = 4});
  Result<Tracer> tracer_ = Tracer::create(site_->fixed);
  Result<geometry::CameraModel> camera_ =
      geometry::CameraModel::create(geometry::Intrinsics::from_fov(kWidth, kHeight, geometry::to_radians(60)));
};

/// Root of the mean square, over the edges of the exact picture.
double error_at_edges(const std::vector<float>& light, const std::vector<float>& exact) {
  double sum = 0;
  int edges = 0;
  for (std::size_t i = 1; i < exact.size(); ++i) {
    constexpr float kEdge = 0.15F;
    if (std::fabs(exact[i] - exact[i - 1]) < kEdge) continue;
    sum += std::pow(static_cast<double>(light[i] - exact[i]), 2);
    ++edges;
  }
  EXPECT_GT(edges, 500);
  return std::sqrt(sum / edges);
}

TEST_F(SupersamplingTest, EdgesGetAllOfThePixelsSamples) {
  // With two samples at most every pixel takes all of them: nothing is left to choose.
  constexpr int kTimes = 40;
  std::vector<float> exact(std::size_t{kWidth} * kHeight);
  for (int key = 0; key < kTimes; ++key) {
    const auto light = sunlight(2, static_cast<std::uint64_t>(key) + 100);
    for (std::size_t i = 0; i < exact.size(); ++i) exact[i] += light[i] / kTimes;
  }
  const double by_two = error_at_edges(sunlight(2, 1), exact);
  // An error falls with the root of the number of samples, and faster where they are spread over the pixel.
  EXPECT_LT(error_at_edges(sunlight(4, 1), exact), 0.8 * by_two);
  EXPECT_LT(error_at_edges(sunlight(16, 1), exact), 0.6 * by_two);
}

}  // namespace
}  // namespace eyrie::world
