// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/shape/mesh.hpp"

#include <array>
#include <cmath>
#include <utility>

#include "world/math/noise.hpp"

namespace eyrie::world {
namespace {

constexpr float kQuarter = portable::kTwoPi / 4;

Vec3 centre_of(const Ring& ring) {
  Vec3 sum;
  for (const Vec3& point : ring) sum += point;
  return sum * (1.0F / static_cast<float>(ring.size()));
}

/// Normals of a loft from the differences of neighbours, around the ring and from ring to ring.
std::vector<Ring> loft_normals(std::span<const Ring> rings) {
  const std::size_t count = rings.size();
  const std::size_t sides = rings[0].size();
  std::vector<Ring> normals(count, Ring(sides));
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < sides; ++j) {
      const Vec3 around = rings[i][(j + 1) % sides] - rings[i][(j + sides - 1) % sides];
      const Vec3 along = rings[std::min(i + 1, count - 1)][j] - rings[i == 0 ? 0 : i - 1][j];
      Vec3 normal = cross(around, along);
      if (dot(normal, normal) < 1e-14F) normal = rings[i][j] - centre_of(rings[i]);
      normals[i][j] = normalized(normal);
    }
  }
  return normals;
}

/// `sides` points, a multiple of four, on a rectangle with round corners in the (a, b) plane; counter-clockwise.
std::vector<std::pair<float, float>> rounded_rectangle(float half_a, float half_b, float radius, int sides) {
  const float r = std::min(radius, std::min(half_a, half_b) * 0.95F);
  const int per_corner = sides / 4;
  std::vector<std::pair<float, float>> points;
  for (int corner = 0; corner < 4; ++corner) {
    const float a = corner == 0 || corner == 3 ? half_a - r : r - half_a;
    const float b = corner < 2 ? half_b - r : r - half_b;
    for (int k = 0; k < per_corner; ++k) {
      const auto [s, c] = portable::sin_cos(
          kQuarter * (static_cast<float>(corner) + static_cast<float>(k) / static_cast<float>(per_corner - 1)));
      points.emplace_back(a + r * c, b + r * s);
    }
  }
  return points;
}

Ring circle(Vec3 centre, Tangents across, float radius, int sides) {
  Ring ring;
  for (int j = 0; j < sides; ++j) {
    const auto [s, c] = portable::sin_cos(portable::kTwoPi * static_cast<float>(j) / static_cast<float>(sides));
    ring.push_back(centre + across.first * (radius * c) + across.second * (radius * s));
  }
  return ring;
}

}  // namespace

void MeshBuilder::triangle(const Transform& at, const Vec3 (&corners)[3], const Vec3 (&normals)[3], MaterialId material) {
  for (int k = 0; k < 3; ++k) {
    mesh_.positions.push_back(at.point(corners[k]));
    mesh_.normals.push_back(at.direction(normals[k]));
    mesh_.locals.push_back(corners[k]);
  }
  mesh_.faces.push_back({.material = material, .thing = thing_, .part = part_});
}

void MeshBuilder::quad(const Transform& at, Vec3 a, Vec3 b, Vec3 c, Vec3 d, MaterialId material) {
  const Vec3 n = normalized(cross(b - a, c - a));
  triangle(at, {a, b, c}, {n, n, n}, material);
  triangle(at, {a, c, d}, {n, n, n}, material);
}

void MeshBuilder::box(const Transform& at, Vec3 centre, Vec3 half, MaterialId material) {
  std::array<Vec3, 8> p;
  for (unsigned i = 0; i < 8; ++i) {
    p[i] =
        centre + Vec3{(i & 1U) != 0 ? half.x : -half.x, (i & 2U) != 0 ? half.y : -half.y, (i & 4U) != 0 ? half.z : -half.z};
  }
  quad(at, p[0], p[2], p[3], p[1], material);
  quad(at, p[4], p[5], p[7], p[6], material);
  quad(at, p[0], p[1], p[5], p[4], material);
  quad(at, p[2], p[6], p[7], p[3], material);
  quad(at, p[0], p[4], p[6], p[2], material);
  quad(at, p[1], p[3], p[7], p[5], material);
}

void MeshBuilder::rounded_box(const Transform& at, Vec3 centre, Vec3 half, float radius, MaterialId material) {
  const float r = std::min(radius, half.z * 0.9F);
  // Height and inset of each ring: a quarter circle at the bottom, and one at the top.
  const std::array<std::pair<float, float>, 6> profile{{{-half.z, r},
                                                        {-half.z + 0.3F * r, 0.3F * r},
                                                        {-half.z + r, 0},
                                                        {half.z - r, 0},
                                                        {half.z - 0.3F * r, 0.3F * r},
                                                        {half.z, r}}};
  std::vector<Ring> rings;
  for (const auto& [z, inset] : profile) {
    Ring ring;
    for (const auto& [a, b] : rounded_rectangle(half.x - inset, half.y - inset, radius, 24))
      ring.push_back(centre + Vec3{a, b, z});
    rings.push_back(std::move(ring));
  }
  loft(at, rings, material);
}

