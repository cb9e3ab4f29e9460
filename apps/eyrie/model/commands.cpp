// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/commands.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "eyrie/model/golden.hpp"
#include "eyrie/model/quantize.hpp"

namespace eyrie::model {
namespace {

void add_quantize(CLI::App& app, const TakeWork& take) {
  auto* command =
      app.add_subcommand("quantize", "Makes an int8 sibling beside a model, which `auto` takes where it is faster.");
  const auto options = std::make_shared<QuantizeOptions>();
  command->add_option("--model", options->model, "The float model")->required()->type_name("FILE");
  command->add_option("--calibrate", options->calibrate, "Pictures like those it will see, 30 or more")
      ->required()
      ->type_name("FOLDER");
  command
      ->add_option("--evaluate", options->evaluate,
                   "Others, to measure its accuracy on; every third of --calibrate when not given")
      ->type_name("FOLDER");
  command
      ->add_option("--labels", options->labels,
                   "What is in them, in YOLO's text format; what the float model sees when not given")
      ->type_name("FOLDER");
  command->add_option("--python", options->python, "A Python that has nncf and openvino")
      ->type_name("PROGRAM")
      ->capture_default_str();
  command->callback([options, take] { take([options] { return run_quantize(*options, stdout); }); });
}

void add_golden(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand(
      "golden", "Keeps what a model answers beside it, so that a back end which computes nonsense is refused.");
  const auto options = std::make_shared<GoldenOptions>();
  command->add_option("--model", options->model, "YOLOv8-style ONNX file")->required()->type_name("FILE");
  command->add_option("--image", options->image, "Picture in which it must find something first")->type_name("FILE");
  command->callback([options, take] { take([options] { return run_golden(*options, stdout); }); });
}

}  // namespace

void add_commands(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("model", "Works on model files.");
  command->require_subcommand(1);
  add_quantize(*command, take);
  add_golden(*command, take);
}

}  // namespace eyrie::model
