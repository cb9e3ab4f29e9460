// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/figures.hpp"

#include <exception>
#include <optional>
#include <system_error>

#include <nlohmann/json.hpp>

#include "model_loading/text_file.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// COCO has -1 and ours has null for what there is nothing to find of.
std::optional<double> share_from(const json& figure) {
  if (figure.is_null() || figure.get<double>() < 0) return std::nullopt;
  return figure.get<double>();
}

/// Throws nlohmann's exceptions on anything unexpected.
registry::Figures figures_from(const json& document) {
  // A path from the root is of the machine that measured, and means nothing elsewhere.
  const auto data = fs::path(document.at("data").get<std::string>()).lexically_normal();
  const auto name = data.is_relative() ? data : data.has_filename() ? data.filename() : data.parent_path().filename();
  registry::Figures figures{
      .data = name.string() + ", " + std::to_string(document.at("pictures").get<std::size_t>()) + " pictures",
      .ap = share_from(document.at("coco").at(0)),
      .ap50 = share_from(document.at("coco").at(1)),
      .classes = {}};
  for (const auto& one : document.at("classes")) {
    figures.classes.push_back(
        {.name = one.at("name").get<std::string>(), .ap = share_from(one.at("ap")), .ap50 = share_from(one.at("ap50"))});
  }
  return figures;
}

}  // namespace

Result<registry::Figures> read_figures(const fs::path& path, const std::string& network_sha256) {
  std::error_code problem;
  if (!fs::is_regular_file(path, problem))
    return fail(Error::kNotFound, path.string() + ": there is no such file (--figures)");
  try {
    const auto document = json::parse(model_loading::read_text(path));
    if (const auto sha256 = document.at("model").at("sha256").get<std::string>(); sha256 != network_sha256) {
      return fail(Error::kConflict, path.string() + " has the figures of another network (sha256 " + sha256.substr(0, 12) +
                                        ", this one is " + network_sha256.substr(0, 12) +
                                        "). Measure this one: `eyrie eval detect --precision f32 --json`.");
    }
    return figures_from(document);
  } catch (const std::exception& exception) {
    return fail(Error::kCorrupt, path.string() + ": " + exception.what() +
                                     ". Needed: what `eyrie eval detect --model ... --json` writes (--figures)");
  }
}

}  // namespace eyrie::model
