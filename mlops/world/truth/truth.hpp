// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "geometry/geodesy.hpp"
#include "world/render/renderer.hpp"

namespace eyrie::world {

/// What a detector is to learn, in the order of its class numbers.
enum class ObjectClass : std::uint8_t { kPerson, kHelmet, kNoHelmet, kVehicle };
inline constexpr int kObjectClasses = 4;
/// `person`, `helmet`, `no_helmet`, `vehicle`.
[[nodiscard]] std::string_view name_of(ObjectClass object_class) noexcept;

/// Whole pixels, from the picture's left and top edge; right and bottom are the first that no longer belong to it.
struct PixelBox {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  [[nodiscard]] int width() const noexcept { return right - left; }
  [[nodiscard]] int height() const noexcept { return bottom - top; }
  friend bool operator==(const PixelBox&, const PixelBox&) = default;
};

/// One thing in one picture.
struct ObjectTruth {
  int track_id = 0;  ///< the same in all pictures of a site; a head has one of its own, with or without a helmet
  ObjectClass object_class = ObjectClass::kPerson;
  std::optional<PixelBox> modal = {};  ///< around the pixels that see it; nothing when none does
  PixelBox amodal;                     ///< as if nothing stood before it, beyond the picture's edges too
  int modal_px = 0;
  int amodal_px = 0;
  Vec3 low;  ///< the box around it, axes east, north and up, site frame, metres
  Vec3 high;
  geometry::GeoPoint position;  ///< of the middle of that box's floor

  /// Share of it that is seen, 0..1.
  [[nodiscard]] float visibility() const noexcept {
    return amodal_px > 0 ? static_cast<float>(modal_px) / static_cast<float>(amodal_px) : 0;
  }
};

/// Number of the head that belongs to a body.
[[nodiscard]] constexpr int head_track_id(ThingId body) noexcept { return 1000 + body; }

/// Everything that lies in the picture, wholly or partly, hidden or not, in order of its number, bodies before their heads.
/// `pass` is the clean pass of the same view.
[[nodiscard]] std::vector<ObjectTruth> objects_in(const Site& site, const View& view, const CleanPass& pass);

}  // namespace eyrie::world
