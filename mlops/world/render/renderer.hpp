// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.hpp"
#include "imaging/image.hpp"
#include "world/render/film.hpp"
#include "world/render/map_grid.hpp"
#include "world/render/tracer.hpp"
#include "world/render/view.hpp"
#include "world/site/site.hpp"

namespace eyrie::world {

/// What each pixel's centre sees at one moment: no blur, no noise. Row by row.
struct CleanPass {
  int width = 0;
  int height = 0;
  std::vector<float> depth_m;  ///< along the optical axis (Z); 0 where there is only sky
  std::vector<ThingId> thing;  ///< kNoThing where there is no thing
  std::vector<Part> part;
};

/// Renders views of one site: one sun ray and one sky ray a sample, the sky's light smoothed over neighbours of the same
/// surface. The picture is a function of site, views and options; how many threads help does not reach it. Used by one
/// thread at a time.
class Renderer {
 public:
  struct Options {
    int samples = 4;  ///< a pixel, at most (`sample_light`)
    int threads = 2;
  };
  /// `site` must outlive the renderer. `Error::kInternal` when Embree cannot start.
  [[nodiscard]] static Result<Renderer> create(const Site& site, const Options& options);

  /// `open` and `close` are the camera when the shutter opens and closes; what moves between them is blurred.
  [[nodiscard]] imaging::Image picture(const View& open, const View& close, const Sensor& sensor);

  [[nodiscard]] CleanPass clean_pass(const View& view);

  /// What a map shows: ground and scenery from straight above at every pixel, so that nothing leans; nobody walks there and
  /// no vehicle stands there. Linear light, row by row, for `develop`.
  [[nodiscard]] std::vector<Vec3> light_from_above(const MapGrid& grid);

 private:
  Renderer(const Site& site, const Options& options, Tracer tracer)
      : site_(&site), options_(options), tracer_(std::move(tracer)) {}

  const Site* site_;
  Options options_;
  Tracer tracer_;
};

}  // namespace eyrie::world
