// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "world/math/vec3.hpp"

namespace eyrie::world {

/// How a surface varies from place to place; `render/surface.cpp` draws it. Textures in local coordinates are told in metres
/// of the part they lie on.
enum class Texture : std::uint8_t {
  kPlain,
  kPaint,       ///< plain, with dirt from the ground up
  kGround,      ///< the site's ground: dirt, grass, asphalt, concrete
  kSoil,        ///< heaps; from `colour` to `second`
  kCorrugated,  ///< steel of containers, ribs along local x
  kConcrete,
  kBrick,
  kWood,
  kPanel,  ///< walls of cabins and fences
  kMetal,
  kRubber,
  kCloth,
  kVest,  ///< `second` is the reflective tape, laid out in torso coordinates
  kSkin,  ///< a face in head coordinates
  kLeaf,
};

using MaterialId = std::uint16_t;

struct Material {
  Texture texture = Texture::kPlain;
  Vec3 colour = {};        ///< linear reflectance, 0..1
  Vec3 second = {};        ///< what the texture says
  float specular = 0.04F;  ///< reflectance head-on (Fresnel's F0)
  float gloss = 20;        ///< exponent of Blinn and Phong; from 100 on it mirrors
  std::uint32_t seed = 0;
};

/// The materials of a site; faces name them by number.
class Palette {
 public:
  MaterialId add(const Material& material) {
    materials_.push_back(material);
    return static_cast<MaterialId>(materials_.size() - 1);
  }
  [[nodiscard]] const Material& operator[](MaterialId id) const { return materials_[id]; }

 private:
  std::vector<Material> materials_;
};

}  // namespace eyrie::world
