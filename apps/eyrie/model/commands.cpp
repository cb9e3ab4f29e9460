// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/commands.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "eyrie/model/add.hpp"
#include "eyrie/model/golden.hpp"
#include "eyrie/model/listing.hpp"
#include "eyrie/model/pull.hpp"
#include "eyrie/model/quantize.hpp"
#include "eyrie/model/verify.hpp"

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
                   "What is in them: YOLO's texts, COCO's .json or a data.yaml; what the float model sees when not given")
      ->type_name("FOLDER|FILE");
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

void add_list(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("list", "Models that are here, and those that `pull` fetches.");
  const auto is_json = std::make_shared<bool>(false);
  command->add_flag("--json", *is_json, "One JSON document");
  command->callback([is_json, take] { take([is_json] { return run_list(*is_json, stdout); }); });
}

void add_show(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("show", "All that is known of a model, with its card.");
  const auto name = std::make_shared<std::string>();
  command->add_option("NAME", *name, "Of `eyrie model list`")->required();
  command->callback([name, take] { take([name] { return run_show(*name, stdout); }); });
}

void add_verify(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand(
      "verify", "Holds models against their manifest: hashes, contract, golden output on each back end, int8 sibling.");
  const auto options = std::make_shared<VerifyOptions>();
  command->add_option("NAME", options->name, "Of `eyrie model list`; all when not given");
  command->add_flag("--json", options->is_json, "One JSON document");
  command->callback([options, take] { take([options] { return run_verify(*options, stdout); }); });
}

void add_pull(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("pull", "Fetches a model of the catalogue from a mirror that you name.");
  const auto options = std::make_shared<PullOptions>();
  command->add_option("NAME", options->name, "In the catalogue; `eyrie model list` shows it")->required();
  command->add_option("--mirror", options->mirror, "Where its files are to be had: http(s) address or folder")
      ->required()
      ->type_name("URL|FOLDER");
  command->add_option("--accept-licence", options->accepted_licence, "Its licence, read and accepted; a terminal asks")
      ->type_name("SPDX");
  command->callback([options, take] { take([options] { return run_pull(*options, stdout); }); });
}

void add_add(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("add", "Gives a model of yours a name, once its golden output is right.");
  const auto options = std::make_shared<AddOptions>();
  command->add_option("--model", options->model, "YOLOv8-style ONNX file; what lies beside it comes along")
      ->required()
      ->type_name("FILE");
  command->add_option("--name", options->name, "What it is to be called")->required()->type_name("NAME");
  command->add_option("--source", options->source, "Where it comes from, in a sentence")->required()->type_name("TEXT");
  command->add_option("--version", options->version, "Which one it is")->type_name("TEXT")->capture_default_str();
  command->add_option("--licence", options->licence, "Identifier of SPDX's list; its metadata's when not given")
      ->type_name("SPDX");
  command->add_option("--card", options->card, "What people should know, in Markdown")->type_name("FILE");
  command->add_option("--figures", options->figures, "What `eyrie eval detect --precision f32 --json` said of it")
      ->type_name("FILE");
  command->add_option("--folder", options->folder, "Folder of models; your own when not given")->type_name("FOLDER");
  command->callback([options, take] { take([options] { return run_add(*options, stdout); }); });
}

}  // namespace

void add_commands(CLI::App& app, const TakeWork& take) {
  auto* command = app.add_subcommand("model", "Models that are here, and work on model files.");
  command->require_subcommand(1);
  add_list(*command, take);
  add_show(*command, take);
  add_verify(*command, take);
  add_pull(*command, take);
  add_add(*command, take);
  add_quantize(*command, take);
  add_golden(*command, take);
}

}  // namespace eyrie::model
