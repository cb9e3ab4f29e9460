// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "settings/load.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <sstream>

#include "settings/describe.hpp"
#include "settings/nearest.hpp"
#include "settings/toml.hpp"

namespace eyrie::settings {
namespace {

constexpr std::string_view kPrefix = "EYRIE_";
constexpr std::string_view kConfigVariable = "EYRIE_CONFIG";
constexpr std::string_view kTestPrefix = "EYRIE_TEST_";
// Name a library and a folder, for every program; no settings of any.
constexpr std::array kSharedVariables = {std::string_view("EYRIE_ONNXRUNTIME"), std::string_view("EYRIE_MODELS")};

using Page = std::string (*)(const Root&);
struct Request {
  std::string_view flag;
  Page page;
};
constexpr std::array kRequests = {
    Request{"--help", help_text},
    Request{"--version", version_text},
    Request{"--print-settings", effective_toml},
    Request{"--print-sample", sample_toml},
    Request{"--print-schema", json_schema},
    Request{"--print-reference", reference_markdown},
};

/// Every mistake of one start, so that a person corrects them in one go.
class Problems {
 public:
  void add(std::string_view place, std::string_view key, std::string_view what) {
    if (!text_.empty()) text_ += '\n';
    text_.append(place).append(": ");
    if (!key.empty()) text_.append(key).append(": ");
    text_.append(what);
  }
  void add(const Error& error) { text_ += (text_.empty() ? "" : "\n") + error.message; }
  [[nodiscard]] Status status() const {
    if (text_.empty()) return {};
    return fail(Error::kInvalidArgument, text_);
  }

 private:
  std::string text_;
};

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names, const std::string& prefix = "") {
  const auto name = nearest(typed, names);
  return name ? " Did you mean " + prefix + *name + "?" : "";
}

class Loader {
 public:
  explicit Loader(Root& root) {
    for (auto* setting : root.all()) {
      by_key_[setting->key()] = setting;
      keys_.push_back(setting->key());
    }
  }

  void take_toml(std::string_view text, std::string_view file_name) {
    const auto entries = parse_toml(text, file_name);
    if (!entries) return problems_.add(entries.error());
    for (const auto& entry : *entries) {
      const auto place = std::string(file_name) + ":" + std::to_string(entry.line);
      if (const auto found = by_key_.find(entry.key); found != by_key_.end()) {
        take(*found->second, entry.value, {Source::kFile, place});
      } else {
        problems_.add(place, entry.key, "no such setting." + did_you_mean(entry.key, keys_));
      }
    }
  }

  void take_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
      return problems_.add("--config", "",
                           "cannot read " + path + ". Does it exist, is it a file, and may this user read it?");
    }
    take_toml(text.view(), path);
  }

  void take_environment(const std::map<std::string, std::string>& variables) {
    std::map<std::string, AnySetting*> by_variable;
    std::vector<std::string> names;
    for (const auto& [key, setting] : by_key_) {
      by_variable[setting->environment()] = setting;
      names.push_back(setting->environment());
    }
    for (const auto& [name, value] : variables) {
      const bool is_shared = std::ranges::find(kSharedVariables, name) != kSharedVariables.end();
      if (name == kConfigVariable || is_shared || name.starts_with(kTestPrefix)) continue;
      if (const auto found = by_variable.find(name); found != by_variable.end()) {
        take(*found->second, Raw{.kind = Raw::kUntyped, .text = value, .items = {}}, {Source::kEnvironment, name});
      } else {
        problems_.add(name, "", "no setting has this variable." + did_you_mean(name, names));
      }
    }
  }

  void take_flag(const std::string& name, const std::string& value) {
    const auto found = by_key_.find(name);
    const auto place = "--" + name;
    if (found == by_key_.end()) return problems_.add(place, "", "no such flag." + did_you_mean(name, flags(), "--"));
    if (found->second->kind() == ValueKind::kSecret) {
      return problems_.add(place, "",
                           "is a secret, and flags can be read by every user of this machine. Set " +
                               found->second->environment() + " or write it into the settings file.");
    }
    take(*found->second, Raw{.kind = Raw::kUntyped, .text = value, .items = {}}, {Source::kFlag, place});
  }

  [[nodiscard]] bool is_boolean(const std::string& key) const {
    const auto found = by_key_.find(key);
    return found != by_key_.end() && found->second->kind() == ValueKind::kBoolean;
  }
  Problems& problems() { return problems_; }

 private:
  void take(AnySetting& setting, const Raw& raw, const Origin& origin) {
    const auto taken = setting.assign(raw, origin);
    if (!taken) problems_.add(origin.place, setting.key(), taken.error().message);
  }
  [[nodiscard]] std::vector<std::string> flags() const {
    std::vector<std::string> names = {"config"};
    for (const auto& request : kRequests) names.emplace_back(request.flag.substr(2));
    names.insert(names.end(), keys_.begin(), keys_.end());
    return names;
  }

  std::map<std::string, AnySetting*> by_key_;
  std::vector<std::string> keys_;
  Problems problems_;
};

