// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/supersampling.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "world/math/parallel.hpp"

namespace eyrie::world {
namespace {

constexpr int kScouts = 2;  ///< samples that every pixel takes

/// What tells one surface in one light from another.
struct Glimpse {
  Vec3 normal;
  float distance_m = 0;
  float albedo = 0;
  float sun_share = 0;
  ThingId thing = kNoThing;
};

Glimpse glimpse_of(const Shaded& seen) {
  return {seen.normal, seen.distance_m, (seen.albedo.x + seen.albedo.y + seen.albedo.z) / 3, seen.sun_share, seen.thing};
}

/// More samples between these two would show little else.
bool is_alike(const Glimpse& a, const Glimpse& b) {
  constexpr float kSameDirection = 0.9F;
  constexpr float kSameAlbedo = 0.2F;
  return a.thing == b.thing && a.sun_share == b.sun_share && dot(a.normal, b.normal) > kSameDirection &&
         std::fabs(a.distance_m - b.distance_m) <= a.distance_m * 0.01F + 0.02F &&
         std::fabs(a.albedo - b.albedo) <= kSameAlbedo * (a.albedo + b.albedo);
}

/// Takes a picture's samples one by one.
class Sampler {
 public:
  Sampler(const Shading& shading, const Sampling& sampling, const RayAt& ray_at)
      : shading_(shading), sampling_(sampling), ray_at_(ray_at), share_(1 / static_cast<float>(sampling.samples)) {
    const std::size_t pixels = index(0, sampling.height);
    layers_ = {.direct = std::vector<Vec3>(pixels),
               .sunlit = std::vector<Vec3>(pixels),
               .sun_share = std::vector<float>(pixels),
               .albedo = std::vector<Vec3>(pixels),
               .ambient = std::vector<Vec3>(pixels),
               .normal = std::vector<Vec3>(pixels),
               .depth_m = std::vector<float>(pixels)};
    first_.resize(pixels);
    is_divided_.resize(pixels);
  }

  Layers finish() && {
    const int scouts = std::min(kScouts, sampling_.samples);
    for_each_pixel([&](int x, int y) { scout(x, y, scouts); });
    // Told apart before any more is taken: what a pixel does must not hang on which thread came first.
    for_each_pixel([&](int x, int y) { mark(x, y); });
    for_each_pixel([&](int x, int y) {
      const bool has_all = scouts == sampling_.samples || !is_divided_[index(x, y)];
      if (!has_all) refine(x, y, scouts);
      average(index(x, y), has_all ? scouts : sampling_.samples);
    });
    return std::move(layers_);
  }

 private:
  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(sampling_.width) + static_cast<std::size_t>(x);
  }

  template <typename Visit>
  void for_each_pixel(const Visit& visit) const {
    for_each_index(sampling_.height, sampling_.threads, [&](int y) {
      for (int x = 0; x < sampling_.width; ++x) visit(x, y);
    });
  }

  /// One more sample of the pixel, added to its sums.
  Shaded take(int x, int y, int number) {
    const std::size_t i = index(x, y);
    Random of_pixel = sampling_.key.fork(i);
    const float turn = of_pixel.uniform();  // of the strata, so that neighbours do not take the same parts of the sun
    Random random = of_pixel.fork(static_cast<std::uint64_t>(number));
    // Jittered quarters of the pixel and slices of the shutter's time, those of the scouts not beside each other.
    const int quarter = number % 4;
    const float px = static_cast<float>(x) + (static_cast<float>(quarter == 1 || quarter == 2) + random.uniform()) / 2;
    const float py = static_cast<float>(y) + (static_cast<float>(quarter % 2) + random.uniform()) / 2;
    const int slice = number % 2 * ((sampling_.samples + 1) / 2) + number / 2;
    const float stratum = static_cast<float>(slice) * share_;
    const PixelRay along = ray_at_(px, py, stratum + random.uniform() * share_);
    const Shaded seen = shading_.shade(along.ray,
                                       {.pixel_m = along.pixel_m,
                                        .pixel_rad = along.pixel_rad,
                                        .stratum = turn + stratum,
                                        .has_ambient = has_ambient(number)},
                                       random);
    layers_.direct[i] += seen.direct;
    layers_.sunlit[i] += seen.sunlit;
    layers_.sun_share[i] += seen.sun_share;
    layers_.albedo[i] += seen.albedo;
    layers_.ambient[i] += seen.ambient;
    return seen;
  }

  /// The sky's light is smoothed over many pixels: half the samples will do.
  [[nodiscard]] static bool has_ambient(int number) { return number % 2 == 0; }

  void scout(int x, int y, int scouts) {
    const std::size_t i = index(x, y);
    const Shaded seen = take(x, y, 0);
    first_[i] = glimpse_of(seen);
    layers_.normal[i] = seen.normal;
    layers_.depth_m[i] = seen.distance_m;
    for (int number = 1; number < scouts; ++number) {
      if (!is_alike(first_[i], glimpse_of(take(x, y, number)))) is_divided_[i] = 1;
    }
  }

  void mark(int x, int y) {
    const std::size_t i = index(x, y);
    const auto differs = [&](int column, int row) {
      return column >= 0 && row >= 0 && column < sampling_.width && row < sampling_.height &&
             !is_alike(first_[i], first_[index(column, row)]);
    };
    if (differs(x - 1, y) || differs(x + 1, y) || differs(x, y - 1) || differs(x, y + 1)) is_divided_[i] = 1;
  }

  void refine(int x, int y, int scouts) {
    for (int number = scouts; number < sampling_.samples; ++number) take(x, y, number);
  }

  void average(std::size_t i, int samples) {
    const float share = 1 / static_cast<float>(samples);
    layers_.direct[i] *= share;
    layers_.sunlit[i] *= share;
    layers_.sun_share[i] *= share;
    layers_.albedo[i] *= share;
    layers_.ambient[i] *= 1 / static_cast<float>((samples + 1) / 2);
  }

  const Shading& shading_;
  const Sampling& sampling_;
  const RayAt& ray_at_;
  float share_;
  Layers layers_;
  std::vector<Glimpse> first_;
  std::vector<char>
      is_divided_;  ///< the two of the pixel, or it and a neighbour, differ; not bool: threads write beside each other
};

}  // namespace

Layers sample_light(const Shading& shading, const Sampling& sampling, const RayAt& ray_at) {
  return Sampler(shading, sampling, ray_at).finish();
}

}  // namespace eyrie::world
