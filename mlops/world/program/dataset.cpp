// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/dataset.hpp"

#include <algorithm>
#include <array>
#include <atomic>
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
#include "world/program/shot.hpp"

namespace eyrie::world {
namespace {

std::string name_of_shot(int scene, int view) {
  std::array<char, 32> name{};
  const int size = std::snprintf(name.data(), name.size(), "%05d_%02d", scene, view);
  return std::string(name.data(), static_cast<std::size_t>(size));
}

/// Counts how often what is drawn for a seed has changed: pictures from before have other labels.
constexpr int kDrawnAs = 2;

/// What decides how a picture looks. Of a set of more scenes the first ones are the same.
std::string recipe_of(const DatasetOptions& options) {
  const nlohmann::json recipe{{"drawn_as", kDrawnAs},
                              {"seed", options.seed},
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
                    "options to go on with it (--seed, --views, --size, --depth), or another folder (--out) if it was " +
                    "begun by a version that draws other pictures (drawn_as)");
  }
  if (auto status = make_folders(options); !status) return status;
  return write_text(path, recipe_of(options));
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
  return LabelledPicture{name, is_validation, pitch_deg(shot.middle.enu_from_camera), objects_in(site, shot.middle, pass)};
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
    const auto drawn =
        draw_free_shot(*site, *renderer, options.width_px, options.height_px, own.fork(static_cast<std::uint64_t>(view)));
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
