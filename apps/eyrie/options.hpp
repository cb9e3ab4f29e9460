// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "model_loading/model_loading.hpp"
#include "perception/detector.hpp"
#include "perception/engine.hpp"

/// Options that several commands have alike.
namespace eyrie::cli {

/// A number from `min` to `max`. CLI11's own bounds tell them with six decimals.
[[nodiscard]] CLI::Validator between(double min, double max);

/// An option that takes one of a few names. `value` outlives the parsing.
template <typename T>
void add_choice(CLI::App& command, const std::string& flag, T& value, const std::string& help,
                std::initializer_list<std::pair<const std::string, T>> choices) {
  const auto take = [flag, &value, choices = std::map<std::string, T>(choices)](const std::string& name) {
    const auto found = choices.find(name);
    if (found == choices.end()) {
      std::string names;
      for (const auto& [choice, meaning] : choices) names += (names.empty() ? "" : ", ") + choice;
      throw CLI::ValidationError(flag, name + " is not one of " + names);
    }
    value = found->second;
  };
  std::string names;
  for (const auto& [name, meaning] : choices) names += (names.empty() ? "" : "|") + name;
  command.add_option_function<std::string>(flag, take, help)->type_name(names);
}

/// What runs the network. The values outlive the parsing.
struct EngineValues {
  model_loading::Backend& backend;
  perception::Precision& precision;
  int& threads;
};
void add_engine_options(CLI::App& command, EngineValues values);

/// What of the network's answer is kept, and how pictures are looked at.
void add_detector_options(CLI::App& command, perception::DetectorOptions& options);

}  // namespace eyrie::cli
