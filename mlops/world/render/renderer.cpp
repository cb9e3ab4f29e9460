// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/renderer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "world/math/parallel.hpp"
#include "world/render/shading.hpp"
#include "world/render/supersampling.hpp"

namespace eyrie::world {
namespace {

constexpr int kFilterRadius = 3;

/// What a pixel learns from its neighbours.
struct Smoothed {
  Vec3 ambient;
  float sun_share = 0;
};

/// Lets neighbours share their sky rays where they are of one surface (a cross-bilateral filter: Eisemann and Durand, 2004),
/// and their sun rays in the half-shadow of what is high above. There most neighbours see a part of the sun; along the edge
/// of a sharp shadow only a line of them does, and it stays sharp.
Smoothed smoothed(const Layers& layers, int width, int height, int x, int y) {
  const auto index = [width](int column, int row) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
  };
  const std::size_t here = index(x, y);
  const float depth = layers.depth_m[here];
  const float tolerance = 1 / (depth * 0.01F + 0.02F);
  constexpr float kNone = 0.01F;
  Vec3 ambient;
  float sun_share = 0;
  float in_half_shadow = 0;
  float total = 1e-6F;
  for (int row = std::max(0, y - kFilterRadius); row <= std::min(height - 1, y + kFilterRadius); ++row) {
    for (int column = std::max(0, x - kFilterRadius); column <= std::min(width - 1, x + kFilterRadius); ++column) {
      const std::size_t there = index(column, row);
      const float step = std::fabs(layers.depth_m[there] - depth) * tolerance;
      if (step > 3) continue;
      const float alignment = dot(layers.normal[here], layers.normal[there]);
      const float weight = (alignment > 0.9F   ? 1.0F
                            : alignment > 0.5F ? 0.2F
                                               : 0.01F) /
                               (1 + step * step) +
                           (there == here ? 0.05F : 0.0F);
      const float share = layers.sun_share[there];
      ambient += layers.ambient[there] * weight;
      sun_share += share * weight;
      if (share > kNone && share < 1 - kNone) in_half_shadow += weight;
      total += weight;
    }
  }
  const float softness = smooth_step(0.15F, 0.4F, in_half_shadow / total);
  return {ambient * (1 / total), mix(layers.sun_share[here], sun_share / total, softness)};
}

Vec3 non_negative(Vec3 v) { return {std::max(v.x, 0.0F), std::max(v.y, 0.0F), std::max(v.z, 0.0F)}; }

/// The light of every pixel.
std::vector<Vec3> trace(const Shading& shading, const Sampling& sampling, const RayAt& ray_at) {
  const int width = sampling.width;
  const int height = sampling.height;
  const Layers layers = sample_light(shading, sampling, ray_at);
  std::vector<Vec3> light(layers.depth_m.size());
  for_each_index(height, sampling.threads, [&](int y) {
    for (int x = 0; x < width; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
      const Smoothed shared = smoothed(layers, width, height, x, y);
      const Vec3 sun = layers.sunlit[i] * (shared.sun_share - layers.sun_share[i]);
      light[i] = non_negative(layers.direct[i] + sun) + layers.albedo[i] * shared.ambient;
    }
  });
  return light;
}

float top_of(const Mesh& mesh) {
  float top = 0;
  for (const Vec3& position : mesh.positions) top = std::max(top, position.z);
  return top;
}

}  // namespace

Result<Renderer> Renderer::create(const Site& site, const Options& options) {
  auto tracer = Tracer::create(site.fixed);
  if (!tracer) return fail(tracer.error());
  return Renderer(site, options, *std::move(tracer));
}

imaging::Image Renderer::picture(const View& open, const View& close, const Sensor& sensor) {
  tracer_.set_moving(moving_parts_at(*site_, open.time_s), moving_parts_at(*site_, close.time_s));
  const RayGrid at_open(open);
  const RayGrid at_close(close);
  const Sampling sampling{.width = open.camera.intrinsics().width_px,
                          .height = open.camera.intrinsics().height_px,
                          .samples = options_.samples,
                          .threads = options_.threads,
                          .key = Random(sensor.noise_key).fork(1)};
  const auto light = trace(Shading(*site_, tracer_), sampling, [&](float x, float y, float shutter) {
    const Vec3 direction = normalized(mix(at_open.at(x, y), at_close.at(x, y), shutter));
    return PixelRay{
        .ray = {.origin = mix(at_open.origin(), at_close.origin(), shutter), .direction = direction, .shutter = shutter},
        .pixel_rad = at_open.pixel_rad()};
  });
  return develop(light, sampling.width, sampling.height, sensor, options_.threads);
}

std::vector<Vec3> Renderer::light_from_above(const MapGrid& grid) {
  tracer_.set_moving({}, {});
  constexpr float kAir_m = 1;
  const float height_m = top_of(site_->fixed) + kAir_m;
  const Sampling sampling{.width = grid.width_px(),
                          .height = grid.height_px(),
                          .samples = options_.samples,
                          .threads = options_.threads,
                          .key = Random(site_->seed).fork(2)};
  return trace(Shading(*site_, tracer_), sampling, [&](float x, float y, float shutter) {
    const Point2 place = grid.at(x, y);
    return PixelRay{.ray = {.origin = {place.x, place.y, height_m}, .direction = {0, 0, -1}, .shutter = shutter},
                    .pixel_m = grid.pixel_m()};
  });
}

CleanPass Renderer::clean_pass(const View& view) {
  tracer_.set_moving(moving_parts_at(*site_, view.time_s), {});
  const RayGrid rays(view);
  CleanPass pass;
  pass.width = view.camera.intrinsics().width_px;
  pass.height = view.camera.intrinsics().height_px;
  const auto pixels = static_cast<std::size_t>(pass.width) * static_cast<std::size_t>(pass.height);
  pass.depth_m.assign(pixels, 0);
  pass.thing.assign(pixels, kNoThing);
  pass.part.assign(pixels, Part::kBody);
  for_each_index(pass.height, options_.threads, [&](int y) {
    for (int x = 0; x < pass.width; ++x) {
      const Vec3 direction = normalized(rays.at(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F));
      const auto hit = tracer_.nearest({.origin = rays.origin(), .direction = direction});
      if (!hit) continue;
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(pass.width) + static_cast<std::size_t>(x);
      const Face& face = hit->mesh->faces[hit->face];
      pass.depth_m[i] = hit->distance_m * dot(direction, rays.forward());
      pass.thing[i] = face.thing;
      pass.part[i] = face.part;
    }
  });
  return pass;
}

}  // namespace eyrie::world
