// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "base/result.hpp"
#include "world/shape/mesh.hpp"

namespace eyrie::world {

struct Ray {
  Vec3 origin;
  Vec3 direction;    ///< unit length
  float from_m = 0;  ///< nothing nearer counts
  float to_m = 1e9F;
  float shutter = 0;  ///< 0 when it opens .. 1 when it closes
};

/// Where a ray met a mesh: face, and the weights of its second and third corner.
struct Hit {
  float distance_m = 0;
  const Mesh* mesh = nullptr;
  std::size_t face = 0;
  float u = 0;
  float v = 0;
};

/// Finds what rays meet: the site's fixed mesh, indexed once, and the moving one, indexed anew for each picture and
/// interpolated between two moments. Embree behind it, held to SSE2 so that every x86 gives the same last bit.
///
/// `nearest` and `is_blocked` may be called from any number of threads; `set_moving` from one, while nobody asks.
class Tracer {
 public:
  /// `fixed` must outlive the tracer. `Error::kInternal` when Embree cannot start.
  [[nodiscard]] static Result<Tracer> create(const Mesh& fixed);

  /// The two moments have the same faces; where the second is empty nothing moves.
  void set_moving(Mesh at_open, const Mesh& at_close);

  [[nodiscard]] std::optional<Hit> nearest(const Ray& ray) const;
  [[nodiscard]] bool is_blocked(const Ray& ray) const;

  Tracer(Tracer&&) noexcept;
  Tracer& operator=(Tracer&&) noexcept;
  ~Tracer();

 private:
  struct State;
  explicit Tracer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace eyrie::world
