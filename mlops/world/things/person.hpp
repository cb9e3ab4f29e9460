// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "world/math/random.hpp"
#include "world/shape/mesh.hpp"
#include "world/things/posture.hpp"

namespace eyrie::world {

/// What somebody wears on the head.
enum class Headwear : std::uint8_t { kHelmet, kCap, kHair };

/// What makes one person look other than the next.
struct Appearance {
  float height_m = 1.75F;
  float girth = 1;
  bool has_vest = true;
  bool has_long_sleeves = true;
  Headwear headwear = Headwear::kHelmet;  ///< at the beginning of the story
  bool has_cap = false;                   ///< what is seen without a helmet
  MaterialId helmet = 0;
  MaterialId vest = 0;
  MaterialId shirt = 0;
  MaterialId trousers = 0;
  MaterialId skin = 0;
  MaterialId boots = 0;
  MaterialId hair = 0;  ///< or cap
  MaterialId load = 0;
};

/// How often things are worn on a site.
struct DressCode {
  float helmet_share = 0.5F;
  float vest_share = 0.75F;
};
[[nodiscard]] Appearance make_appearance(Palette& palette, Random random, const DressCode& dress);

/// How a person is at one moment.
struct PersonState {
  Joints joints;
  Headwear headwear = Headwear::kHelmet;
  bool has_load = false;  ///< a crate in both hands
  bool has_helmet_in_hand = false;
};

/// Adds a person that stands at the origin of `feet` and looks along its x. The body is lifted or lowered until its lowest
/// sole or knee touches the ground. The head with what is worn on it is Part::kHead.
void add_person(MeshBuilder& mesh, const Transform& feet, const Appearance& appearance, const PersonState& state);

}  // namespace eyrie::world
