// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/shading.hpp"

#include <algorithm>

#include "world/render/surface.hpp"

namespace eyrie::world {
namespace {

constexpr float kNearest_m = 1e-3F;
constexpr float kSunReach_m = 400;
constexpr float kSkyReach_m = 14;  ///< what is farther away does not darken a place
constexpr float kMirrorReach_m = 60;

Vec3 interpolated(const std::vector<Vec3>& corners, const Hit& hit) {
  const Vec3* c = &corners[hit.face * 3];
  return c[0] * (1 - hit.u - hit.v) + c[1] * hit.u + c[2] * hit.v;
}

SurfacePoint surface_point(const Ray& ray, const Hit& hit, const Shading::Sample& sample) {
  const Vec3* p = &hit.mesh->positions[hit.face * 3];
  SurfacePoint at;
  at.position = ray.origin + ray.direction * hit.distance_m;
  at.local = interpolated(hit.mesh->locals, hit);
  at.geometric = normalized(cross(p[1] - p[0], p[2] - p[0]));
  if (dot(at.geometric, ray.direction) > 0) at.geometric = -at.geometric;
  at.normal = normalized(interpolated(hit.mesh->normals, hit));
  if (dot(at.normal, at.geometric) < 0) at.normal = -at.normal;
  at.footprint_m = sample.pixel_m + hit.distance_m * sample.pixel_rad;
  return at;
}

/// By repeated squaring.
float whole_power(float base, int exponent) {
  float result = 1;
  for (; exponent > 0; exponent /= 2, base *= base) {
    if (exponent % 2 == 1) result *= base;
  }
  return result;
}

/// Schlick's approximation of Fresnel reflectance (1994).
float fresnel(float head_on, float cosine) {
  const float rest = 1 - std::clamp(cosine, 0.0F, 1.0F);
  const float squared = rest * rest;
  return head_on + (1 - head_on) * squared * squared * rest;
}

}  // namespace

Shading::Shading(const Site& site, const Tracer& tracer)
    : site_(site), tracer_(tracer), across_sun_(tangents_of(site.daylight.to_sun)) {
  const Daylight& light = site.daylight;
  bounce_ = site.ground.dirt * (light.sun * (std::max(light.to_sun.z, 0.0F) * 0.45F) + light.zenith * 0.4F);
}

bool Shading::sees_sun(Vec3 from, float shutter, float stratum, Random& random) const {
  const auto [s, c] = portable::sin_cos(portable::kTwoPi * (stratum + 0.25F * random.uniform()));
  const float radius = site_.daylight.sun_radius_rad * std::sqrt(random.uniform());
  const Vec3 direction =
      normalized(site_.daylight.to_sun + across_sun_.first * (c * radius) + across_sun_.second * (s * radius));
  return !tracer_.is_blocked(
      {.origin = from, .direction = direction, .from_m = kNearest_m, .to_m = kSunReach_m, .shutter = shutter});
}

Vec3 Shading::ambient_light(Vec3 from, Vec3 normal, Vec3 geometric, float shutter, Random& random) const {
  const Tangents across = tangents_of(normal);
  const auto [s, c] = portable::sin_cos(portable::kTwoPi * random.uniform());
  const float squared = random.uniform();
  const float radius = std::sqrt(squared);
  Vec3 direction = normalized(across.first * (c * radius) + across.second * (s * radius) + normal * std::sqrt(1 - squared));
  if (dot(direction, geometric) < 0) direction = direction - geometric * (2 * dot(direction, geometric));
  const bool is_down = direction.z < -0.02F;
  const bool is_blocked = tracer_.is_blocked({.origin = from,
                                              .direction = direction,
                                              .from_m = kNearest_m,
                                              .to_m = is_down ? 3.0F : kSkyReach_m,
                                              .shutter = shutter});
  if (is_down) return bounce_ * (is_blocked ? 0.25F : 1.0F);
  return is_blocked ? bounce_ * 0.45F : site_.daylight.sky(direction) * 0.9F;
}

Vec3 Shading::reflected_light(Vec3 from, Vec3 direction, float shutter) const {
  if (direction.z <= 0) return bounce_;
  const Ray ray{.origin = from, .direction = direction, .from_m = kNearest_m, .to_m = kMirrorReach_m, .shutter = shutter};
  return tracer_.is_blocked(ray) ? bounce_ * 0.6F : site_.daylight.sky(direction);
}

Shaded Shading::shade(const Ray& ray, const Sample& sample, Random& random) const {
  const Daylight& light = site_.daylight;
  const auto hit = tracer_.nearest(ray);
  if (!hit) return {.direct = light.sky(ray.direction), .normal = {0, 0, 1}};
  SurfacePoint at = surface_point(ray, *hit, sample);
  Surface surface = surface_at(site_, site_.palette[hit->mesh->faces[hit->face].material], at);
  if (dot(surface.normal, ray.direction) > -0.02F) surface.normal = at.normal;  // bumps must not turn away from the camera
  const float lift = 2e-4F * hit->distance_m + 1e-3F;
  const Vec3 outside = at.position + at.geometric * lift;

  Shaded result{.albedo = surface.albedo,
                .normal = at.normal,
                .distance_m = hit->distance_m,
                .thing = hit->mesh->faces[hit->face].thing};
  const float facing = dot(surface.normal, light.to_sun);
  const bool is_lit_side = dot(at.geometric, light.to_sun) > 0;
  if ((facing > 0 && is_lit_side) || surface.translucence > 0) {
    const Vec3 start = is_lit_side ? outside : at.position - at.geometric * lift;
    const float diffuse = std::max(facing, 0.0F) + surface.translucence * std::max(-facing, 0.0F);
    const Vec3 half = normalized(light.to_sun - ray.direction);
    const int gloss = static_cast<int>(std::min(surface.gloss, 150.0F));
    const float lobe = whole_power(std::max(0.0F, dot(half, surface.normal)), gloss);
    const float highlight = surface.specular * lobe * static_cast<float>(gloss + 8) * 0.04F * std::max(facing, 0.0F);
    result.sunlit = light.sun * surface.albedo * diffuse + light.sun * highlight;
    result.sun_share = sees_sun(start, ray.shutter, sample.stratum, random) ? 1.0F : 0.0F;
    result.direct = result.sunlit * result.sun_share;
  }
  if (sample.has_ambient) result.ambient = ambient_light(outside, surface.normal, at.geometric, ray.shutter, random);
  if (surface.gloss > 25) {
    const float cosine = -dot(ray.direction, surface.normal);
    const Vec3 mirrored = normalized(ray.direction + surface.normal * (2 * cosine));
    const float share = fresnel(surface.specular, cosine) * std::clamp(surface.gloss / 100, 0.2F, 1.0F);
    result.direct += reflected_light(outside, mirrored, ray.shutter) * share;
  }
  const float clear = portable::exp(-hit->distance_m * light.haze_per_m);
  result.direct = result.direct * clear + light.horizon * ((1 - clear) * 0.85F);
  result.sunlit *= clear;
  result.albedo *= clear;
  return result;
}

}  // namespace eyrie::world
