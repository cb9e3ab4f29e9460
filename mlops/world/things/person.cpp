// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/things/person.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace eyrie::world {
namespace {

constexpr std::array<Vec3, 8> kHelmetColours{{{0.92F, 0.62F, 0.02F},
                                              {0.85F, 0.85F, 0.83F},
                                              {0.92F, 0.22F, 0.02F},
                                              {0.02F, 0.13F, 0.55F},
                                              {0.66F, 0.03F, 0.025F},
                                              {0.04F, 0.38F, 0.09F},
                                              {0.93F, 0.72F, 0.04F},
                                              {0.88F, 0.88F, 0.88F}}};
constexpr std::array<Vec3, 4> kVestColours{
    {{0.60F, 0.86F, 0.03F}, {0.95F, 0.24F, 0.02F}, {0.74F, 0.86F, 0.04F}, {0.95F, 0.17F, 0.03F}}};
constexpr std::array<Vec3, 9> kClothColours{{{0.05F, 0.08F, 0.20F},
                                             {0.12F, 0.12F, 0.13F},
                                             {0.30F, 0.26F, 0.19F},
                                             {0.10F, 0.13F, 0.09F},
                                             {0.42F, 0.42F, 0.43F},
                                             {0.02F, 0.02F, 0.025F},
                                             {0.35F, 0.05F, 0.05F},
                                             {0.16F, 0.24F, 0.40F},
                                             {0.52F, 0.47F, 0.40F}}};
constexpr std::array<Vec3, 5> kSkinColours{
    {{0.60F, 0.38F, 0.27F}, {0.48F, 0.29F, 0.19F}, {0.32F, 0.18F, 0.11F}, {0.17F, 0.09F, 0.055F}, {0.66F, 0.45F, 0.34F}}};
constexpr std::array<Vec3, 5> kHairColours{
    {{0.012F, 0.010F, 0.009F}, {0.05F, 0.03F, 0.015F}, {0.12F, 0.07F, 0.03F}, {0.30F, 0.21F, 0.11F}, {0.26F, 0.26F, 0.25F}}};
constexpr std::array<Vec3, 2> kBootColours{{{0.03F, 0.028F, 0.025F}, {0.25F, 0.16F, 0.08F}}};

constexpr float kThigh_m = 0.43F;
constexpr float kShin_m = 0.42F;
constexpr float kUpperArm_m = 0.29F;
constexpr float kForearm_m = 0.25F;
constexpr float kSole_m = 0.075F;  ///< below the ankle
constexpr float kHeel_m = 0.08F;   ///< behind it
constexpr float kToe_m = 0.19F;    ///< before it
constexpr float kKneeRadius_m = 0.062F;

/// Rings of a helmet's brim: width against the dome's, how far the visor adds to it in front, height.
constexpr std::array<std::array<float, 3>, 4> kBrim{
    {{1.0F, 0.0F, 0.014F}, {1.10F, 0.26F, 0.002F}, {1.10F, 0.26F, -0.010F}, {0.99F, 0.0F, -0.004F}}};

Vec3 hanging(float forward_rad) {
  const auto [s, c] = portable::sin_cos(forward_rad);
  return {s, 0, -c};
}

/// Where a leg's joints are, seen from the middle of the hips.
struct Leg {
  Vec3 hip;
  Vec3 knee;
  Transform ankle;  ///< x along the foot
};

Leg pose_leg(float side, float hip_rad, float knee_rad, float ankle_rad, float scale, float girth) {
  Leg leg;
  leg.hip = {0, side * 0.092F * girth, 0};
  leg.knee = leg.hip + hanging(hip_rad) * (kThigh_m * scale);
  const Vec3 ankle = leg.knee + hanging(hip_rad - knee_rad) * (kShin_m * scale);
  leg.ankle = Transform{.origin = ankle}.turned_about_y(-(hip_rad - knee_rad + ankle_rad));
  return leg;
}

float lowest_point(const Leg& leg, float scale) {
  const float heel = leg.ankle.point(Vec3{-kHeel_m, 0, -kSole_m} * scale).z;
  const float toe = leg.ankle.point(Vec3{kToe_m, 0, -kSole_m} * scale).z;
  return std::min({heel, toe, leg.knee.z - kKneeRadius_m * scale});
}

/// One person while it is built: what all limbs need.
struct Body {
  MeshBuilder& mesh;
  const Appearance& look;
  float scale;  ///< of lengths
  float girth;  ///< of radii
};

void add_leg(const Body& body, const Transform& hips, const Leg& leg) {
  const float g = body.girth;
  body.mesh.tube(hips, leg.hip, leg.knee, 0.092F * g, kKneeRadius_m * g, body.look.trousers, 12, MeshBuilder::Ends::kRound);
  body.mesh.tube(hips, leg.knee, leg.ankle.origin, 0.063F * g, 0.052F * g, body.look.trousers, 12,
                 MeshBuilder::Ends::kRound);
  const float s = body.scale;
  const std::array<Station, 5> boot{{{-kHeel_m * s, -kSole_m * s, 0.03F * s, 0.036F * s, 0.034F * s, 0.03F},
                                     {-0.05F * s, -kSole_m * s, 0.06F * s, 0.045F * s, 0.045F * s, 0.03F},
                                     {0.05F * s, -kSole_m * s, 0.05F * s, 0.048F * s, 0.043F * s, 0.03F},
                                     {0.14F * s, -kSole_m * s, -0.01F * s, 0.052F * s, 0.045F * s, 0.025F},
                                     {kToe_m * s, -kSole_m * s, -0.035F * s, 0.036F * s, 0.03F * s, 0.015F}}};
  const Transform foot{.origin = hips.point(leg.ankle.origin),
                       .x = hips.direction(leg.ankle.x),
                       .y = hips.direction(leg.ankle.y),
                       .z = hips.direction(leg.ankle.z)};
  body.mesh.hull(foot, boot, body.look.boots);
}

Ring torso_ring(float height, float half_depth, float half_width, float forward = 0) {
  Ring ring;
  for (int j = 0; j < 20; ++j) {
    const auto [s, c] = portable::sin_cos(portable::kTwoPi * static_cast<float>(j) / 20);
    // A superellipse: flatter in front, behind and at the sides than an ellipse.
    const float x = std::copysign(portable::pow(std::fabs(c), 0.8F), c);
    const float y = std::copysign(portable::pow(std::fabs(s), 0.8F), s);
    ring.push_back({forward + half_depth * x, half_width * y, height});
  }
  return ring;
}

void add_torso(const Body& body, const Transform& torso) {
  const float s = body.scale;
  const float g = body.girth;
  const auto ring = [s, g](float z, float depth, float width, float forward = 0) {
    return torso_ring(z * s, depth * g, width * g, forward * s);
  };
  const std::array<Ring, 5> seat{ring(-0.13F, 0.08F, 0.12F), ring(-0.09F, 0.112F, 0.162F, -0.01F),
                                 ring(-0.03F, 0.118F, 0.168F, -0.01F), ring(0.02F, 0.112F, 0.160F),
                                 ring(0.06F, 0.10F, 0.150F)};
  body.mesh.loft(torso, seat, body.look.trousers);
  const std::array<Ring, 7> shirt{ring(0.02F, 0.108F, 0.155F), ring(0.15F, 0.110F, 0.155F),  ring(0.30F, 0.120F, 0.172F),
                                  ring(0.42F, 0.116F, 0.188F), ring(0.485F, 0.095F, 0.180F), ring(0.53F, 0.07F, 0.125F),
                                  ring(0.565F, 0.054F, 0.066F)};
  body.mesh.loft(torso, shirt, body.look.shirt);
  if (!body.look.has_vest) return;
  const std::array<Ring, 9> vest{ring(-0.07F, 0.118F, 0.168F), ring(-0.065F, 0.134F, 0.186F), ring(0.06F, 0.130F, 0.178F),
                                 ring(0.18F, 0.126F, 0.172F),  ring(0.32F, 0.134F, 0.186F),   ring(0.42F, 0.128F, 0.197F),
                                 ring(0.49F, 0.104F, 0.178F),  ring(0.53F, 0.082F, 0.130F),   ring(0.55F, 0.066F, 0.09F)};
  body.mesh.loft(torso, vest, body.look.vest);
}

/// Where the hand ends up, in the torso's frame.
Vec3 add_arm(const Body& body, const Transform& torso, float side, float forward, float elbow, float spread) {
  const float s = body.scale;
  const float g = body.girth;
  const Vec3 shoulder{0, side * 0.188F * g, 0.462F * s};
  const auto [out, in] = portable::sin_cos(spread);
  const Vec3 upper = hanging(forward) * in + Vec3{0, side * out, 0};
  const Vec3 joint = shoulder + upper * (kUpperArm_m * s);
  const auto [out_below, in_below] =
      portable::sin_cos(spread * 0.2F - 0.22F * std::min(1.0F, elbow));  // hands draw together
  const Vec3 lower = hanging(forward + elbow) * in_below + Vec3{0, side * out_below, 0};
  const Vec3 wrist = joint + lower * (kForearm_m * s);
  body.mesh.tube(torso, shoulder, joint, 0.063F * g, 0.048F * g, body.look.shirt, 12, MeshBuilder::Ends::kRound);
  const MaterialId sleeve = body.look.has_long_sleeves ? body.look.shirt : body.look.skin;
  body.mesh.tube(torso, joint, wrist, 0.046F * g, 0.034F * g, sleeve, 10, MeshBuilder::Ends::kRound);
  const Vec3 hand = wrist + lower * (0.06F * s);
  body.mesh.tube(torso, wrist + lower * (0.02F * s), hand + lower * (0.05F * s), 0.034F * s, 0.026F * s, body.look.skin, 8,
                 MeshBuilder::Ends::kRound);
  return hand;
}

/// Around `at`, the middle of its rim; x is the front.
void add_helmet(const Body& body, const Transform& at) {
  const float s = body.scale;
  body.mesh.ellipsoid(at, {}, Vec3{0.142F, 0.118F, 0.128F} * s, body.look.helmet, 24, 9, 0, 1);
  std::vector<Ring> brim;
  for (const auto& [width, visor, height] : kBrim) {
    Ring ring;
    for (int j = 0; j < 24; ++j) {
      const auto [sine, cosine] = portable::sin_cos(portable::kTwoPi * static_cast<float>(j) / 24);
      const float front = std::max(0.0F, cosine);
      const float reach = 0.142F * (width + visor * front * front);
      ring.push_back(Vec3{reach * cosine, 0.118F * width * sine, height} * s);
    }
    brim.push_back(std::move(ring));
  }
  body.mesh.loft(at, brim, body.look.helmet);
  for (const float y : {-0.035F, 0.0F, 0.035F}) {  // the ribs over the crown
    const float height = y == 0 ? 0.122F : 0.117F;
    body.mesh.rounded_box(at, Vec3{-0.005F, y, height} * s, Vec3{0.075F, 0.009F, 0.013F} * s, 0.008F, body.look.helmet);
  }
}

void add_hair(const Body& body, const Transform& neck, Vec3 skull) {
  const float s = body.scale;
  body.mesh.ellipsoid(neck, skull + Vec3{-0.014F, 0, 0.020F} * s, Vec3{0.104F, 0.086F, 0.114F} * s, body.look.hair, 18, 8,
                      -0.30F, 1);
  if (!body.look.has_cap) {
    body.mesh.ellipsoid(neck, skull + Vec3{-0.045F, 0, -0.02F} * s, Vec3{0.07F, 0.08F, 0.095F} * s, body.look.hair, 14, 8);
    return;
  }
  const std::array<Station, 3> visor{{{0.06F * s, 0.035F * s, 0.052F * s, 0.075F * s, 0.07F * s, 0.005F},
                                      {0.13F * s, 0.028F * s, 0.042F * s, 0.068F * s, 0.066F * s, 0.005F},
                                      {0.175F * s, 0.018F * s, 0.026F * s, 0.035F * s, 0.033F * s, 0.003F}}};
  body.mesh.hull(neck.moved(skull), visor, body.look.hair);
}

void add_head(const Body& body, const Transform& torso, const PersonState& state) {
  const float s = body.scale;
  const Transform neck = torso.moved({0, 0, 0.55F * s})
                             .turned_about_y(state.joints.nod - state.joints.lean * 0.55F)
                             .turned_about_z(state.joints.turn);
  body.mesh.set_part(Part::kHead);
  body.mesh.tube(neck, {0, 0, -0.04F * s}, Vec3{0.012F, 0, 0.08F} * s, 0.06F * s, 0.054F * s, body.look.skin, 12);
  const Vec3 skull{0.02F * s, 0, 0.165F * s};
  const Transform face = neck.moved(skull);
  body.mesh.ellipsoid(face, {}, Vec3{0.098F, 0.077F, 0.118F} * s, body.look.skin, 18, 12);
  body.mesh.ellipsoid(face, Vec3{0.030F, 0, -0.065F} * s, Vec3{0.062F, 0.055F, 0.055F} * s, body.look.skin, 12, 8);  // jaw
  body.mesh.ellipsoid(face, Vec3{0.099F, 0, -0.015F} * s, Vec3{0.020F, 0.014F, 0.024F} * s, body.look.skin, 8, 5);   // nose
  for (const float side : {-1.0F, 1.0F}) {
    body.mesh.ellipsoid(face, Vec3{-0.005F, side * 0.078F, -0.015F} * s, Vec3{0.022F, 0.012F, 0.032F} * s, body.look.skin, 8,
                        5);
  }
  if (state.headwear == Headwear::kHelmet) {
    add_helmet(body, face.moved(Vec3{-0.004F, 0, 0.038F} * s));
  } else {
    add_hair(body, neck, skull);
  }
  body.mesh.set_part(Part::kBody);
}

MaterialId add_cloth(Palette& palette, Random& random, Vec3 colour) {
  const float shade = random.uniform(0.8F, 1.15F);
  return palette.add(
      {.texture = Texture::kCloth, .colour = colour * shade, .specular = 0.02F, .gloss = 8, .seed = random.bits()});
}

}  // namespace

