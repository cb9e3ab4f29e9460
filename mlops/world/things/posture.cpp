// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/things/posture.hpp"

#include <algorithm>

#include "world/math/portable.hpp"
#include "world/math/vec3.hpp"

namespace eyrie::world {
namespace {

/// 1 at `at` of the cycle, 0 a quarter of it away and beyond.
float bump(float phase, float at, int sharpness) {
  const float c = std::max(0.0F, portable::cos(phase - portable::kTwoPi * at));
  float value = 1;
  for (int i = 0; i < sharpness; ++i) value *= c;
  return value;
}

Joints walking(float phase) {
  Joints j;
  j.lean = 0.06F;
  for (std::size_t side = 0; side < 2; ++side) {
    const float own = phase + (side == 0 ? 0.0F : portable::kPi);
    j.hip[side] = 0.10F + 0.40F * portable::cos(own);
    j.knee[side] = 0.08F + 0.22F * bump(own, 0.14F, 4) + 0.95F * bump(own, 0.73F, 3);
    j.ankle[side] = 0.10F * bump(own, 0.95F, 2) - 0.30F * bump(own, 0.63F, 4);
    j.shoulder[side] = -0.36F * portable::cos(own);  // against the leg of the same side
    j.elbow[side] = 0.38F - 0.15F * portable::cos(own);
    j.spread[side] = 0.13F;
  }
  j.twist = 0.10F * portable::cos(phase);
  j.nod = 0.08F;
  return j;
}

Joints carrying(float phase) {
  Joints j = walking(phase);
  j.lean = -0.03F;
  j.twist = 0;
  j.shoulder = {0.45F, 0.45F};
  j.elbow = {1.15F, 1.15F};
  j.spread = {0.10F, 0.10F};
  return j;
}

Joints standing(float phase) {
  const float sway = portable::sin(phase);
  return {.lean = 0.02F + 0.01F * sway,
          .twist = 0.05F * sway,
          .hip = {0.07F, -0.05F},
          .knee = {0.06F, 0.04F},
          .shoulder = {0.12F + 0.04F * sway, -0.04F},
          .elbow = {0.55F + 0.25F * sway, 0.25F},
          .spread = {0.16F, 0.12F},
          .nod = 0.12F + 0.10F * sway,
          .turn = 0.5F * portable::sin(phase * 0.37F)};
}

Joints bending(float phase) {
  const float work = portable::sin(phase * 1.7F);
  return {.lean = 0.95F + 0.10F * portable::sin(phase),
          .hip = {0.34F, 0.22F},
          .knee = {0.38F, 0.30F},
          .ankle = {0.04F, 0.08F},
          .shoulder = {0.25F, 0.10F + 0.22F * work},
          .elbow = {0.35F, 0.45F - 0.2F * work},
          .spread = {0.12F, 0.16F},
          .nod = -0.30F};
}

Joints kneeling(float phase) {
  const float work = portable::sin(phase * 1.9F);
  return {.lean = 0.42F + 0.05F * portable::sin(phase),
          .hip = {1.45F, 0.02F},
          .knee = {1.55F, 1.62F},
          .ankle = {0.10F, -0.75F},
          .shoulder = {0.55F, 0.40F + 0.25F * work},
          .elbow = {0.55F, 0.80F - 0.35F * work},
          .spread = {0.15F, 0.20F},
          .nod = 0.25F};
}

Joints pointing(float phase) {
  Joints j = standing(phase);
  j.shoulder[1] = 1.42F + 0.06F * portable::sin(phase);
  j.elbow[1] = 0.08F;
  j.spread[1] = 0.22F;
  j.turn = 0.05F;
  j.nod = 0;
  return j;
}

std::array<float, 2> mix_sides(const std::array<float, 2>& a, const std::array<float, 2>& b, float t) {
  return {mix(a[0], b[0], t), mix(a[1], b[1], t)};
}

}  // namespace

Joints joints_of(Posture posture, float phase_rad) noexcept {
  switch (posture) {
    case Posture::kWalking: return walking(phase_rad);
    case Posture::kCarrying: return carrying(phase_rad);
    case Posture::kBending: return bending(phase_rad);
    case Posture::kKneeling: return kneeling(phase_rad);
    case Posture::kPointing: return pointing(phase_rad);
    case Posture::kStanding: break;
  }
  return standing(phase_rad);
}

Joints blend(const Joints& from, const Joints& to, float share) noexcept {
  return {.lean = mix(from.lean, to.lean, share),
          .twist = mix(from.twist, to.twist, share),
          .hip = mix_sides(from.hip, to.hip, share),
          .knee = mix_sides(from.knee, to.knee, share),
          .ankle = mix_sides(from.ankle, to.ankle, share),
          .shoulder = mix_sides(from.shoulder, to.shoulder, share),
          .elbow = mix_sides(from.elbow, to.elbow, share),
          .spread = mix_sides(from.spread, to.spread, share),
          .nod = mix(from.nod, to.nod, share),
          .turn = mix(from.turn, to.turn, share)};
}

Joints reaching_for_head(const Joints& joints, float share) noexcept {
  Joints reaching = joints;
  reaching.shoulder = {2.2F, 2.2F};
  reaching.elbow = {1.5F, 1.5F};
  reaching.spread = {0.15F, 0.15F};
  return blend(joints, reaching, share);
}

}  // namespace eyrie::world
