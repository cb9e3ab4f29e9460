// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/single_view.hpp"

#include <sstream>

#include "world/output/files.hpp"

namespace eyrie::world {
namespace {

constexpr double kLeastHeight_m = 0.3;
constexpr float kShutter_s = 0.008F;

Status check_height(const Site& site, const SingleViewOptions& options) {
  const double ground =
      static_cast<double>(site.ground.height_m({static_cast<float>(options.east_m), static_cast<float>(options.north_m)}));
  if (options.height_m >= ground + kLeastHeight_m) return {};
  std::ostringstream what;
  what << "--camera: a height of " << options.height_m << " m is under the ground, which lies at " << ground
       << " m there. Give at least " << ground + kLeastHeight_m << " as the third number";
  return fail(Error::kInvalidArgument, what.str());
}

}  // namespace

Status write_single_view(const SingleViewOptions& options) {
  const auto site = make_site({.seed = options.seed, .weather = options.weather});
  if (!site) return fail(site.error());
  if (auto status = check_height(*site, options); !status) return status;
  const auto camera = geometry::CameraModel::create(
      geometry::Intrinsics::from_fov(options.width_px, options.height_px, geometry::to_radians(options.fov_deg)));
  if (!camera) return fail(camera.error());
  const View view{*camera,
                  {options.east_m, options.north_m, options.height_m},
                  enu_from_camera(geometry::Attitude::from_degrees(0, options.pitch_deg, options.yaw_deg)),
                  options.time_s};
  View open = view;
  View close = view;
  open.time_s -= kShutter_s / 2;
  close.time_s += kShutter_s / 2;

  auto renderer = Renderer::create(*site, {.samples = options.samples, .threads = options.threads});
  if (!renderer) return fail(renderer.error());
  if (auto status = make_folder(options.out); !status) return status;
  if (auto status = write_png(options.out / "picture.png", renderer->picture(open, close, {.noise_key = options.seed}));
      !status)
    return status;
  const CleanPass pass = renderer->clean_pass(view);
  if (auto status = write_depth(options.out / "depth.npy", pass); !status) return status;
  return write_text(options.out / "truth.json", truth_json(*site, view, objects_in(*site, view, pass), JsonForm::kLines));
}

}  // namespace eyrie::world