struct Flag {
  std::string name;  ///< without dashes, `-` made `_`
  std::string value;
};

/// The command line, taken apart but not yet understood.
struct CommandLine {
  std::vector<Flag> flags;
  std::optional<std::string> config;
  const Request* request = nullptr;
};

bool is_truth_value(std::string_view text) { return text == "true" || text == "false"; }

CommandLine split_arguments(std::span<const char* const> arguments, Loader& loader) {
  CommandLine line;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string argument = arguments[i];
    if (argument == "-h") {
      line.request = &kRequests.front();
      continue;
    }
    if (!argument.starts_with("--")) {
      loader.problems().add(argument, "", "a flag is expected here. They begin with --; see --help.");
      continue;
    }
    if (const auto* request = std::ranges::find(kRequests, argument, &Request::flag); request != kRequests.end()) {
      line.request = request;
      continue;
    }
    const auto equals = argument.find('=');
    Flag flag{.name = argument.substr(2, equals == std::string::npos ? equals : equals - 2), .value = {}};
    std::ranges::replace(flag.name, '-', '_');
    const bool has_next = i + 1 < arguments.size();
    if (equals != std::string::npos) {
      flag.value = argument.substr(equals + 1);
    } else if (loader.is_boolean(flag.name)) {
      flag.value = has_next && is_truth_value(arguments[i + 1]) ? arguments[++i] : "true";
    } else if (has_next && !std::string_view(arguments[i + 1]).starts_with("--")) {
      flag.value = arguments[++i];
    } else {
      loader.problems().add("--" + flag.name, "", "a value is missing.");
      continue;
    }
    if (flag.name == "config") {
      line.config = flag.value;
    } else {
      line.flags.push_back(std::move(flag));
    }
  }
  return line;
}

std::map<std::string, std::string> our_variables(const char* const* environment) {
  std::map<std::string, std::string> variables;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const auto equals = entry.find('=');
    if (entry.starts_with(kPrefix) && equals != std::string_view::npos) {
      variables.emplace(entry.substr(0, equals), entry.substr(equals + 1));
    }
  }
  return variables;
}

}  // namespace

Status load_toml(Root& root, std::string_view text, std::string_view file_name) {
  Loader loader(root);
  loader.take_toml(text, file_name);
  return loader.problems().status();
}

Result<std::optional<std::string>> load(Root& root, int argc, const char* const* argv, const char* const* environment) {
  Loader loader(root);
  const auto all = std::span(argv, static_cast<std::size_t>(argc));
  const auto line = split_arguments(all.subspan(std::min<std::size_t>(1, all.size())), loader);
  const bool needs_values = line.request == nullptr || line.request->page == effective_toml;
  if (!needs_values) return line.request->page(root);  // help is given even where a setting is wrong

  const auto variables = our_variables(environment);
  const auto from_variable = variables.find(std::string(kConfigVariable));
  if (line.config) {
    loader.take_file(*line.config);
  } else if (from_variable != variables.end()) {
    loader.take_file(from_variable->second);
  }
  loader.take_environment(variables);
  for (const auto& flag : line.flags) loader.take_flag(flag.name, flag.value);

  if (const auto status = loader.problems().status(); !status) return fail(status.error());
  if (line.request != nullptr) return line.request->page(root);
  return std::nullopt;
}

}  // namespace eyrie::settings
