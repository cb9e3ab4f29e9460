// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/renderer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "world/render/rows.hpp"
#include "world/render/shading.hpp"

namespace eyrie::world {
namespace {

constexpr int kFilterRadius = 3;

/// A picture's light, before it is put together.
struct Layers {
  explicit Layers(std::size_t pixels) : direct(pixels), albedo(pixels), ambient(pixels), normal(pixels), depth(pixels) {}
  std::vector<Vec3> direct;
  std::vector<Vec3> albedo;
  std::vector<Vec3> ambient;
  std::vector<Vec3> normal;  ///< of the first sample
  std::vector<float> depth;  ///< of the first sample
};

/// Lets neighbours share their sky rays where they are of one surface (a cross-bilateral filter: Eisemann and Durand, 2004).
Vec3 smoothed_ambient(const Layers& layers, int width, int height, int x, int y) {
  const auto index = [width](int column, int row) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width) + static_cast<std::size_t>(column);
  };
  const std::size_t here = index(x, y);
  const float depth = layers.depth[here];
  const float tolerance = 1 / (depth * 0.01F + 0.02F);
  Vec3 sum;
  float total = 1e-6F;
  for (int row = std::max(0, y - kFilterRadius); row <= std::min(height - 1, y + kFilterRadius); ++row) {
    for (int column = std::max(0, x - kFilterRadius); column <= std::min(width - 1, x + kFilterRadius); ++column) {
      const std::size_t there = index(column, row);
      const float step = std::fabs(layers.depth[there] - depth) * tolerance;
      if (step > 3) continue;
      const float alignment = dot(layers.normal[here], layers.normal[there]);
      const float weight = (alignment > 0.9F   ? 1.0F
                            : alignment > 0.5F ? 0.2F
                                               : 0.01F) /
                               (1 + step * step) +
                           (there == here ? 0.05F : 0.0F);
      sum += layers.ambient[there] * weight;
      total += weight;
    }
  }
  return sum * (1 / total);
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
  const Shading shading(*site_, tracer_);
  const int width = open.camera.intrinsics().width_px;
  const int height = open.camera.intrinsics().height_px;
  const auto pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  const Random key = Random(sensor.noise_key).fork(1);
  const int samples = options_.samples;
  const float share = 1 / static_cast<float>(samples);
  const float ambient_share = 1 / static_cast<float>((samples + 1) / 2);
  Layers layers(pixels);
  for_each_row(height, options_.threads, [&](int y) {
    for (int x = 0; x < width; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
      Random random = key.fork(i);
      const float turn = random.uniform();  // of the strata, so that neighbours do not take the same parts of the sun
      for (int k = 0; k < samples; ++k) {
        // Jittered quarters of the pixel.
        const float px = static_cast<float>(x) + (static_cast<float>(k % 2) + random.uniform()) / 2;
        const float py = static_cast<float>(y) + (static_cast<float>(k / 2 % 2) + random.uniform()) / 2;
        const float shutter = (static_cast<float>(k) + random.uniform()) * share;
        const Vec3 origin = mix(at_open.origin(), at_close.origin(), shutter);
        const Vec3 direction = normalized(mix(at_open.at(px, py), at_close.at(px, py), shutter));
        const Ray ray{.origin = origin, .direction = direction, .shutter = shutter};
        const bool has_ambient = k % 2 == 0;  // the sky's light is smoothed over many pixels: half the samples will do
        const Shaded seen = shading.shade(
            ray,
            {.pixel_rad = at_open.pixel_rad(), .stratum = turn + static_cast<float>(k) * share, .has_ambient = has_ambient},
            random);
        layers.direct[i] += seen.direct * share;
        layers.albedo[i] += seen.albedo * share;
        layers.ambient[i] += seen.ambient * ambient_share;
        if (k == 0) {
          layers.normal[i] = seen.normal;
          layers.depth[i] = seen.distance_m;
        }
      }
    }
  });
  std::vector<Vec3> light(pixels);
  for_each_row(height, options_.threads, [&](int y) {
    for (int x = 0; x < width; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
      light[i] = layers.direct[i] + layers.albedo[i] * smoothed_ambient(layers, width, height, x, y);
    }
  });
  return develop(light, width, height, sensor, options_.threads);
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
  for_each_row(pass.height, options_.threads, [&](int y) {
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
