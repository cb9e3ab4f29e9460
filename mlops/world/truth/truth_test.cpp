// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/truth/truth.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include <gtest/gtest.h>

namespace eyrie::world {
namespace {

constexpr int kWidth = 160;
constexpr int kHeight = 90;

View view_at(float time_s, double pitch_deg = -35, double height_m = 14) {
  const auto camera =
      geometry::CameraModel::create(geometry::Intrinsics::from_fov(kWidth, kHeight, geometry::to_radians(60)));
  return {*camera, {0, -18, height_m}, enu_from_camera(geometry::Attitude::from_degrees(0, pitch_deg, 5)), time_s};
}

class TruthOfASite : public ::testing::Test {
 protected:
  [[nodiscard]] std::vector<ObjectTruth> objects(const View& view) {
    return objects_in(site_, view, renderer_->clean_pass(view));
  }

  Site site_ = *make_site({.seed = 5});
  Result<Renderer> renderer_ = Renderer::create(site_, {.samples = 1, .threads = 2});
};

/// Depth of the nearest triangle along a ray, by Moeller and Trumbore (1997) over all of them in double precision: nothing
/// in common with what the renderer uses.
std::optional<double> brute_force_depth(const std::vector<const Mesh*>& meshes, const View& view,
                                        const geometry::Pixel& pixel) {
  const geometry::Vector3 in_camera = *view.camera.ray_in_camera(pixel);
  const geometry::Vector3 d = view.enu_from_camera * ((1 / in_camera.z) * in_camera);
  const auto cross = [](const geometry::Vector3& a, const geometry::Vector3& b) {
    return geometry::Vector3{a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
  };
  const auto corner = [](const Vec3& v) {
    return geometry::Vector3{static_cast<double>(v.x), static_cast<double>(v.y), static_cast<double>(v.z)};
  };
  double nearest = std::numeric_limits<double>::max();
  for (const Mesh* mesh : meshes) {
    for (std::size_t i = 0; i < mesh->positions.size(); i += 3) {
      const geometry::Vector3 a = corner(mesh->positions[i]);
      const geometry::Vector3 ab = corner(mesh->positions[i + 1]) - a;
      const geometry::Vector3 ac = corner(mesh->positions[i + 2]) - a;
      const geometry::Vector3 p = cross(d, ac);
      const double determinant = dot(ab, p);
      if (std::fabs(determinant) < 1e-15) continue;
      const geometry::Vector3 from_a = view.position - a;
      const double u = dot(from_a, p) / determinant;
      const geometry::Vector3 q = cross(from_a, ab);
      const double v = dot(d, q) / determinant;
      const double depth = dot(ac, q) / determinant;
      if (u >= 0 && v >= 0 && u + v <= 1 && depth > 0) nearest = std::min(nearest, depth);
    }
  }
  return nearest < std::numeric_limits<double>::max() ? std::optional(nearest) : std::nullopt;
}

TEST_F(TruthOfASite, DepthIsWhatAnIndependentRayCastFinds) {
  const View view = view_at(10);
  const CleanPass pass = renderer_->clean_pass(view);
  const Mesh moving = moving_parts_at(site_, view.time_s);
  int differing = 0;
  int compared = 0;
  for (int y = 4; y < kHeight; y += 12) {
    for (int x = 5; x < kWidth; x += 19) {
      const auto expected =
          brute_force_depth({&site_.fixed, &moving}, view, {static_cast<double>(x), static_cast<double>(y)});
      const float depth = pass.depth_m[static_cast<std::size_t>(y * kWidth + x)];
      ASSERT_EQ(expected.has_value(), depth > 0);
      // On the very edge of a thing single and double precision may part.
      if (expected && std::fabs(*expected - static_cast<double>(depth)) > 1e-4 * *expected) ++differing;
      ++compared;
    }
  }
  EXPECT_GE(compared, 60);
  EXPECT_LE(differing, 1);
}

TEST_F(TruthOfASite, ModalBoxesLieInAmodalOnesAndBothInTheProjectedBoxInSpace) {
  int seen = 0;
  for (const View& view : {view_at(10), view_at(30, -80, 20), view_at(50, -50, 9)}) {
    for (const ObjectTruth& object : objects(view)) {
      EXPECT_GE(object.amodal_px, object.modal_px);
      double left = 1e9;
      double right = -1e9;
      double top = 1e9;
      double bottom = -1e9;
      const std::array<Vec3, 2> bounds{object.low, object.high};
      for (unsigned corner = 0; corner < 8; ++corner) {
        const geometry::Vector3 in_site{static_cast<double>(bounds[corner & 1U].x),
                                        static_cast<double>(bounds[corner / 2 & 1U].y),
                                        static_cast<double>(bounds[corner / 4].z)};
        const auto pixel = view.camera.project(view.enu_from_camera.inverse() * (in_site - view.position));
        ASSERT_TRUE(pixel);
        left = std::min(left, pixel->u);
        right = std::max(right, pixel->u);
        top = std::min(top, pixel->v);
        bottom = std::max(bottom, pixel->v);
      }
      if (!object.modal) continue;
      ++seen;
      const PixelBox& modal = *object.modal;
      EXPECT_TRUE(object.amodal.left <= modal.left && object.amodal.top <= modal.top && object.amodal.right >= modal.right &&
                  object.amodal.bottom >= modal.bottom);
      // Pixel k reaches from k - 0.5 to k + 0.5, and its centre sees the thing.
      EXPECT_GE(modal.left, left - 0.01) << object.track_id;
      EXPECT_GE(modal.top, top - 0.01) << object.track_id;
      EXPECT_LE(modal.right - 1, right + 0.01) << object.track_id;
      EXPECT_LE(modal.bottom - 1, bottom + 0.01) << object.track_id;
    }
  }
  EXPECT_GT(seen, 20);
}

TEST_F(TruthOfASite, NumbersBelongToTheSameThingAtAllTimes) {
  for (const float time_s : {5.0F, 20.0F, 45.0F}) {
    for (const ObjectTruth& object : objects(view_at(time_s))) {
      const auto first_worker = static_cast<int>(site_.vehicles.size());
      const bool is_head = object.track_id >= head_track_id(0);
      const int body = is_head ? object.track_id - head_track_id(0) : object.track_id;
      EXPECT_EQ(object.object_class == ObjectClass::kVehicle, body < first_worker);
      EXPECT_EQ(object.object_class == ObjectClass::kHelmet || object.object_class == ObjectClass::kNoHelmet, is_head);
      if (body < first_worker) continue;
      const Point2 place = site_.workers[static_cast<std::size_t>(body - first_worker)].place_at(time_s);
      EXPECT_NEAR(place.x, (object.low.x + object.high.x) / 2, 0.9F);
      EXPECT_NEAR(place.y, (object.low.y + object.high.y) / 2, 0.9F);
    }
  }
}

TEST_F(TruthOfASite, APersonBehindSomethingIsPartlyVisible) {
  bool is_any_hidden = false;
  for (float time_s = 5; time_s < 60 && !is_any_hidden; time_s += 10) {
    for (const ObjectTruth& object : objects(view_at(time_s, -20, 7))) {
      is_any_hidden = is_any_hidden || (object.modal_px > 0 && object.visibility() < 0.8F);
    }
  }
  EXPECT_TRUE(is_any_hidden);
}

TEST_F(TruthOfASite, GeographicPlacesAreTheSitesMetres) {
  for (const ObjectTruth& object : objects(view_at(10))) {
    const auto offset = geometry::offset_between(site_.origin, object.position);
    EXPECT_NEAR(offset.east_m, static_cast<double>((object.low.x + object.high.x) / 2), 1e-3);
    EXPECT_NEAR(offset.north_m, static_cast<double>((object.low.y + object.high.y) / 2), 1e-3);
  }
}

TEST(Truth, AHeadChangesItsClassAndKeepsItsNumberWhenTheHelmetComesOff) {
  const auto before = make_site({.seed = 5});
  ASSERT_TRUE(before);
  const auto found =
      std::ranges::find(before->workers, Headwear::kHelmet, [](const Worker& w) { return w.appearance.headwear; });
  ASSERT_NE(found, before->workers.end());
  SiteOptions options{.seed = 5};
  options.story.helmets_off = {{.worker = static_cast<int>(found - before->workers.begin()), .at_s = 12}};
  const auto site = make_site(options);
  ASSERT_TRUE(site);
  auto renderer = Renderer::create(*site, {.samples = 1, .threads = 2});
  ASSERT_TRUE(renderer);
  const auto class_at = [&](float time_s) -> std::optional<ObjectClass> {
    const Point2 place = site->workers[static_cast<std::size_t>(found - before->workers.begin())].place_at(time_s);
    View view = view_at(time_s, -90, 10);
    view.position = {static_cast<double>(place.x), static_cast<double>(place.y), 10};
    for (const ObjectTruth& object : objects_in(*site, view, renderer->clean_pass(view))) {
      if (object.track_id == head_track_id(found->id)) return object.object_class;
    }
    return std::nullopt;
  };
  EXPECT_EQ(class_at(11.5F), ObjectClass::kHelmet);
  EXPECT_EQ(class_at(12.5F), ObjectClass::kNoHelmet);
}

}  // namespace
}  // namespace eyrie::world
