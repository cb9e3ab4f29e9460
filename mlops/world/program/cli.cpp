// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "world/program/cli.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>

#include "world/program/dataset.hpp"
#include "world/program/mission_render.hpp"
#include "world/program/single_view.hpp"
#include "world/program/site_map.hpp"
#include "world/program/truth_export.hpp"

namespace eyrie::world {
namespace {

constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

using Action = std::function<Status()>;

int default_threads() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

/// CLI11's own bounds tell them with six decimals.
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

/// An option that takes one of a few names.
template <typename T>
void add_choice(CLI::App& command, const std::string& flag, const std::function<void(T)>& take, const std::string& help,
                const std::map<std::string, T>& choices) {
  std::string names;
  for (const auto& [name, meaning] : choices) names += (names.empty() ? "" : "|") + name;
  const auto choose = [flag, take, choices, names](const std::string& name) {
    const auto found = choices.find(name);
    if (found == choices.end()) throw CLI::ValidationError(flag, name + " is not one of " + names);
    take(found->second);
  };
  command.add_option_function<std::string>(flag, choose, help)->type_name(names);
}

/// `960x540`.
void add_size(CLI::App& command, int& width_px, int& height_px) {
  const auto take = [&width_px, &height_px](const std::string& text) {
    constexpr int kLeast = 16;
    constexpr int kMost = 8192;
    char end = 0;
    if (std::sscanf(text.c_str(), "%dx%d%c", &width_px, &height_px, &end) != 2 || std::min(width_px, height_px) < kLeast ||
        std::max(width_px, height_px) > kMost) {
      throw CLI::ValidationError("--size", text + " is not a size such as 960x540, from 16 to 8192 each way");
    }
  };
  command.add_option_function<std::string>("--size", take, "Of the pictures [960x540]")->type_name("WIDTHxHEIGHT");
}

/// `10..12.5`.
void add_seconds(CLI::App& command, CLI::Option* mission, MissionOptions& options) {
  const auto take = [&options](const std::string& text) {
    const auto dots = text.find("..");
    const bool is_piece = dots != std::string::npos && CLI::detail::lexical_cast(text.substr(0, dots), options.from_s) &&
                          CLI::detail::lexical_cast(text.substr(dots + 2), options.to_s);
    if (!is_piece || options.from_s < 0 || options.to_s <= options.from_s)
      throw CLI::ValidationError("--seconds", text + " is not a piece of time such as 10..12.5");
  };
  command.add_option_function<std::string>("--seconds", take, "Of the mission: only this piece")
      ->needs(mission)
      ->type_name("FROM..TO");
}

/// A mission in place of one view: what tells the view is then refused.
void add_mission(CLI::App& command, MissionOptions& options) {
  const auto of_a_view = command.get_options([](const CLI::Option* option) {
    return option->check_lname("seed") || option->check_lname("time") || option->check_lname("camera") ||
           option->check_lname("fov") || option->check_lname("size") || option->check_lname("weather") ||
           option->check_lname("samples");
  });
  auto* mission =
      command.add_option("--mission", options.mission, "Flights of a mission file: film, truth and telemetry of each drone")
          ->type_name("FILE");
  for (CLI::Option* option : of_a_view) mission->excludes(option);
  command.add_option("--drone", options.drone, "Of the mission: only this one")->needs(mission)->type_name("ID");
  add_seconds(command, mission, options);
}

void show_progress(int done, int total) {
  if (::isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "\r%d of %d pictures%s", done, total, done == total ? "\n" : "");
  std::fflush(stderr);
}

void add_render(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "render", "One view of a site (picture.png, truth.json and depth.npy), or with --mission the flights over one.");
  const auto mission = std::make_shared<MissionOptions>();
  const auto options = std::make_shared<SingleViewOptions>();
  options->threads = default_threads();
  command->add_option("--seed", options->seed, "The site")->capture_default_str();
  command->add_option("--time", options->time_s, "Seconds from the story's beginning")
      ->check(between(0, 3600))
      ->capture_default_str();
  const auto take_camera = [options](const std::vector<double>& numbers) {
    options->east_m = numbers[0];
    options->north_m = numbers[1];
    options->height_m = numbers[2];
    options->yaw_deg = numbers[3];
    options->pitch_deg = numbers[4];
  };
  command
      ->add_option_function<std::vector<double>>("--camera", take_camera,
                                                 "Place in metres, and where it looks in degrees: yaw clockwise from north, "
                                                 "pitch -90 straight down [0,-18,12,0,-35]")
      ->delimiter(',')
      ->expected(5)
      ->check(between(-1000, 1000))
      ->type_name("EAST,NORTH,HEIGHT,YAW,PITCH");
  command->add_option("--fov", options->fov_deg, "Horizontal field of view in degrees")
      ->check(between(5, 120))
      ->capture_default_str();
  add_size(*command, options->width_px, options->height_px);
  add_choice<Weather>(*command, "--weather", [options](Weather weather) { options->weather = weather; },
                      "The seed's own where it is not given",
                      {{"day", Weather::kDay}, {"low-sun", Weather::kLowSun}, {"overcast", Weather::kOvercast}});
  command->add_option("--samples", options->samples, "Rays a pixel at most; more are smoother and slower")
      ->check(between(1, 64))
      ->capture_default_str();
  command->add_option("--threads", options->threads, "Does not change the picture [all cores]")->check(between(1, 1024));
  command->add_option("--out", options->out, "Folder")->required()->type_name("FOLDER");
  add_mission(*command, *mission);
  command->callback([options, mission, &action] {
    mission->out = options->out;
    mission->threads = options->threads;
    action = [options, mission] {
      return mission->mission.empty() ? write_single_view(*options) : write_mission(*mission, show_progress);
    };
  });
}

void add_dataset(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("dataset", "A labelled training set: many sites, each from many places.");
  const auto options = std::make_shared<DatasetOptions>();
  options->threads = default_threads();
  command->add_option("--scenes", options->scenes, "Sites; every eighth is for validation")
      ->required()
      ->check(between(1, 100'000));
  command->add_option("--views", options->views, "Pictures of each site")->check(between(1, 1000))->capture_default_str();
  command->add_option("--seed", options->seed, "The whole set")->capture_default_str();
  add_size(*command, options->width_px, options->height_px);
  add_choice<LabelFormat>(*command, "--format", [options](LabelFormat format) { options->format = format; },
                          "Of the labels [yolo]", {{"yolo", LabelFormat::kYolo}, {"coco", LabelFormat::kCoco}});
  command->add_flag("--depth", options->with_depth, "Depth of every picture as well");
  command->add_flag("--resume", options->resumes, "Go on where it was cut: pictures that are there are not rendered again");
  command->add_option("--threads", options->threads, "Does not change the pictures [all cores]")->check(between(1, 1024));
  command->add_option("--out", options->out, "Folder")->required()->type_name("FOLDER");
  command->callback([options, &action] { action = [options] { return write_dataset(*options, show_progress); }; });
}

void add_truth(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("truth", "What is true of a flight, in the forms that `eyrie eval` takes.");
  const auto options = std::make_shared<TruthExportOptions>();
  command->add_option("--flight", options->flight, "Folder of one drone, as `render --mission` writes it")
      ->required()
      ->type_name("FOLDER");
  add_choice<TruthForm>(*command, "--form", [options](TruthForm form) { options->form = form; },
                        "For `eyrie eval detect`, `track` or `locate` [coco]",
                        {{"coco", TruthForm::kCoco}, {"tracks", TruthForm::kTracks}, {"places", TruthForm::kPlaces}});
  add_choice<ObjectClass>(*command, "--class", [options](ObjectClass chosen) { options->object_class = chosen; },
                          "Of tracks and places [person]",
                          {{"person", ObjectClass::kPerson}, {"vehicle", ObjectClass::kVehicle}});
  command->add_option("--out", options->out, "File")->required()->type_name("FILE");
  command->callback([options, &action] { action = [options] { return export_truth(*options); }; });
}

void add_map(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("map", "A mission's site from straight above, as a map for the console (PMTiles).");
  const auto options = std::make_shared<SiteMapOptions>();
  options->threads = default_threads();
  command->add_option("--mission", options->mission, "Tells the site")->required()->type_name("FILE");
  command->add_option("--reach", options->reach_m, "Metres to each side of the site's middle")
      ->check(between(10, kGroundReach_m - 30))
      ->capture_default_str();
  command->add_option("--samples", options->samples, "Rays a pixel at most; more are smoother and slower")
      ->check(between(1, 64))
      ->capture_default_str();
  command->add_option("--threads", options->threads, "Does not change the map [all cores]")->check(between(1, 1024));
  command->add_option("--out", options->out, "Folder")->required()->type_name("FOLDER");
  command->callback([options, &action] { action = [options] { return write_site_map(*options); }; });
}

}  // namespace

int run(int argc, const char* const* argv) {
  CLI::App app("Eyrie's sample worlds: building sites from the air, with exact ground truth.", "eyrie-world");
  app.require_subcommand(1);
  Action action;
  add_render(app, action);
  add_dataset(app, action);
  add_truth(app, action);
  add_map(app, action);
  app.failure_message([](const CLI::App* /*app*/, const CLI::Error& error) {
    return std::string("eyrie-world: ") + error.what() +
           "\n`eyrie-world --help` and `eyrie-world COMMAND --help` say what may be given.\n";
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  const Status status = action();
  if (status) return kExitDone;
  std::fprintf(stderr, "eyrie-world: %s\n", status.error().message.c_str());
  return kExitFailed;
}

}  // namespace eyrie::world
