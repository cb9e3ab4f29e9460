// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/render/surface.hpp"

#include <algorithm>

#include "world/math/noise.hpp"

namespace eyrie::world {
namespace {

constexpr Vec3 kRust{0.15F, 0.065F, 0.028F};
constexpr Vec3 kMortar{0.40F, 0.385F, 0.36F};

/// Three-dimensional places looked up in flat noise: each face of a solid still gets noise of its own.
float grain_of(Vec3 p, float frequency, int octaves, std::uint32_t seed) {
  return fractal_noise((p.x + 0.37F * p.z) * frequency, (p.y + 0.83F * p.z) * frequency, octaves, seed);
}

Vec3 wrinkles(Vec3 p, std::uint32_t seed, float strength) {
  const auto one = [&](float a, float b, std::uint32_t salt) { return value_noise(a, b, seed + salt) - 0.5F; };
  return Vec3{one(p.z * 17, p.y * 12 + p.x * 7, 0), one(p.z * 17 + 9, p.x * 12, 1), one(p.z * 14, p.y * 15, 3)} * strength;
}

void shade_corrugated(Surface& s, const Site& site, const Material& m, const SurfacePoint& at) {
  const Vec3 l = at.local;
  const bool is_roof = std::fabs(at.geometric.z) > 0.7F;
  const bool is_side = !is_roof && std::fabs(l.y) > 1.19F;
  const bool is_door = !is_roof && !is_side && l.x > 0;
  const float grain =
      is_roof ? fractal_noise(l.x * 1.1F, l.y * 1.1F, 4, m.seed) : fractal_noise(l.x * 1.1F + l.y, l.z * 1.1F, 4, m.seed);
  const float wave = portable::sin((is_side || is_roof ? l.x : l.y) * portable::kTwoPi / 0.28F);
  const float visible = std::clamp(1 - at.footprint_m * 6, 0.0F, 1.0F);
  if (is_roof) {
    s.albedo *= 1 - 0.12F * wave * visible;
  } else if (!is_door) {
    s.normal = normalized(s.normal + Vec3{-s.normal.y, s.normal.x, 0} * (0.55F * wave * visible));
    s.albedo *= wave < -0.6F ? 0.90F : 1.0F;
  }
  const bool is_edge = l.z < 0.3F || l.z > 2.4F;
  s.albedo =
      mix(s.albedo * (0.85F + 0.30F * grain), kRust, 0.7F * smooth_step(0.58F, 0.74F, grain + (is_edge ? 0.12F : 0.0F)));
  if (is_roof) s.albedo = mix(s.albedo, site.ground.dirt, 0.35F * grain);
}

void shade_concrete(Surface& s, const Site& site, const Material& m, const SurfacePoint& at) {
  const float broad = grain_of(at.position, 0.8F, 4, m.seed);
  const float fine = at.footprint_m < 0.2F ? grain_of(at.position, 6, 3, m.seed + 2) : 0.5F;
  s.albedo = m.colour * (0.72F + 0.36F * broad + 0.24F * (fine - 0.5F));
  if (at.normal.z > 0.8F) {
    s.albedo = mix(s.albedo, site.ground.dirt, 0.35F * smooth_step(0.45F, 0.70F, broad));
  } else {  // streaks of water, and the joints of the formwork
    const float streak = value_noise((at.position.x + at.position.y) * 3, at.position.z * 0.4F, m.seed + 4);
    s.albedo *= 1 - 0.22F * smooth_step(0.5F, 0.8F, streak);
  }
}

void shade_brick(Surface& s, const Material& m, const SurfacePoint& at) {
  constexpr float kCourse_m = 0.20F;
  constexpr float kBlock_m = 0.40F;
  const float along = (std::fabs(at.geometric.x) > std::fabs(at.geometric.y) ? at.local.y : at.local.x) / kBlock_m;
  const float row = at.local.z / kCourse_m;
  const float course = std::floor(row);
  const float shifted = along + (static_cast<int>(course) % 2 == 0 ? 0.0F : 0.5F);
  const bool is_joint = at.footprint_m < 0.06F && (shifted - std::floor(shifted) < 0.05F || row - course < 0.09F);
  const float tone = cell_noise(static_cast<int>(std::floor(shifted)), static_cast<int>(course), m.seed);
  s.albedo =
      (is_joint ? kMortar : m.colour * (0.75F + 0.40F * tone)) * (0.85F + 0.30F * grain_of(at.position, 3, 3, m.seed));
}

/// Reflective tape as EN ISO 20471 has it: two bands around the waist, one over each shoulder; a zip in front.
void shade_vest(Surface& s, const Material& m, const SurfacePoint& at) {
  const Vec3 l = at.local;
  s.albedo = m.colour * (0.80F + 0.32F * fractal_noise(l.x * 14, l.y * 14 + l.z * 9, 2, m.seed));
  const bool is_band = std::fabs(l.z - 0.04F) < 0.028F || std::fabs(l.z - 0.20F) < 0.028F;
  const bool is_strap = l.z > 0.20F && std::fabs(std::fabs(l.y) - 0.105F) < 0.026F;
  if (is_band || is_strap) {
    s.albedo = m.second;
    s.specular = 0.10F;
  } else if (l.x > 0.08F && std::fabs(l.y) < 0.010F) {
    s.albedo *= 0.35F;
  }
  s.normal = normalized(s.normal + wrinkles(l, m.seed, 0.40F));
}

/// Where the head's own frame has eyes, brows and mouth; anything else of skin is plain.
void shade_skin(Surface& s, const Material& m, const SurfacePoint& at) {
  const Vec3 l = at.local;
  s.albedo = m.colour * (0.92F + 0.16F * value_noise(l.y * 40, l.z * 40, 5));
  if (l.x < 0.06F || std::fabs(l.z) > 0.12F) return;
  const float from_eye =
      std::sqrt((std::fabs(l.y) - 0.032F) * (std::fabs(l.y) - 0.032F) * 0.45F + (l.z - 0.012F) * (l.z - 0.012F));
  if (from_eye < 0.010F) s.albedo = s.albedo * 0.22F;
  if (std::fabs(l.z - 0.034F) < 0.005F && std::fabs(std::fabs(l.y) - 0.033F) < 0.018F) s.albedo = s.albedo * 0.4F;
  if (std::fabs(l.z + 0.058F) < 0.005F && std::fabs(l.y) < 0.024F) s.albedo = s.albedo * Vec3{0.75F, 0.50F, 0.50F};
}

void shade_paint(Surface& s, const Site& site, const Material& m, const SurfacePoint& at) {
  if (at.footprint_m > 0.25F) return;
  const float grain = grain_of(at.local, 0.9F, 3, m.seed);
  s.albedo *= 0.88F + 0.22F * grain;
  const float low = smooth_step(0.75F, 0.20F, at.position.z) * smooth_step(0.25F, 0.65F, grain);
  s.albedo = mix(s.albedo, site.ground.dirt, 0.40F * low);
  if (at.normal.z > 0.75F) s.albedo = mix(s.albedo, site.ground.dirt, 0.12F * grain);  // dust settles on top
}

}  // namespace

Surface surface_at(const Site& site, const Material& m, const SurfacePoint& at) {
  if (m.texture == Texture::kGround) return ground_surface(site.ground, at);
  Surface s{.albedo = m.colour, .normal = at.normal, .specular = m.specular, .gloss = m.gloss};
  const Vec3 l = at.local;
  switch (m.texture) {
    case Texture::kPlain:
    case Texture::kGround: break;
    case Texture::kPaint: shade_paint(s, site, m, at); break;
    case Texture::kCorrugated: shade_corrugated(s, site, m, at); break;
    case Texture::kConcrete: shade_concrete(s, site, m, at); break;
    case Texture::kBrick: shade_brick(s, m, at); break;
    case Texture::kVest: shade_vest(s, m, at); break;
    case Texture::kSkin: shade_skin(s, m, at); break;
    case Texture::kSoil: {
      const float fine = grain_of(at.position, 13, at.footprint_m < 0.04F ? 4 : 2, m.seed + 6);
      s.albedo = mix(m.colour, m.second, grain_of(at.position, 2.2F, 4, m.seed + 5)) * (0.65F + 0.70F * fine);
      s.normal = normalized(s.normal +
                            Vec3{fine - 0.5F, grain_of(at.position + Vec3{5, 0, 0}, 11, 2, m.seed + 7) - 0.5F, 0} * 0.8F);
      break;
    }
    case Texture::kCloth:
      s.albedo *= 0.68F + 0.64F * grain_of(l, 11, 3, m.seed);
      s.normal = normalized(s.normal + wrinkles(l, m.seed, 0.45F));
      break;
    case Texture::kWood: {
      const float fibre = value_noise(l.x * 2.5F, l.y * 38 + l.z * 33, m.seed);
      const float board =
          cell_noise(static_cast<int>(std::floor(l.y * 4.5F + 40)), static_cast<int>(std::floor(l.z * 13)), m.seed);
      s.albedo *= 0.70F + 0.35F * fibre + 0.30F * (board - 0.5F);
      break;
    }
    case Texture::kPanel: {
      const float grain = fractal_noise(l.x * 0.7F + l.z, l.z * 0.9F + l.y, 3, m.seed);
      s.albedo = mix(m.colour * (0.86F + 0.22F * grain), site.ground.dirt, 0.5F * smooth_step(0.55F, 0, at.position.z));
      break;
    }
    case Texture::kMetal: s.albedo *= 0.75F + 0.50F * fractal_noise(l.x * 3, l.y * 9 + l.z * 9, 3, m.seed); break;
    case Texture::kRubber: s.albedo = mix(m.colour, site.ground.dirt * 0.6F, 0.6F * grain_of(l, 8, 2, m.seed)); break;
    case Texture::kLeaf:
      s.albedo = mix(m.colour, m.second, value_noise(at.position.x * 1.3F, at.position.y * 1.3F + at.position.z, m.seed)) *
                 (0.7F + 0.6F * grain_of(at.position, 19, 1, m.seed));
      s.translucence = 0.35F;
      break;
  }
  return s;
}

}  // namespace eyrie::world
