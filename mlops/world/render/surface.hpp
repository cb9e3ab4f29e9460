// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/site/site.hpp"

namespace eyrie::world {

/// How a surface is at one point.
struct Surface {
  Vec3 albedo = {};
  Vec3 normal = {};    ///< with the texture's bumps, unit length
  float specular = 0;  ///< reflectance head-on
  float gloss = 1;
  float translucence = 0;  ///< share of light that comes through from behind
};

/// A point of a face, as a ray met it.
struct SurfacePoint {
  Vec3 position;          ///< site frame
  Vec3 local;             ///< in the part's frame
  Vec3 normal;            ///< smooth, unit length
  Vec3 geometric;         ///< the face's own, unit length
  float footprint_m = 0;  ///< how much a pixel covers there; finer detail is left out, it would only flicker
};

[[nodiscard]] Surface surface_at(const Site& site, const Material& material, const SurfacePoint& point);

/// The ground by itself: `surface_at` for Texture::kGround.
[[nodiscard]] Surface ground_surface(const Ground& ground, const SurfacePoint& point);

}  // namespace eyrie::world
