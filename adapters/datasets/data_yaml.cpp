// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "datasets/data_yaml.hpp"

#include <algorithm>
#include <map>
#include <yaml-cpp/yaml.h>

#include "datasets/text_file.hpp"

namespace eyrie::datasets {
namespace {

namespace fs = std::filesystem;
using namespace eyrie::literals;

/// What is wrong and where; stays inside of this file.
class Fault : public std::runtime_error {
 public:
  Fault(const YAML::Mark& mark, const std::string& what)
      : std::runtime_error(what), line(mark.is_null() ? 1 : static_cast<std::size_t>(mark.line) + 1) {}
  std::size_t line;
};

std::vector<std::string> names_in(const YAML::Node& names) {
  constexpr std::size_t kMost = 65'536;
  if (!names || !(names.IsSequence() || names.IsMap()) || names.size() == 0 || names.size() > kMost) {
    throw Fault(names ? names.Mark() : YAML::Mark::null_mark(),
                "there is no `names`, a list or a map of the classes' names. Add it.");
  }
  if (names.IsSequence()) return names.as<std::vector<std::string>>();
  std::vector<std::string> list;
  for (const auto& [number, name] : names.as<std::map<std::size_t, std::string>>()) {
    if (number != list.size()) {
      throw Fault(names.Mark(),
                  "`names` has no class " + std::to_string(list.size()) + ". Number them from 0 without a gap.");
    }
    list.push_back(name);
  }
  return list;
}

std::string splits_in(const YAML::Node& document) {
  std::string splits;
  for (const char* name : {"train", "val", "test"}) {
    if (const auto entry = document[name]; entry && !entry.IsNull())
      splits += (splits.empty() ? "" : ", ") + std::string(name);
  }
  return splits.empty() ? "none" : splits;
}

std::vector<fs::path> sources_in(const YAML::Node& entry, const fs::path& root) {
  std::vector<fs::path> sources;
  if (entry.IsSequence()) {
    for (const auto& one : entry) sources.push_back(root / one.as<std::string>());
  } else {
    sources.push_back(root / entry.as<std::string>());
  }
  return sources;
}

}  // namespace

Result<YoloSplit> read_data_yaml(const fs::path& file, std::string_view split) {
  const auto text = read_text(file, 4_MiB);
  if (!text) return fail(text.error());
  try {
    const auto document = YAML::Load(*text);
    if (!document.IsMap())
      throw Fault(document.Mark(), "this is no YOLO data set: a map with `names` and splits is needed.");
    const auto entry = document[std::string(split)];
    if (!entry || entry.IsNull()) {
      return fail(Error::kNotFound, file.string() + " has no split `" + std::string(split) +
                                        "`; there are: " + splits_in(document) + " (--split)");
    }
    const auto path = document["path"];
    const fs::path root = path && !path.IsNull() ? file.parent_path() / path.as<std::string>() : file.parent_path();
    return YoloSplit{.class_names = names_in(document["names"]), .sources = sources_in(entry, root)};
  } catch (const Fault& fault) {
    return fail(Error::kCorrupt, place_in(file, fault.line) + ": " + fault.what());
  } catch (const YAML::Exception& problem) {
    const auto line = problem.mark.is_null() ? 1 : static_cast<std::size_t>(problem.mark.line) + 1;
    return fail(Error::kCorrupt, place_in(file, line) + ": " + problem.msg + ". Mend the line.");
  }
}

Result<std::vector<fs::path>> read_picture_list(const fs::path& file) {
  const auto text = read_text(file, 64_MiB);
  if (!text) return fail(text.error());
  std::vector<fs::path> pictures;
  const auto status = each_line(*text, [&](std::size_t, std::string_view line) -> Status {
    pictures.push_back(file.parent_path() / take_word(line, "\r"));
    return {};
  });
  if (!status) return fail(status.error());
  return pictures;
}

}  // namespace eyrie::datasets
