// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/truth/truth.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "world/truth/coverage.hpp"

namespace eyrie::world {
namespace {

/// A thing, or the head of one.
using Key = std::pair<ThingId, bool>;

struct Extent {
  Vec3 low{1e9F, 1e9F, 1e9F};
  Vec3 high{-1e9F, -1e9F, -1e9F};
  std::vector<std::array<std::optional<geometry::Pixel>, 3>> triangles = {};  ///< projected
};

struct Seen {
  PixelBox box;
  std::vector<std::pair<int, int>> pixels = {};
};

std::map<Key, Extent> extents_of(const Mesh& mesh, const View& view) {
  const geometry::Rotation camera_from_enu = view.enu_from_camera.inverse();
  std::map<Key, Extent> extents;
  for (std::size_t i = 0; i < mesh.faces.size(); ++i) {
    const Face& face = mesh.faces[i];
    std::array<std::optional<geometry::Pixel>, 3> triangle;
    Vec3 low{1e9F, 1e9F, 1e9F};
    Vec3 high{-1e9F, -1e9F, -1e9F};
    for (std::size_t k = 0; k < 3; ++k) {
      const Vec3 p = mesh.positions[i * 3 + k];
      low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
      high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
      const geometry::Vector3 in_site{static_cast<double>(p.x), static_cast<double>(p.y), static_cast<double>(p.z)};
      triangle[k] = view.camera.project(camera_from_enu * (in_site - view.position));
    }
    const auto add = [&](const Key& key) {
      Extent& extent = extents[key];
      extent.low = {std::min(extent.low.x, low.x), std::min(extent.low.y, low.y), std::min(extent.low.z, low.z)};
      extent.high = {std::max(extent.high.x, high.x), std::max(extent.high.y, high.y), std::max(extent.high.z, high.z)};
      extent.triangles.push_back(triangle);
    };
    add({face.thing, false});
    if (face.part == Part::kHead) add({face.thing, true});
  }
  return extents;
}

std::map<Key, Seen> seen_in(const CleanPass& pass) {
  std::map<Key, Seen> seen;
  for (int y = 0; y < pass.height; ++y) {
    for (int x = 0; x < pass.width; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(pass.width) + static_cast<std::size_t>(x);
      if (pass.thing[i] == kNoThing) continue;
      const auto add = [&](const Key& key) {
        const auto [place, is_new] = seen.try_emplace(key, Seen{.box = {x, y, x + 1, y + 1}});
        PixelBox& box = place->second.box;
        box = {std::min(box.left, x), box.top, std::max(box.right, x + 1), y + 1};
        place->second.pixels.emplace_back(x, y);
      };
      add({pass.thing[i], false});
      if (pass.part[i] == Part::kHead) add({pass.thing[i], true});
    }
  }
  return seen;
}

Coverage coverage_of(const Extent& extent, const Seen* seen, const CleanPass& pass) {
  Coverage coverage(pass.width, pass.height);
  for (const auto& [a, b, c] : extent.triangles) {
    if (a && b && c) coverage.add_triangle(*a, *b, *c);
  }
  // A ray that grazes an edge may see what drawing leaves out; what is seen belongs to the whole in any case.
  if (seen != nullptr) {
    for (const auto& [x, y] : seen->pixels) coverage.add_pixel(x, y);
  }
  return coverage;
}

bool is_in_picture(const PixelBox& box, const CleanPass& pass) {
  return box.left < pass.width && box.top < pass.height && box.right > 0 && box.bottom > 0;
}

ObjectClass class_of(const Site& site, const Key& key, float time_s) {
  const auto& [thing, is_head] = key;
  const auto first_worker = site.vehicles.size();
  if (static_cast<std::size_t>(thing) < first_worker) return ObjectClass::kVehicle;
  if (!is_head) return ObjectClass::kPerson;
  const Worker& worker = site.workers[static_cast<std::size_t>(thing) - first_worker];
  return worker.state_at(time_s).headwear == Headwear::kHelmet ? ObjectClass::kHelmet : ObjectClass::kNoHelmet;
}

}  // namespace

std::string_view name_of(ObjectClass object_class) noexcept {
  switch (object_class) {
    case ObjectClass::kPerson: return "person";
    case ObjectClass::kHelmet: return "helmet";
    case ObjectClass::kNoHelmet: return "no_helmet";
    case ObjectClass::kVehicle: break;
  }
  return "vehicle";
}

std::vector<ObjectTruth> objects_in(const Site& site, const View& view, const CleanPass& pass) {
  const auto extents = extents_of(moving_parts_at(site, view.time_s), view);
  const auto seen = seen_in(pass);
  std::vector<ObjectTruth> objects;
  for (const auto& [key, extent] : extents) {
    const auto found = seen.find(key);
    const Seen* own = found == seen.end() ? nullptr : &found->second;
    const Coverage coverage = coverage_of(extent, own, pass);
    const auto box = coverage.box();
    if (!box || !is_in_picture(*box, pass)) continue;
    ObjectTruth object;
    object.track_id = key.second ? head_track_id(key.first) : key.first;
    object.object_class = class_of(site, key, view.time_s);
    if (own != nullptr) {
      object.modal = own->box;
      object.modal_px = static_cast<int>(own->pixels.size());
    }
    object.amodal = *box;
    object.amodal_px = coverage.pixels();
    object.low = extent.low;
    object.high = extent.high;
    const Vec3 middle = (extent.low + extent.high) * 0.5F;
    object.position = geometry::moved(site.origin, static_cast<double>(middle.y), static_cast<double>(middle.x));
    object.position.alt_m = site.origin.alt_m + static_cast<double>(extent.low.z);
    objects.push_back(object);
  }
  return objects;
}

}  // namespace eyrie::world