Appearance make_appearance(Palette& palette, Random random, const DressCode& dress) {
  Appearance a;
  a.headwear = random.chance(dress.helmet_share) ? Headwear::kHelmet
               : random.chance(0.3F)             ? Headwear::kCap
                                                 : Headwear::kHair;
  a.has_cap = a.headwear == Headwear::kCap;
  a.has_vest = random.chance(dress.vest_share);
  a.has_long_sleeves = random.chance(0.65F);
  a.height_m = random.uniform(1.62F, 1.90F);
  a.girth = random.uniform(0.93F, 1.16F);
  const float helmet_shade = random.uniform(0.85F, 1.05F);
  a.helmet = palette.add({.colour = random.pick<Vec3>(kHelmetColours) * helmet_shade, .specular = 0.05F, .gloss = 60});
  const Vec3 vest = random.pick<Vec3>(kVestColours);
  a.vest = palette.add({.texture = Texture::kVest,
                        .colour = vest,
                        .second = {0.72F, 0.74F, 0.75F},
                        .specular = 0.02F,
                        .gloss = 8,
                        .seed = random.bits()});
  // Some wear jacket and trousers in the vest's colour: the whole suit is high-visibility.
  const bool is_suit = a.has_vest && random.chance(0.2F);
  const Vec3 shirt = random.pick<Vec3>(kClothColours);
  const Vec3 trousers = random.pick<Vec3>(std::span(kClothColours).first<6>());
  a.shirt = add_cloth(palette, random, is_suit ? vest : shirt);
  a.trousers = add_cloth(palette, random, is_suit && random.chance(0.5F) ? vest : trousers);
  a.skin =
      palette.add({.texture = Texture::kSkin, .colour = random.pick<Vec3>(kSkinColours), .specular = 0.04F, .gloss = 20});
  a.boots = palette.add({.colour = random.pick<Vec3>(kBootColours), .specular = 0.03F, .gloss = 10});
  const Vec3 hair = a.has_cap ? random.pick<Vec3>(kClothColours) : random.pick<Vec3>(kHairColours);
  a.hair = palette.add({.texture = Texture::kCloth, .colour = hair, .specular = 0.03F, .gloss = 12, .seed = random.bits()});
  a.load = palette.add({.texture = Texture::kWood, .colour = {0.48F, 0.34F, 0.19F}, .seed = random.bits()});
  return a;
}

