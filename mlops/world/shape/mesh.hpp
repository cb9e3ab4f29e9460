// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "world/math/transform.hpp"
#include "world/shape/material.hpp"

namespace eyrie::world {

/// What the truth tells apart: people and vehicles. Scenery is kNoThing.
using ThingId = std::int16_t;
inline constexpr ThingId kNoThing = -1;

enum class Part : std::uint8_t { kBody, kHead };

struct Face {
  MaterialId material = 0;
  ThingId thing = kNoThing;
  Part part = Part::kBody;
};

/// Triangles: corner k of face i is at 3 i + k. Corners are not shared, so a face needs no indices, and two meshes built by
/// the same calls have the same layout: that is what motion blur interpolates between.
struct Mesh {
  std::vector<Vec3> positions;  ///< site frame, metres
  std::vector<Vec3> normals;    ///< site frame, smooth where the surface is
  std::vector<Vec3> locals;     ///< the part's own frame, for its texture
  std::vector<Face> faces;
};

using Ring = std::vector<Vec3>;

/// One cross-section of a hull: a rounded rectangle across the x axis, narrower at the top.
struct Station {
  float x = 0;
  float bottom = 0;
  float top = 1;
  float half_width = 1;  ///< at the bottom
  float top_half_width = 1;
  float radius = 0.1F;  ///< of the corners
};

/// Adds solids to a mesh. Every solid is told in the frame `at`; the mesh gets it in the site's.
class MeshBuilder {
 public:
  explicit MeshBuilder(Mesh& mesh) noexcept : mesh_(mesh) {}

  /// Faces added from now on belong to this thing.
  void begin_thing(ThingId thing) noexcept { thing_ = thing, part_ = Part::kBody; }
  void set_part(Part part) noexcept { part_ = part; }

  void triangle(const Transform& at, const Vec3 (&corners)[3], const Vec3 (&normals)[3], MaterialId material);
  /// Flat; corners counter-clockwise seen from outside.
  void quad(const Transform& at, Vec3 a, Vec3 b, Vec3 c, Vec3 d, MaterialId material);
  void box(const Transform& at, Vec3 centre, Vec3 half_size, MaterialId material);
  /// A box with rounded edges, for what is moulded.
  void rounded_box(const Transform& at, Vec3 centre, Vec3 half_size, float radius, MaterialId material);
  /// The skin over rings of equally many points, closed at both ends, smooth.
  void loft(const Transform& at, std::span<const Ring> rings, MaterialId material);
  /// A loft over cross-sections along x: bodies and cabs of vehicles.
  void hull(const Transform& at, std::span<const Station> stations, MaterialId material);

  enum class Ends : std::uint8_t { kFlat, kRound };
  /// A tube that may taper.
  void tube(const Transform& at, Vec3 from, Vec3 to, float from_radius, float to_radius, MaterialId material, int sides,
            Ends ends = Ends::kFlat);
  /// The part of an ellipsoid with sin(latitude) between `low` and `high`: (-1, 1) is whole, (0, 1) a dome.
  void ellipsoid(const Transform& at, Vec3 centre, Vec3 radii, MaterialId material, int sides = 14, int rings = 8,
                 float low = -1, float high = 1);
  /// A heap of loose earth on the plane z = 0.
  void heap(const Transform& at, float radius_x, float radius_y, float height, std::uint32_t seed, MaterialId material,
            int cells = 26);

 private:
  Mesh& mesh_;
  ThingId thing_ = kNoThing;
  Part part_ = Part::kBody;
};

}  // namespace eyrie::world