void MeshBuilder::loft(const Transform& at, std::span<const Ring> rings, MaterialId material) {
  const std::vector<Ring> normals = loft_normals(rings);
  const std::size_t sides = rings[0].size();
  for (std::size_t i = 0; i + 1 < rings.size(); ++i) {
    const Ring& p = rings[i];
    const Ring& q = rings[i + 1];
    for (std::size_t j = 0; j < sides; ++j) {
      const std::size_t e = (j + 1) % sides;
      triangle(at, {p[j], p[e], q[e]}, {normals[i][j], normals[i][e], normals[i + 1][e]}, material);
      triangle(at, {p[j], q[e], q[j]}, {normals[i][j], normals[i + 1][e], normals[i + 1][j]}, material);
    }
  }
  for (const bool is_last : {false, true}) {
    const Ring& ring = is_last ? rings.back() : rings.front();
    const Vec3 outward = normalized(cross(ring[1] - ring[0], ring[sides / 2] - ring[0]));
    const Vec3 n = is_last ? outward : -outward;
    const Vec3 centre = centre_of(ring);
    for (std::size_t j = 0; j < sides; ++j) triangle(at, {centre, ring[j], ring[(j + 1) % sides]}, {n, n, n}, material);
  }
}

void MeshBuilder::hull(const Transform& at, std::span<const Station> stations, MaterialId material) {
  std::vector<Ring> rings;
  for (const Station& s : stations) {
    const float half_height = (s.top - s.bottom) / 2;
    Ring ring;
    for (const auto& [y, z] : rounded_rectangle(1, half_height, s.radius, 24)) {
      const float up = std::clamp(z / half_height * 0.5F + 0.5F, 0.0F, 1.0F);
      const float corner =
          std::copysign(1 - std::fabs(y), y);  // how far the rounding pulls in, which scaling must not widen
      const float width = mix(s.half_width, s.top_half_width, up);
      ring.push_back({s.x, std::copysign(width, y) - corner, s.bottom + half_height + z});
    }
    rings.push_back(std::move(ring));
  }
  loft(at, rings, material);
}

void MeshBuilder::tube(const Transform& at, Vec3 from, Vec3 to, float from_radius, float to_radius, MaterialId material,
                       int sides, Ends ends) {
  const Vec3 along = normalized(to - from);
  const Tangents across = tangents_of(along);
  std::vector<Ring> rings;
  const auto add = [&](Vec3 end, float radius, float t) {
    rings.push_back(circle(end + along * (radius * t), across, radius * std::sqrt(1 - t * t), sides));
  };
  if (ends == Ends::kRound) {
    for (const float t : {-0.99F, -0.75F, -0.4F}) add(from, from_radius, t);
  }
  add(from, from_radius, 0);
  add(to, to_radius, 0);
  if (ends == Ends::kRound) {
    for (const float t : {0.4F, 0.75F, 0.99F}) add(to, to_radius, t);
  }
  loft(at, rings, material);
}

void MeshBuilder::ellipsoid(const Transform& at, Vec3 centre, Vec3 radii, MaterialId material, int sides, int ring_count,
                            float low, float high) {
  const auto latitude = [](float s) { return portable::atan2(s, std::sqrt(std::max(0.0F, 1 - s * s))); };
  std::vector<Ring> rings;
  for (int i = 0; i <= ring_count; ++i) {
    const auto [s, c] =
        portable::sin_cos(mix(latitude(low), latitude(high), static_cast<float>(i) / static_cast<float>(ring_count)));
    Ring ring = circle({0, 0, s}, {{1, 0, 0}, {0, 1, 0}}, std::max(c, 0.01F), sides);
    for (Vec3& point : ring) point = centre + point * radii;
    rings.push_back(std::move(ring));
  }
  loft(at, rings, material);
}

void MeshBuilder::heap(const Transform& at, float radius_x, float radius_y, float height, std::uint32_t seed,
                       MaterialId material, int cells) {
  const auto point = [&](int i, int j) {
    const float u = -1 + 2 * static_cast<float>(i) / static_cast<float>(cells);
    const float v = -1 + 2 * static_cast<float>(j) / static_cast<float>(cells);
    const float frayed = 0.86F + 0.40F * fractal_noise(u * 1.9F + 3, v * 1.9F, 3, seed + 9);  // its foot is no circle
    const float inside = std::clamp(1 - std::sqrt(u * u + v * v) * frayed, 0.0F, 1.0F);
    const float slope = inside * (0.6F + 0.8F * fractal_noise(u * 2 + 9, v * 2 + 5, 4, seed));
    const float lumps = 0.1F * (fractal_noise(u * 9, v * 9, 3, seed + 5) - 0.5F) * smooth_step(0, 0.25F, inside);
    return Vec3{u * radius_x, v * radius_y, height * (1.25F * slope + lumps) - 0.03F};
  };
  const auto normal = [&](int i, int j) {
    return normalized(cross(point(i + 1, j) - point(i - 1, j), point(i, j + 1) - point(i, j - 1)));
  };
  for (int i = 0; i < cells; ++i) {
    for (int j = 0; j < cells; ++j) {
      const std::array<Vec3, 4> p{point(i, j), point(i + 1, j), point(i + 1, j + 1), point(i, j + 1)};
      if (std::max({p[0].z, p[1].z, p[2].z, p[3].z}) < 0) continue;  // wholly below the ground
      const std::array<Vec3, 4> n{normal(i, j), normal(i + 1, j), normal(i + 1, j + 1), normal(i, j + 1)};
      triangle(at, {p[0], p[1], p[2]}, {n[0], n[1], n[2]}, material);
      triangle(at, {p[0], p[2], p[3]}, {n[0], n[2], n[3]}, material);
    }
  }
}

}  // namespace eyrie::world
