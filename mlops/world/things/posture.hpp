// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace eyrie::world {

enum class Posture : std::uint8_t { kStanding, kWalking, kCarrying, kBending, kKneeling, kPointing };

/// Angles of a body's joints, in radians; 0 everywhere is upright with hanging arms. Index 0 is left, 1 is right.
struct Joints {
  float lean = 0;                           ///< of the torso, forward
  float twist = 0;                          ///< of the shoulders against the hips
  std::array<float, 2> hip{};               ///< forward
  std::array<float, 2> knee{};              ///< bends back
  std::array<float, 2> ankle{};             ///< toes up
  std::array<float, 2> shoulder{};          ///< forward
  std::array<float, 2> elbow{};             ///< bends forward
  std::array<float, 2> spread{0.1F, 0.1F};  ///< of the upper arms, sideways
  float nod = 0;                            ///< of the head, down
  float turn = 0;                           ///< of the head, to the left
};

/// How far a walker of one metre gets in a whole gait cycle (two steps).
inline constexpr float kStridePerHeight = 0.80F;

/// The body in a posture. `phase_rad` is the place in the gait cycle, 0 where the left heel strikes, and in the other
/// postures the place in a slow movement of working hands. Walking follows the sagittal joint angles of normal gait (Winter,
/// Biomechanics and Motor Control of Human Movement, ch. 3), simplified to a few bumps.
[[nodiscard]] Joints joints_of(Posture posture, float phase_rad) noexcept;

/// Between two bodies: a person changes posture over some tenths of a second.
[[nodiscard]] Joints blend(const Joints& from, const Joints& to, float share) noexcept;

/// With both hands at the head, `share` of the way: a helmet is being taken off.
[[nodiscard]] Joints reaching_for_head(const Joints& joints, float share) noexcept;

}  // namespace eyrie::world
