// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/cli.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "eyrie/demo/demo.hpp"
#include "eyrie/detect/detect.hpp"
#include "eyrie/detect/given_detections.hpp"
#include "eyrie/doctor/checks.hpp"
#include "eyrie/eval/commands.hpp"
#include "eyrie/model/commands.hpp"
#include "eyrie/options.hpp"

namespace eyrie::cli {
namespace {

constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

/// A command's work once the command line is understood; answers with the exit code.
using Action = std::function<int()>;

int exit_code_of(const Status& status) {
  if (status) return kExitDone;
  std::fprintf(stderr, "eyrie: %s\n", status.error().message.c_str());
  return kExitFailed;
}

void add_doctor(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("doctor", "Looks at this machine and says what to do about what it finds.");
  struct Options {
    doctor::DoctorOptions doctor;
    bool is_json = false;
  };
  const auto options = std::make_shared<Options>();
  command->add_option("--broker", options->doctor.broker_url, "Broker to try")->type_name("URL")->capture_default_str();
  command->add_option("--port", options->doctor.http_port, "Port the gateway would take")
      ->check(between(1, 65535))
      ->capture_default_str();
  command->add_option("--folder", options->doctor.folder, "Where data would be kept")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->add_flag("--json", options->is_json, "One JSON document");
  command->callback([options, &action] {
    action = [options] {
      const auto findings = doctor::examine(options->doctor);
      const auto text =
          options->is_json ? doctor::to_json(findings) : doctor::to_text(findings, ::isatty(STDOUT_FILENO) == 1);
      std::fputs(text.c_str(), stdout);
      return doctor::sum_of(findings) == doctor::Verdict::kProblem ? kExitFailed : kExitDone;
    };
  });
}

/// What `detect` and `track` have in common.
void add_detect_options(CLI::App& command, detect::DetectOptions& options) {
  command.add_option("--model", options.model, "YOLOv8-style ONNX file, or a name of `eyrie model list`")
      ->required()
      ->type_name("FILE");
  command.add_option("--source", options.source, "Picture, folder or pattern of pictures, video file, or rtsp:// address")
      ->required()
      ->type_name("SOURCE");
  add_engine_options(command, {options.backend, options.precision, options.threads});
  add_detector_options(command, options.detector);
  command.add_option("--only", options.only, "A class of the model, as often as needed; the others are left out")
      ->type_name("CLASS")
      ->allow_extra_args(false);
  command.add_option("--save", options.save, "Folder for pictures with the boxes drawn in")->type_name("FOLDER");
}

void add_detect(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("detect", "Finds things in pictures and video.");
  const auto options = std::make_shared<detect::DetectOptions>();
  add_detect_options(*command, *options);
  command->add_flag_callback(
      "--json", [options] { options->format = detect::ReportFormat::kJson; }, "One JSON document");
  command->callback(
      [options, &action] { action = [options] { return exit_code_of(detect::run_detect(*options, stdout)); }; });
}

/// Detections of a file in place of a model and a source, and what is done with either.
void add_given_detections(CLI::App& command, const std::shared_ptr<detect::DetectOptions>& options, Action& action) {
  const auto given = std::make_shared<detect::GivenDetections>();
  auto* file = command
                   .add_option("--detections", given->file,
                               "MOTChallenge's det.txt in place of both; answers with MOTChallenge lines")
                   ->type_name("FILE");
  command.add_option("--fps", given->frame_rate_hz, "Frames a second of --detections")
      ->check(between(0.01, 10'000))
      ->capture_default_str()
      ->needs(file);
  const std::array inputs{command.get_option("--model"), command.get_option("--source")};
  for (auto* input : inputs) input->required(false)->excludes(file);
  command.get_option("--only")->excludes(file);
  command.callback([inputs, options, given, file, &action] {
    if (!file->empty()) {
      action = [options, given] {
        return exit_code_of(detect::track_detections(*given, options->detector.confidence, stdout));
      };
      return;
    }
    for (const auto* input : inputs) {
      if (input->empty()) throw CLI::RequiredError(input->get_name());
    }
    action = [options] { return exit_code_of(detect::run_detect(*options, stdout)); };
  });
}

void add_track(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("track", "Follows things through a video.");
  const auto options = std::make_shared<detect::DetectOptions>();
  options->is_tracking = true;
  add_detect_options(*command, *options);
  add_choice<detect::ReportFormat>(
      *command, "--format", options->format, "Lines for people, one JSON document, or MOTChallenge lines",
      {{"text", detect::ReportFormat::kText}, {"json", detect::ReportFormat::kJson}, {"mot", detect::ReportFormat::kMot}});
  command->add_flag_callback(
      "--json", [options] { options->format = detect::ReportFormat::kJson; }, "The same as --format json");
  add_given_detections(*command, options, action);
}

void add_demo(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("demo", "Two drones, a base station and its console on this machine; Ctrl-C ends it.");
  const auto options = std::make_shared<demo::DemoOptions>();
  const auto seconds = std::make_shared<int>(0);
  auto* source = command->add_option("--source", options->source, "Your own camera or video in place of the demo's")
                     ->type_name("SOURCE");
  auto* model =
      command->add_option("--model", options->model, "YOLOv8-style ONNX file for it, or a name of `eyrie model list`")
          ->type_name("FILE")
          ->needs(source);
  source->needs(model);
  command->add_option("--mission", options->mission, "Folder of a mission that `eyrie world render` made, with a demo.json")
      ->type_name("FOLDER")
      ->excludes(source);
  command->add_option("--port", options->port, "Port of the console; a free one when it is taken")
      ->check(between(0, 65535))
      ->capture_default_str();
  command->add_option("--seconds", *seconds, "Ends by itself, successful if an incident with a clip was made")
      ->check(between(0, 1'000'000))
      ->envname("DEMO_SECONDS");
  command->add_option("--keep", options->keep, "Folder in which data and logs stay")->type_name("FOLDER");
  command->callback([options, seconds, &action] {
    if (*seconds > 0) options->run_for = std::chrono::seconds(*seconds);
    action = [options] { return exit_code_of(demo::run_demo(*options)); };
  });
}

/// Gives this process to `eyrie-<name>` beside this program, with the words that are left; comes back only where that fails.
int become_program(const std::string& name, const std::vector<std::string>& words) {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / ("eyrie-" + name);
  std::vector<std::string> arguments{program.string()};
  arguments.insert(arguments.end(), words.begin(), words.end());
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  const auto reason = std::error_code(errno, std::generic_category()).message();
  std::fprintf(stderr, "eyrie: cannot run %s: %s. It is built and installed beside eyrie\n", program.c_str(),
               reason.c_str());
  return kExitFailed;
}

/// A program of its own, since Embree and OpenVINO bring different libraries of one name (docs/adr/0013).
void add_world(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("world", "Building sites from a seed: pictures whose truth is known.");
  command->set_help_flag();
  command->prefix_command();
  command->callback(
      [command, &action] { action = [words = command->remaining()] { return become_program("world", words); }; });
}

std::string names_of_commands(const CLI::App& app) {
  std::string names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names += (names.empty() ? "" : ", ") + command->get_name();
  return names;
}

std::string usage_message(const CLI::App* /*app*/, const CLI::Error& error) {
  return std::string("eyrie: ") + error.what() + "\n`eyrie --help` and `eyrie COMMAND --help` say what may be given.\n";
}

/// CLI11 tells a word that is no command as a command that is missing.
void require_command(const CLI::App& app, int argc, const char* const* argv) {
  if (argc < 2) throw CLI::ParseError("a command is needed: " + names_of_commands(app), CLI::ExitCodes::RequiredError);
  const std::string word = argv[1];
  const auto is_it = [&word](const CLI::App* command) { return command->check_name(word); };
  if (word.starts_with("-") || !app.get_subcommands(is_it).empty()) return;
  throw CLI::ParseError("there is no command " + word + "; there are: " + names_of_commands(app),
                        CLI::ExitCodes::ExtrasError);
}

}  // namespace

int run(int argc, const char* const* argv) {
  CLI::App app("Eyrie: sees what drones see, and keeps proof of it.", "eyrie");
  app.set_version_flag("--version", "eyrie " EYRIE_VERSION);
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default(false);
  Action action;
  add_doctor(app, action);
  add_detect(app, action);
  add_track(app, action);
  add_demo(app, action);
  add_world(app, action);
  const auto take_work = [&action](const std::function<Status()>& work) {
    action = [work] { return exit_code_of(work()); };
  };
  eval::add_commands(app, take_work);
  model::add_commands(app, take_work);
  app.failure_message(usage_message);
  try {
    require_command(app, argc, argv);
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return action();
}

}  // namespace eyrie::cli
