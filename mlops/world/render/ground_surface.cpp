// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "world/math/noise.hpp"
#include "world/render/surface.hpp"

namespace eyrie::world {
namespace {

constexpr Vec3 kAsphalt{0.085F, 0.086F, 0.090F};
constexpr Vec3 kRoadPaint{0.58F, 0.58F, 0.56F};
constexpr Vec3 kSlab{0.40F, 0.39F, 0.365F};
constexpr float kSlabJoint_m = 3;

/// Noise at the three scales that all kinds of ground share, so that what grows on one goes on in the next.
struct Grain {
  float broad;   ///< patches of 10 m
  float middle;  ///< 1.5 m
  float fine;    ///< 20 cm
};

/// The ground while it is mixed from its kinds: colour, slope of its bumps, how smooth it is.
struct Layer {
  Vec3 albedo = {};
  float slope_x = 0;
  float slope_y = 0;
  float bumps = 1;
  float hollow = 0;  ///< where water gathers, 0..1
  float wet = 0;     ///< damp, 0..1
  float puddle = 0;  ///< under water, 0..1
};

float distance_to_multiple(float x, float period) {
  const float share = x / period;
  return std::fabs(share - std::floor(share + 0.5F)) * period;
}

/// How deep in a tyre track the place is, 0..1, the tread's own light and dark, and the slope of the track's sides.
struct Tread {
  float depth = 0;
  float tread = 0;
  Point2 slope;
};
Tread tread_at(const Ground& ground, Point2 p) {
  Tread deepest;
  for (const Rut& rut : ground.ruts) {
    const float across = distance(p, rut.centre) - rut.radius_m;
    const float off_middle = std::fabs(across) - kRutHalfGauge_m;
    const float from_middle = std::fabs(off_middle);
    if (from_middle > 0.34F) continue;
    const float along = portable::atan2(p.y - rut.centre.y, p.x - rut.centre.x) * rut.radius_m;
    const float worn = smooth_step(0.20F, 0.50F, value_noise(p.x * 0.35F, p.y * 0.35F, ground.seed + 77));
    const float depth = (1 - smooth_step(0.15F, 0.34F, from_middle)) * worn;
    if (depth < deepest.depth) continue;
    const Point2 outward = (p - rut.centre) * (1 / (rut.radius_m + across));
    const float side = (off_middle > 0 ? 1.0F : -1.0F) * (across > 0 ? 1.0F : -1.0F);
    const float steepness = 0.55F * worn * smooth_step(0.34F, 0.24F, from_middle) * smooth_step(0.10F, 0.22F, from_middle);
    deepest = {depth, 0.5F + 0.5F * portable::sin(along * 19 + from_middle * 9), outward * (side * steepness)};
  }
  return deepest;
}

Layer dirt_layer(const Ground& ground, Point2 p, const Grain& grain, float footprint) {
  Layer layer;
  layer.albedo = mix(ground.dirt, ground.dirt_shade, smooth_step(0.30F, 0.70F, grain.broad * 0.5F + grain.middle * 0.5F)) *
                 (0.70F + 0.60F * grain.fine);
  const auto seed = ground.seed;
  const auto add_bumps = [&](float frequency, std::uint32_t salt, float strength) {
    // Turned by a Pythagorean angle, so that the noise's grid lies across the picture's.
    const float x = (0.8F * p.x - 0.6F * p.y) * frequency;
    const float y = (0.6F * p.x + 0.8F * p.y) * frequency;
    const float here = value_noise(x, y, seed + salt);
    const float along_x = (value_noise(x + 0.5F, y, seed + salt) - here) * strength;
    const float along_y = (value_noise(x, y + 0.5F, seed + salt) - here) * strength;
    layer.slope_x += 0.8F * along_x + 0.6F * along_y;
    layer.slope_y += 0.8F * along_y - 0.6F * along_x;
  };
  add_bumps(1.3F, 8, 0.40F);
  if (footprint < 0.10F) {
    add_bumps(5.3F, 4, 0.32F);
    if (footprint < 0.03F) add_bumps(17, 5, 0.40F);
    const float pebble = value_noise(p.x * 16, p.y * 16, seed + 3);
    if (pebble > 0.80F) layer.albedo *= 1 + 2.6F * (pebble - 0.80F);
  }
  const Tread rut = tread_at(ground, p);
  layer.albedo *= 1 - rut.depth * (0.26F + 0.22F * rut.tread);
  layer.slope_x += rut.slope.x;
  layer.slope_y += rut.slope.y;
  layer.hollow = rut.depth;
  return layer;
}

Vec3 grass_colour(const Ground& ground, const Grain& grain, float blades) {
  const Vec3 base =
      mix(ground.grass, ground.grass_light, smooth_step(0.25F, 0.75F, grain.middle * 0.6F + grain.broad * 0.4F));
  return base * (0.45F + 1.05F * blades);
}

Vec3 road_colour(const Ground& ground, Point2 p, const Grain& grain, float footprint) {
  const Point2 local = ground.road.to_local(p);
  const float half = ground.road.half_width_m();
  Vec3 colour = kAsphalt * (0.80F + 0.25F * grain.middle + 0.30F * (grain.fine - 0.5F));
  if (footprint < 0.10F &&
      std::fabs(value_noise(p.x * 0.9F + grain.middle * 2, p.y * 0.9F, ground.seed + 61) - 0.5F) < 0.012F)
    colour *= 0.55F;  // cracks
  const float from_wheels = std::fabs(std::fabs(local.y) - half * 0.5F);
  colour *= 1 - 0.18F * (1 - smooth_step(0.2F, 0.8F, from_wheels));
  colour = mix(colour, ground.dirt * 0.7F, 0.45F * smooth_step(0.50F, 0.75F, grain.broad * 0.6F + grain.middle * 0.4F));
  const float wear = 0.55F + 0.45F * smooth_step(0.35F, 0.60F, grain.fine);
  const bool is_dash = std::fabs(local.y) < 0.07F && distance_to_multiple(local.x, 6) < 1.5F;
  const bool is_edge = std::fabs(std::fabs(local.y) - half + 0.35F) < 0.06F;
  return is_dash || is_edge ? mix(colour, kRoadPaint, wear) : colour;
}

Vec3 slab_colour(const Ground& ground, const Area& slab, Point2 p, const Grain& grain) {
  const Point2 local = slab.to_local(p);
  Vec3 colour = kSlab * (0.78F + 0.30F * grain.middle + 0.20F * (grain.fine - 0.5F));
  const float joint = std::min(distance_to_multiple(local.x, kSlabJoint_m), distance_to_multiple(local.y, kSlabJoint_m));
  if (joint < 0.02F) colour *= 0.55F;
  return mix(colour, ground.dirt, 0.55F * smooth_step(0.45F, 0.70F, grain.broad * 0.4F + grain.middle * 0.6F));
}

/// Meadow and yard: the meadow's edge frays into the yard, and weeds grow where nobody drives.
Layer open_ground(const Ground& ground, Point2 p, const Grain& grain, float footprint) {
  const float blades = footprint < 0.12F ? fractal_noise(p.x * 9, p.y * 9, 3, ground.seed + 41) : 0.5F;
  const Vec3 grass = grass_colour(ground, grain, blades);
  const float ragged = (grain.broad - 0.5F) * 3 + (grain.middle - 0.5F) * 1.6F;
  const float inside =
      std::max(-ground.yard.signed_distance(p) + ragged * 1.4F, -ground.access.signed_distance(p) + ragged * 0.7F);
  const float is_dirt = smooth_step(-0.5F, 0.7F, inside + (blades - 0.5F) * 1.2F);
  if (is_dirt <= 0) return {.albedo = grass, .bumps = 1.2F};

  Layer layer = dirt_layer(ground, p, grain, footprint);
  const float weeds = 0.75F * smooth_step(0.63F, 0.76F, fractal_noise(p.x * 0.33F + 9, p.y * 0.33F, 3, ground.seed + 51));
  layer.albedo = mix(grass, mix(layer.albedo, grass, weeds * smooth_step(0.45F, 0.60F, blades)), is_dirt);
  const float damp = fractal_noise(p.x * 0.13F + 40, p.y * 0.13F, 3, ground.seed + 31);
  layer.wet = is_dirt * ground.wetness * smooth_step(0.50F, 0.64F, damp);
  // Water stands where damp ground is lowest, with a clear shore.
  layer.puddle = smooth_step(0.45F, 0.55F, layer.wet) * smooth_step(0.53F, 0.56F, grain.middle + 0.12F * layer.hollow);
  layer.albedo *= 1 - 0.42F * layer.wet;
  return layer;
}

void pave_road(Layer& layer, const Ground& ground, Point2 p, const Grain& grain, float footprint) {
  const float on_road = smooth_step(-0.18F, 0.10F, -ground.road.signed_distance(p) + (grain.middle - 0.5F) * 0.7F);
  if (on_road <= 0) return;
  layer.albedo = mix(layer.albedo, road_colour(ground, p, grain, footprint), on_road);
  layer.bumps *= 1 - 0.85F * on_road;
  layer.puddle *= 1 - on_road;
}

void pour_slab(Layer& layer, const Ground& ground, const Area& slab, Point2 p, const Grain& grain) {
  const float depth = -slab.signed_distance(p);
  if (depth < -0.3F) return;
  const float on_slab = smooth_step(-0.04F, 0.04F, depth);
  const float edge_shade = depth < 0 ? 0.75F : 1.0F;
  layer.albedo = mix(layer.albedo * edge_shade, slab_colour(ground, slab, p, grain), on_slab);
  layer.bumps = mix(layer.bumps, 0.12F, on_slab);
  layer.puddle *= 1 - on_slab;
}

}  // namespace

Surface ground_surface(const Ground& ground, const SurfacePoint& point) {
  const Point2 p{point.position.x, point.position.y};
  const float footprint = point.footprint_m;
  const Grain grain{fractal_noise(p.x * 0.09F, p.y * 0.09F, 3, ground.seed),
                    fractal_noise(p.x * 0.7F, p.y * 0.7F, 4, ground.seed + 11),
                    footprint < 0.25F ? fractal_noise(p.x * 5.5F, p.y * 5.5F, 3, ground.seed + 23) : 0.5F};
  Layer layer = open_ground(ground, p, grain, footprint);
  pave_road(layer, ground, p, grain, footprint);
  for (const Area& slab : ground.slabs) pour_slab(layer, ground, slab, p, grain);

  const float bumps = layer.bumps * (1 - 0.6F * layer.wet) * (1 - layer.puddle);
  const bool is_water = layer.puddle > 0.3F;
  Surface surface;
  surface.albedo = mix(layer.albedo, layer.albedo * 0.45F, layer.puddle);
  surface.normal = normalized(point.normal + Vec3{-layer.slope_x, -layer.slope_y, 0} * bumps);
  surface.specular = is_water ? 0.02F + 0.03F * layer.puddle : 0.0F;
  surface.gloss = is_water ? 400.0F : 1.0F;
  return surface;
}

}  // namespace eyrie::world
