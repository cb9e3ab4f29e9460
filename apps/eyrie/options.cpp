// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/options.hpp"

#include <sstream>

namespace eyrie::cli {

using model_loading::Backend;
using perception::Precision;

namespace {

void add_tile_options(CLI::App& command, perception::TileOptions& tiles) {
  const auto take = [&tiles](const std::string& text) {
    const auto grid = perception::parse_tile_grid(text);
    if (!grid) throw CLI::ValidationError("--tiles", grid.error().message);
    tiles.grid = *grid;
  };
  auto* grid = command.add_option_function<std::string>("--tiles", take, "Looks at pictures in tiles too, for small things")
                   ->type_name("COLUMNSxROWS|auto");
  command.add_option("--tile-overlap", tiles.overlap, "What neighbouring tiles share, as a share of a tile")
      ->check(between(perception::kMinTileOverlap, perception::kMaxTileOverlap))
      ->capture_default_str()
      ->needs(grid);
  command
      .add_flag_callback(
          "--tiles-only", [&tiles] { tiles.has_whole_look = false; }, "Leaves out the look at the picture as a whole")
      ->needs(grid);
}

}  // namespace

CLI::Validator between(double min, double max) {
  std::ostringstream range;
  range << min << " to " << max;
  const auto check = [min, max, range = range.str()](const std::string& text) -> std::string {
    double value = 0;
    const bool is_number = CLI::detail::lexical_cast(text, value);
    return is_number && value >= min && value <= max ? "" : text + " is not a number from " + range;
  };
  return CLI::Validator(check, "");
}

void add_engine_options(CLI::App& command, EngineValues values) {
  add_choice<Backend>(command, "--backend", values.backend,
                      "What runs the network; auto measures once for each network and machine",
                      {{"auto", Backend::kAuto}, {"openvino", Backend::kOpenVino}, {"onnxruntime", Backend::kOnnxRuntime}});
  add_choice<Precision>(command, "--precision", values.precision,
                        "Its arithmetic; auto takes bf16 or an int8 sibling where faster and alike",
                        {{"auto", Precision::kAuto}, {"f32", Precision::kF32}, {"bf16", Precision::kBf16}});
  command.add_option("--threads", values.threads, "Threads of the network; 0 takes all cores")
      ->check(between(0, 1024))
      ->capture_default_str();
}

void add_detector_options(CLI::App& command, perception::DetectorOptions& options) {
  command.add_option("--conf", options.confidence, "Weaker detections are left out")
      ->check(between(0, 1))
      ->capture_default_str();
  command.add_option("--iou", options.iou, "Overlap from which the weaker of two boxes of a class goes [model's or 0.7]")
      ->check(between(0, 1));
  command.add_option("--max", options.max_detections, "Detections a frame at most")
      ->check(between(1, 100'000))
      ->capture_default_str();
  add_tile_options(command, options.tiles);
}

}  // namespace eyrie::cli
