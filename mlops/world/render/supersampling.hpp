// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "world/math/random.hpp"
#include "world/render/shading.hpp"

namespace eyrie::world {

/// A picture's size and how it is sampled.
struct Sampling {
  int width = 0;
  int height = 0;
  int samples = 1;  ///< of a pixel, at most
  int threads = 1;
  Random key{0};
};

/// One ray of a pixel and what it covers.
struct PixelRay {
  Ray ray;
  float pixel_m = 0;
  float pixel_rad = 0;
};

/// Tells the ray through a place of the picture, in pixels from its left and top edge, at a share of the shutter's time.
using RayAt = std::function<PixelRay(float x, float y, float shutter)>;

/// What the samples of each pixel saw, row by row.
struct Layers {
  std::vector<Vec3> direct;
  std::vector<Vec3> sunlit;
  std::vector<float> sun_share;
  std::vector<Vec3> albedo;
  std::vector<Vec3> ambient;
  std::vector<Vec3> normal;    ///< of the first sample
  std::vector<float> depth_m;  ///< of the first sample
};

/// Every pixel takes two samples, and the others only where these two differ, or its first one and a neighbour's (adaptive
/// supersampling: Whitted, 1980): most of a picture is one surface in one light. Two differ in the thing, in the light and
/// shadow of the sun, in depth, or in slope or brightness by more than a fifth. The two lie in the first and the third
/// quarter of the shutter's time. The same with any number of threads.
[[nodiscard]] Layers sample_light(const Shading& shading, const Sampling& sampling, const RayAt& ray_at);

}  // namespace eyrie::world