void add_person(MeshBuilder& mesh, const Transform& feet, const Appearance& look, const PersonState& state) {
  const float scale = look.height_m / 1.75F;
  const Body body{.mesh = mesh, .look = look, .scale = scale, .girth = look.girth * scale};
  const Joints& j = state.joints;
  const std::array<Leg, 2> legs{pose_leg(1, j.hip[0], j.knee[0], j.ankle[0], scale, body.girth),
                                pose_leg(-1, j.hip[1], j.knee[1], j.ankle[1], scale, body.girth)};
  const float lowest = std::min(lowest_point(legs[0], scale), lowest_point(legs[1], scale));
  const Transform hips = feet.moved({0, 0, -lowest});
  for (const Leg& leg : legs) add_leg(body, hips, leg);

  const Transform torso = hips.turned_about_y(j.lean).turned_about_z(j.twist);
  add_torso(body, torso);
  add_arm(body, torso, 1, j.shoulder[0], j.elbow[0], j.spread[0]);
  const Vec3 right_hand = add_arm(body, torso, -1, j.shoulder[1], j.elbow[1], j.spread[1]);
  if (state.has_helmet_in_hand) {
    add_helmet(body, torso.moved(right_hand + Vec3{0.02F, -0.05F, -0.08F} * scale).turned_about_x(1.9F));
  }
  if (state.has_load)
    mesh.rounded_box(torso, Vec3{0.40F, 0, 0.20F} * scale, Vec3{0.16F, 0.21F, 0.13F} * scale, 0.01F, look.load);
  add_head(body, torso, state);
}

}  // namespace eyrie::world
