// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/eval/commands.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "eyrie/eval/detections.hpp"
#include "eyrie/eval/places.hpp"
#include "eyrie/eval/tracks.hpp"
#include "eyrie/options.hpp"

namespace eyrie::eval {
namespace {

constexpr const char* kJsonHelp = "One JSON document";

void add_data_options(CLI::App& command, DataOptions& options) {
  command.add_option("--data", options.data, "What is true: a COCO .json, a YOLO data.yaml, or the folder it lies in")
      ->required()
      ->type_name("PATH");
  command.add_option("--split", options.split, "Split of a data.yaml")->type_name("NAME")->capture_default_str();
  command
      .add_option("--images", options.images,
                  "Pictures that a COCO .json names, or their film; its own folder when not given")
      ->type_name("PATH");
}

void add_detect(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("detect", "How well a detector finds what is there: COCO's 12 figures.");
  const auto options = std::make_shared<DetectEvalOptions>();
  add_data_options(*command, options->data);
  auto* model =
      command->add_option("--model", options->model, "YOLOv8-style ONNX file to run, or a name of `eyrie model list`")
          ->type_name("FILE");
  auto* detections =
      command->add_option("--detections", options->detections, "Detections in COCO's results format, in place of a model")
          ->type_name("FILE")
          ->excludes(model);
  cli::add_engine_options(*command, {options->backend, options->precision, options->threads});
  cli::add_detector_options(*command, options->detector);
  command
      ->add_option("--class", options->class_pairs,
                   "A class of the model that is called otherwise in the data; as often as needed")
      ->type_name("MODEL=DATA")
      ->allow_extra_args(false)
      ->excludes(detections);
  command->add_option("--save", options->save, "Keeps what the model found, in COCO's results format")
      ->type_name("FILE")
      ->excludes(detections);
  command->add_flag("--json", options->is_json, kJsonHelp);
  command->callback([options, take, model, detections] {
    if (model->empty() && detections->empty()) throw CLI::RequiredError("--model or --detections");
    take([options] { return run_detect_eval(*options, stdout); });
  });
}

void add_track(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("track", "How well things keep their identity: HOTA, CLEAR MOT and IDF1.");
  const auto options = std::make_shared<TrackEvalOptions>();
  command->add_option("--truth", options->truth, "True tracks, MOTChallenge lines")->required()->type_name("FILE");
  command->add_option("--tracks", options->tracks, "Found tracks, as `eyrie track --format mot` writes them")
      ->required()
      ->type_name("FILE");
  command->add_flag("--json", options->is_json, kJsonHelp);
  command->callback([options, take] { take([options] { return run_track_eval(*options, stdout); }); });
}

void add_locate(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("locate", "How far places are from the truth, and how honest their ellipses.");
  const auto options = std::make_shared<LocateEvalOptions>();
  command->add_option("--truth", options->truth, "True places, a JSON object a line")->required()->type_name("FILE");
  command->add_option("--places", options->places, "Estimates with their 95 % ellipses, likewise")
      ->required()
      ->type_name("FILE");
  command->add_flag("--json", options->is_json, kJsonHelp);
  command->callback([options, take] { take([options] { return run_locate_eval(*options, stdout); }); });
}

}  // namespace

void add_commands(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("eval", "Holds detections, tracks and places against what is true.");
  command->require_subcommand(1);
  add_detect(*command, take);
  add_track(*command, take);
  add_locate(*command, take);
}

}  // namespace eyrie::eval
