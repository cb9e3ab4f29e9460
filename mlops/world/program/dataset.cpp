// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/dataset.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "world/math/parallel.hpp"
#include "world/output/files.hpp"
#include "world/program/labels.hpp"

namespace eyrie::world {
namespace {

/// A view and what the sensor makes of it.
struct Shot {
  View open;
  View close;
  View middle;  ///< what the truth is told for
  Sensor sensor;
};

std::string name_of_shot(int scene, int view) {
  std::array<char, 32> name{};
  const int size = std::snprintf(name.data(), name.size(), "%05d_%02d", scene, view);
  return std::string(name.data(), static_cast<std::size_t>(size));
}

/// Where a person or, one time in four, a vehicle is, and some metres beside it.
Point2 draw_focus(const Site& site, float time_s, Random& random) {
  const bool is_vehicle = random.chance(0.25F);
  const int number = random.below(static_cast<int>(is_vehicle ? site.vehicles.size() : site.workers.size()));
  const auto i = static_cast<std::size_t>(number);
  const Point2 offset{random.uniform(-4, 4), random.uniform(-4, 4)};
  return (is_vehicle ? site.vehicles[i].home : site.workers[i].place_at(time_s)) + offset;
}

Result<Shot> draw_shot(const Site& site, const DatasetOptions& options, Random random) {
  const float time_s = random.uniform(0, site.lasts_s);
  const Point2 focus = draw_focus(site, time_s, random);
  // From above fewer people are in a picture than from aside: so more of the pictures are from there.
  const bool is_nadir = random.chance(0.35F);
  const float height = is_nadir ? random.uniform(8, 25) : random.uniform(6, 20);
  const float pitch = -(is_nadir ? random.uniform(72, 90) : random.uniform(20, 65));
  const float yaw = random.uniform(0, 360);
  const float fov = random.uniform(42, 68);
  const auto rad = [](float degrees) { return degrees * portable::kPi / 180; };
  const auto [down, along] = portable::sin_cos(rad(-pitch));
  const auto [east, north] = portable::sin_cos(rad(yaw));
  const float back = height * along / down;
  const geometry::Distortion lens{.k1 = static_cast<double>(random.uniform(-0.06F, 0.02F))};
  const auto camera = geometry::CameraModel::create(
      geometry::Intrinsics::from_fov(options.width_px, options.height_px, geometry::to_radians(static_cast<double>(fov))),
      lens);
  if (!camera) return fail(camera.error());

  const geometry::Vector3 position{static_cast<double>(focus.x - east * back), static_cast<double>(focus.y - north * back),
                                   static_cast<double>(height)};
  const geometry::Attitude attitude = geometry::Attitude::from_degrees(static_cast<double>(random.uniform(-2, 2)),
                                                                       static_cast<double>(pitch), static_cast<double>(yaw));
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

/// Draws until the camera hangs in free air, or takes the last.
Result<std::pair<Shot, CleanPass>> draw_free_shot(const Site& site, Renderer& renderer, const DatasetOptions& options,
                                                  const Random& random) {
  constexpr std::uint64_t kAttempts = 20;
  for (std::uint64_t attempt = 0;; ++attempt) {
    auto shot = draw_shot(site, options, random.fork(attempt));
    if (!shot) return fail(shot.error());
    CleanPass pass = renderer.clean_pass(shot->middle);
    if (!is_obstructed(pass) || attempt + 1 == kAttempts) return std::pair(*std::move(shot), std::move(pass));
  }
}

/// What decides how a picture looks. Of a set of more scenes the first ones are the same.
std::string recipe_of(const DatasetOptions& options) {
  const nlohmann::json recipe{{"seed", options.seed},
                              {"views", options.views},
                              {"size_px", {options.width_px, options.height_px}},
                              {"depth", options.with_depth}};
  return recipe.dump() + "\n";
}

Status make_folders(const DatasetOptions& options) {
  for (const char* split : {split_of(false), split_of(true)}) {
    if (auto status = make_folder(options.out / "images" / split); !status) return status;
    if (!options.with_depth) continue;
    if (auto status = make_folder(options.out / "depth" / split); !status) return status;
  }
  return {};
}

Status begin(const DatasetOptions& options) {
  if (auto status = make_folder(options.out); !status) return status;
  const auto path = options.out / "dataset.json";
  std::ifstream file(path, std::ios::binary);
  const std::string found(std::istreambuf_iterator<char>(file), {});
  if (options.resumes && !found.empty() && found != recipe_of(options)) {
    return fail(Error::kConflict,
                path.string() + " tells of another set: " + found.substr(0, found.find('\n')) + ". Give its " +
                    "options to go on with it (--seed, --views, --size, --depth), or another folder (--out)");
  }
  if (auto status = make_folders(options); !status) return status;
  return write_text(path, recipe_of(options));
}

/// Of a view's optical axis: -90 straight down.
double pitch_deg_of(const View& view) {
  const geometry::Vector3 forward = view.enu_from_camera * geometry::Vector3{0, 0, 1};
  return geometry::to_degrees(std::asin(std::clamp(forward.z, -1.0, 1.0)));
}

Result<LabelledPicture> write_shot(const DatasetOptions& options, const Site& site, Renderer& renderer, const Shot& shot,
                                   const CleanPass& pass, const std::string& name, bool is_validation) {
  const char* split = split_of(is_validation);
  const auto picture = options.out / "images" / split / (name + ".png");
  const bool is_there = options.resumes && std::filesystem::exists(picture);
  if (options.with_depth && !is_there) {
    if (auto status = write_depth(options.out / "depth" / split / (name + ".npy"), pass); !status)
      return fail(status.error());
  }
  // The picture comes last: where it is, all is.
  if (!is_there) {
    const auto status = write_png(picture, renderer.picture(shot.open, shot.close, shot.sensor));
    if (!status) return fail(status.error());
  }
  return LabelledPicture{name, is_validation, pitch_deg_of(shot.middle), objects_in(site, shot.middle, pass)};
}

/// All views of one site. Sites are rendered beside each other; where there are fewer than threads, each takes several.
Result<std::vector<LabelledPicture>> write_scene(const DatasetOptions& options, int scene,
                                                 const std::function<void()>& on_picture) {
  Random own = Random(options.seed).fork(static_cast<std::uint64_t>(scene));
  SiteOptions site_options;
  site_options.seed = own.bits();
  site_options.workers = 24 + own.below(33);
  const auto site = make_site(site_options);
  if (!site) return fail(site.error());
  auto renderer = Renderer::create(*site, {.samples = 4, .threads = std::max(1, options.threads / options.scenes)});
  if (!renderer) return fail(renderer.error());
  std::vector<LabelledPicture> pictures;
  for (int view = 0; view < options.views; ++view) {
    const auto drawn = draw_free_shot(*site, *renderer, options, own.fork(static_cast<std::uint64_t>(view)));
    if (!drawn) return fail(drawn.error());
    const auto& [shot, pass] = *drawn;
    auto written = write_shot(options, *site, *renderer, shot, pass, name_of_shot(scene, view), is_for_validation(scene));
    if (!written) return fail(written.error());
    pictures.push_back(*std::move(written));
    on_picture();
  }
  return pictures;
}

}  // namespace

Status write_dataset(const DatasetOptions& options, const std::function<void(int, int)>& on_progress) {
  if (auto status = begin(options); !status) return status;
  std::mutex mutex;
  int done = 0;
  const auto on_picture = [&] {
    const std::scoped_lock lock(mutex);
    on_progress(++done, options.scenes * options.views);
  };
  std::vector<Result<std::vector<LabelledPicture>>> scenes(static_cast<std::size_t>(options.scenes));
  std::atomic<bool> has_failed{false};
  for_each_index(options.scenes, options.threads, [&](int scene) {
    if (has_failed) return;
    auto& result = scenes[static_cast<std::size_t>(scene)];
    result = write_scene(options, scene, on_picture);
    if (!result) has_failed = true;
  });
  const auto labels = make_label_writer(options);
  for (const auto& pictures : scenes) {
    if (!pictures) return fail(pictures.error());
    for (const LabelledPicture& picture : *pictures) {
      if (auto status = labels->add(picture); !status) return status;
    }
  }
  return labels->finish();
}

}  // namespace eyrie::world
