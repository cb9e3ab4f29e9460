// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/listing.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <vector>

#include <nlohmann/json.hpp>

#include "model_loading/model_folders.hpp"
#include "model_loading/text_file.hpp"
#include "registry/licence.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using model_loading::ModelFolder;
using nlohmann::ordered_json;
using registry::Manifest;
using registry::ModelEntry;

/// A model of a folder.
struct Listed {
  const ModelFolder& folder;
  const ModelEntry& entry;
  bool is_hidden;  ///< by one of the same name that is looked at first

  [[nodiscard]] std::size_t files_there() const {
    return static_cast<std::size_t>(std::ranges::count_if(entry.files, [this](const auto& file) {
      std::error_code problem;
      return fs::file_size(folder.path_of(entry, file.name), problem) == file.bytes && !problem;
    }));
  }
  [[nodiscard]] fs::path place() const { return folder.path / entry.name; }
};

std::vector<Listed> all_of(const std::vector<ModelFolder>& folders) {
  std::vector<Listed> all;
  for (const auto& folder : folders) {
    for (const auto& entry : folder.manifest.models) {
      const bool is_hidden = std::ranges::any_of(all, [&](const Listed& one) { return one.entry.name == entry.name; });
      all.push_back({.folder = folder, .entry = entry, .is_hidden = is_hidden});
    }
  }
  return all;
}

std::string input_text(const ModelEntry& entry) {
  return std::to_string(entry.input_width_px) + "x" + std::to_string(entry.input_height_px);
}

ordered_json to_document(const Listed& one) {
  return {{"name", one.entry.name},
          {"version", one.entry.version},
          {"task", one.entry.task},
          {"classes", one.entry.classes},
          {"input", {{"width", one.entry.input_width_px}, {"height", one.entry.input_height_px}}},
          {"bytes", one.entry.bytes()},
          {"licence", one.entry.licence},
          {"source", one.entry.source},
          {"place", one.place().string()},
          {"is_shipped", one.folder.is_shipped},
          {"is_hidden", one.is_hidden},
          {"has_all_files", one.files_there() == one.entry.files.size()}};
}

ordered_json to_document(const ModelEntry& offer) {
  return {{"name", offer.name},     {"version", offer.version}, {"task", offer.task},
          {"bytes", offer.bytes()}, {"licence", offer.licence}, {"source", offer.source}};
}

void write_json(const std::vector<Listed>& models, const Manifest& catalogue, std::FILE* out) {
  ordered_json document{{"models", ordered_json::array()}, {"catalogue", ordered_json::array()}};
  for (const auto& one : models) document["models"].push_back(to_document(one));
  for (const auto& offer : catalogue.models) document["catalogue"].push_back(to_document(offer));
  std::fprintf(out, "%s\n", document.dump(-1, ' ', false, ordered_json::error_handler_t::replace).c_str());
}

void write_text(const Listed& one, std::FILE* out) {
  constexpr std::size_t kMostClasses = 8;
  const auto there = one.files_there();
  const auto all = one.entry.files.size();
  std::fprintf(out, "%-20s version %s, %s at %s, %s, %s\n", one.entry.name.c_str(), one.entry.version.c_str(),
               one.entry.task.c_str(), input_text(one.entry).c_str(), size_text(one.entry.bytes()).c_str(),
               one.entry.licence.c_str());
  std::fprintf(out, "    %s\n", listed(one.entry.classes, kMostClasses).c_str());
  std::fprintf(out, "    %s (%s): %s\n", one.place().c_str(), one.folder.is_shipped ? "shipped" : "yours",
               there == all ? "all files are there"
                            : (std::to_string(there) + " of " + std::to_string(all) +
                               " files are there; `eyrie model verify " + one.entry.name + "` says more")
                                  .c_str());
  if (one.is_hidden) std::fprintf(out, "    not used: yours of that name comes first\n");
}

