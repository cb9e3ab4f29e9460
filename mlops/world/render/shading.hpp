// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/math/random.hpp"
#include "world/render/tracer.hpp"
#include "world/site/site.hpp"

namespace eyrie::world {

/// Light of one sample, told apart where smoothing treats it apart: `direct + albedo * ambient` is what the camera gets.
struct Shaded {
  Vec3 direct = {};      ///< sun, reflections, haze
  Vec3 sunlit = {};      ///< of it, what the sun would give if nothing stood before it
  float sun_share = 1;   ///< 0 where something stands before it; 1 else, also where it gives nothing
  Vec3 albedo = {};      ///< dimmed by haze
  Vec3 ambient = {};     ///< irradiance of the sky over pi, by one random ray
  Vec3 normal = {};      ///< of the surface without its bumps
  float distance_m = 0;  ///< 0 for the sky
  ThingId thing = kNoThing;
};

/// Lights what rays see.
class Shading {
 public:
  Shading(const Site& site, const Tracer& tracer);

  struct Sample {
    float pixel_m = 0;    ///< how wide a pixel is where its ray begins
    float pixel_rad = 0;  ///< the angle of a pixel
    float stratum = 0;    ///< 0..1, which part of the sun's disc it takes
    bool has_ambient =
        true;  ///< whether it asks for the sky's light, which changes slowly and need not be asked for each time
  };
  [[nodiscard]] Shaded shade(const Ray& ray, const Sample& sample, Random& random) const;

 private:
  [[nodiscard]] Vec3 ambient_light(Vec3 from, Vec3 normal, Vec3 geometric, float shutter, Random& random) const;
  [[nodiscard]] bool sees_sun(Vec3 from, float shutter, float stratum, Random& random) const;
  [[nodiscard]] Vec3 reflected_light(Vec3 from, Vec3 direction, float shutter) const;

  const Site& site_;
  const Tracer& tracer_;
  Tangents across_sun_;
  Vec3 bounce_;  ///< radiance of sunlit ground, what fills shadows from below
};

}  // namespace eyrie::world
