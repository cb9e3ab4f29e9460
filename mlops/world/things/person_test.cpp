// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/things/person.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace eyrie::world {
namespace {

constexpr std::array kPostures{Posture::kStanding, Posture::kWalking,  Posture::kCarrying,
                               Posture::kBending,  Posture::kKneeling, Posture::kPointing};

struct Built {
  Mesh mesh;
  Appearance look;
};

Built person_in(const PersonState& state) {
  Palette palette;
  Built built;
  built.look = make_appearance(palette, Random(3), {});
  MeshBuilder builder(built.mesh);
  builder.begin_thing(0);
  add_person(builder, {}, built.look, state);
  return built;
}

float top_of(const Mesh& mesh) { return std::ranges::max(mesh.positions, {}, &Vec3::z).z; }

TEST(Person, StandsOnTheGroundInEveryPostureAndPhase) {
  for (const Posture posture : kPostures) {
    for (float phase = 0; phase < portable::kTwoPi; phase += 0.7F) {
      const Built built = person_in({.joints = joints_of(posture, phase)});
      const float lowest = std::ranges::min(built.mesh.positions, {}, &Vec3::z).z;
      EXPECT_NEAR(lowest, 0, 0.02F) << static_cast<int>(posture) << " " << phase;
    }
  }
}

TEST(Person, IsAsTallAsItsHeightAndLowerOnItsKnees) {
  const Built standing = person_in({.joints = {}, .headwear = Headwear::kHair});
  EXPECT_NEAR(top_of(standing.mesh), standing.look.height_m, 0.08F);
  const Built kneeling = person_in({.joints = joints_of(Posture::kKneeling, 0), .headwear = Headwear::kHair});
  EXPECT_LT(top_of(kneeling.mesh), 0.8F * standing.look.height_m);
}

TEST(Person, TheHeadIsAPartOfItsOwnAndOnTop) {
  const Built built = person_in({.joints = {}, .headwear = Headwear::kHelmet});
  float lowest = 9;
  for (std::size_t i = 0; i < built.mesh.faces.size(); ++i) {
    if (built.mesh.faces[i].part == Part::kHead) lowest = std::min(lowest, built.mesh.positions[3 * i].z);
  }
  EXPECT_GT(lowest, 0.78F * built.look.height_m);
  EXPECT_LT(lowest, 0.92F * built.look.height_m);
}

TEST(Person, OneStrideIsAsLongAsTheFeetReach) {
  // Over half a cycle, one step, a foot on the ground goes back under the hips by what the body goes forward.
  const auto foot_x = [](float phase) {
    const Joints j = joints_of(Posture::kWalking, phase);
    return 0.43F * portable::sin(j.hip[0]) + 0.42F * portable::sin(j.hip[0] - j.knee[0]);
  };
  const float step = foot_x(0) - foot_x(portable::kPi);
  EXPECT_NEAR(step, kStridePerHeight * 1.75F / 2, 0.12F);
}

TEST(Person, TakingTheHelmetOffBringsBothHandsUp) {
  const Joints reaching = reaching_for_head({}, 1);
  EXPECT_GT(reaching.shoulder[0], 1.5F);
  EXPECT_GT(reaching.shoulder[1], 1.5F);
  EXPECT_EQ(reaching_for_head({}, 0).shoulder, Joints{}.shoulder);
}

}  // namespace
}  // namespace eyrie::world