void write_text(const std::vector<Listed>& models, const Manifest& catalogue, std::FILE* out) {
  if (models.empty()) std::fprintf(out, "no models here\n");
  for (const auto& one : models) write_text(one, out);
  if (catalogue.models.empty()) return;
  std::fprintf(out, "\n`eyrie model pull NAME --mirror URL|FOLDER` fetches\n");
  for (const auto& offer : catalogue.models) {
    std::fprintf(out, "    %-16s %s, %s\n", offer.name.c_str(), offer.licence.c_str(), size_text(offer.bytes()).c_str());
  }
}

std::string percent(std::optional<double> figure) {
  std::array<char, 16> text{"-"};
  if (figure) std::snprintf(text.data(), text.size(), "%.1f", *figure * 100);
  return text.data();
}

void write_figures(const registry::Figures& figures, std::FILE* out) {
  std::fprintf(out, "\n%-24s %6s %6s   on %s\n", "", "AP", "AP50", figures.data.c_str());
  std::fprintf(out, "%-24s %6s %6s\n", "all", percent(figures.ap).c_str(), percent(figures.ap50).c_str());
  for (const auto& one : figures.classes) {
    std::fprintf(out, "%-24s %6s %6s\n", one.name.c_str(), percent(one.ap).c_str(), percent(one.ap50).c_str());
  }
}

void write_facts(const Listed& one, std::FILE* out) {
  const auto& entry = one.entry;
  std::fprintf(out, "%s, version %s\n", entry.name.c_str(), entry.version.c_str());
  std::fprintf(out, "task      %s: %s\n", entry.task.c_str(), listed(entry.classes, entry.classes.size()).c_str());
  std::fprintf(out, "input     %s\n", input_text(entry).c_str());
  std::fprintf(out, "licence   %s. %s\n", entry.licence.c_str(), std::string(registry::meaning_of(entry.licence)).c_str());
  std::fprintf(out, "source    %s\n", entry.source.c_str());
  std::fprintf(out, "place     %s (%s)\n", one.place().c_str(), one.folder.is_shipped ? "shipped" : "yours");
  for (const auto& file : entry.files) {
    std::fprintf(out, "%s  %9s  %s\n", file.sha256.c_str(), size_text(file.bytes).c_str(), file.name.c_str());
  }
  if (entry.figures) write_figures(*entry.figures, out);
}

Status write_card(const Listed& one, std::FILE* out) {
  const auto& entry = one.entry;
  if (entry.card.empty()) return {};
  const auto card = one.folder.path_of(entry, entry.card);
  if (const auto same = model_loading::check_file(card, *entry.file(entry.card)); !same)
    return fail(same.error().code, same.error().message + ". " + model_loading::remedy_for_files(one.folder, entry));
  std::fprintf(out, "\n%s", model_loading::read_text(card).c_str());
  return {};
}

}  // namespace

std::string size_text(std::uint64_t bytes) {
  constexpr std::array kUnits{"B", "kB", "MB", "GB"};
  auto size = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; size >= 1000 && unit + 1 < kUnits.size(); ++unit) size /= 1000;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f %s", unit == 0 ? 0 : 1, size, kUnits.at(unit));
  return text.data();
}

std::string listed(const std::vector<std::string>& words, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(words.size(), most); ++i) text += (text.empty() ? "" : ", ") + words[i];
  return words.size() > most ? text + " ... (" + std::to_string(words.size()) + " in all)" : text;
}

Status run_list(bool is_json, std::FILE* out) {
  const auto folders = model_loading::read_model_folders();
  if (!folders) return fail(folders.error());
  const auto catalogue = model_loading::read_catalogue();
  if (!catalogue) return fail(catalogue.error());
  if (is_json) {
    write_json(all_of(*folders), *catalogue, out);
  } else {
    write_text(all_of(*folders), *catalogue, out);
  }
  return {};
}

Status run_show(const std::string& name, std::FILE* out) {
  const auto folders = model_loading::read_model_folders();
  if (!folders) return fail(folders.error());
  const auto models = all_of(*folders);
  const auto found = std::ranges::find_if(models, [&](const Listed& one) { return one.entry.name == name; });
  if (found == models.end()) return model_loading::fail_unknown(name, *folders);
  write_facts(*found, out);
  return write_card(*found, out);
}

}  // namespace eyrie::model
