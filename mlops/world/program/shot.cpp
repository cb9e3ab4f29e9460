// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/shot.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace eyrie::world {
namespace {

/// Where a person is who has company or, one time in five, a vehicle.
Point2 draw_focus(const Site& site, float time_s, Random& random) {
  const auto one_of = [&random](const auto& things) -> const auto& {
    return things[static_cast<std::size_t>(random.below(static_cast<int>(things.size())))];
  };
  if (random.chance(0.2F)) return one_of(site.vehicles).home;
  constexpr int kCandidates = 4;
  constexpr float kCompany_m = 7;
  std::vector<Point2> places;
  for (const auto& worker : site.workers) places.push_back(worker.place_at(time_s));
  Point2 best;
  std::ptrdiff_t most = 0;
  for (int i = 0; i < kCandidates; ++i) {
    const Point2 candidate = one_of(places);
    const auto company =
        std::ranges::count_if(places, [&](Point2 place) { return distance(place, candidate) < kCompany_m; });
    if (company > most) best = candidate;
    most = std::max(most, company);
  }
  return best;
}

/// Metres from which a head in the middle of the picture is 8 to 26 pixels large if the picture is 640 wide: so near a drone
/// flies that is to tell a bare head from a helmet. What is in the background is smaller.
float draw_distance_m(float fov_rad, Random& random) {
  constexpr float kHead_m = 0.25F;
  constexpr float kWidth_px = 640;
  constexpr float kSmallest_px = 8;
  constexpr float kLargest_px = 26;
  const float head_px = kSmallest_px * portable::exp(random.uniform(0, 1) * portable::log(kLargest_px / kSmallest_px));
  const auto [s, c] = portable::sin_cos(fov_rad / 2);
  return kWidth_px / 2 * c / s * kHead_m / head_px;
}

Result<Shot> draw_shot(const Site& site, int width_px, int height_px, Random random) {
  const float time_s = random.uniform(0, site.lasts_s);
  // From above fewer people are in a picture than from aside: so more of the pictures are from there.
  const bool is_nadir = random.chance(0.40F);
  const float pitch_deg = -(is_nadir ? random.uniform(72, 90) : random.uniform(22, 68));
  const float yaw_deg = random.uniform(0, 360);
  const float fov_deg = random.uniform(42, 68);
  const auto rad = [](float degrees) { return degrees * portable::kPi / 180; };
  const auto [down, along] = portable::sin_cos(rad(-pitch_deg));
  const auto [east, north] = portable::sin_cos(rad(yaw_deg));
  constexpr float kHeadHeight_m = 1.7F;
  constexpr float kLeastHeight_m = 4;
  const float away_m = draw_distance_m(rad(fov_deg), random);
  const float height_m = std::max(away_m * down + kHeadHeight_m, kLeastHeight_m);
  const float back_m = away_m * along;
  // Not always in the middle of the picture.
  const float aside_m = away_m * 0.25F;
  const Point2 offset{random.uniform(-aside_m, aside_m), random.uniform(-aside_m, aside_m)};
  const Point2 focus = draw_focus(site, time_s, random) + offset;
  const geometry::Distortion lens{.k1 = static_cast<double>(random.uniform(-0.06F, 0.02F))};
  const auto camera = geometry::CameraModel::create(
      geometry::Intrinsics::from_fov(width_px, height_px, geometry::to_radians(static_cast<double>(fov_deg))), lens);
  if (!camera) return fail(camera.error());

  const geometry::Vector3 position{static_cast<double>(focus.x - east * back_m),
                                   static_cast<double>(focus.y - north * back_m), static_cast<double>(height_m)};
  const geometry::Attitude attitude = geometry::Attitude::from_degrees(
      static_cast<double>(random.uniform(-2, 2)), static_cast<double>(pitch_deg), static_cast<double>(yaw_deg));
  const float shutter_s = random.uniform(0.002F, 0.016F);
  const View middle{*camera, position, enu_from_camera(attitude), time_s};
  Shot shot{.open = middle, .close = middle, .middle = middle, .sensor = {}};
  // The drone drifts and shakes while the shutter is open.
  const auto jitter = [&random](float deviation) { return static_cast<double>(random.normal() * deviation); };
  const geometry::Vector3 drift{jitter(1.5F * shutter_s), jitter(1.5F * shutter_s), jitter(0.4F * shutter_s)};
  const geometry::Vector3 shake{jitter(0.06F * shutter_s), jitter(0.06F * shutter_s), jitter(0.06F * shutter_s)};
  const auto moved_by = [&](double share) {
    View view = middle;
    view.position = position + share * drift;
    view.enu_from_camera = enu_from_camera(
        {attitude.roll_rad + share * shake.x, attitude.pitch_rad + share * shake.y, attitude.yaw_rad + share * shake.z});
    view.time_s = time_s + static_cast<float>(share) * shutter_s;
    return view;
  };
  shot.open = moved_by(-0.5);
  shot.close = moved_by(0.5);
  const float red = random.uniform(0.94F, 1.06F);
  const float blue = random.uniform(0.94F, 1.06F);
  shot.sensor = {.exposure = random.uniform(0.8F, 1.25F),
                 .white_balance = {red, 1, blue},
                 .noise = random.uniform(0.004F, 0.020F),
                 .vignette = random.uniform(0.05F, 0.30F),
                 .noise_key = (static_cast<std::uint64_t>(random.bits()) << 32U) | 1U};
  return shot;
}

/// Something fills much of the picture from close by: the camera hangs in a building, a crane or a tree.
bool is_obstructed(const CleanPass& pass) {
  constexpr float kTooNear_m = 3;
  const auto near = std::ranges::count_if(pass.depth_m, [](float depth) { return depth > 0 && depth < kTooNear_m; });
  return static_cast<std::size_t>(near) * 20 > pass.depth_m.size();
}

}  // namespace

Result<std::pair<Shot, CleanPass>> draw_free_shot(const Site& site, Renderer& renderer, int width_px, int height_px,
                                                  const Random& random) {
  constexpr std::uint64_t kAttempts = 20;
  for (std::uint64_t attempt = 0;; ++attempt) {
    auto shot = draw_shot(site, width_px, height_px, random.fork(attempt));
    if (!shot) return fail(shot.error());
    CleanPass pass = renderer.clean_pass(shot->middle);
    if (!is_obstructed(pass) || attempt + 1 == kAttempts) return std::pair(*std::move(shot), std::move(pass));
  }
}

}  // namespace eyrie::world
