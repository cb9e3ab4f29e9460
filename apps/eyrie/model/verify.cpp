// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/verify.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "eyrie/model/listing.hpp"
#include "inference/model_file.hpp"
#include "model_loading/candidates.hpp"
#include "model_loading/model_folders.hpp"
#include "model_loading/quantized_sibling.hpp"
#include "perception/golden.hpp"
#include "perception/yolo.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using doctor::Finding;
using doctor::Verdict;
using model_loading::ModelFolder;
using registry::ModelEntry;
using Findings = std::vector<Finding>;

constexpr const char* kEntryRemedy = "Write the entry anew with `eyrie model add`.";
constexpr std::size_t kMostClasses = 12;

/// What a loaded network says of itself, held against its entry; what differs.
std::optional<std::string> difference(const perception::ModelInfo& info, const ModelEntry& entry) {
  const auto contract = perception::YoloContract::from(info);
  if (!contract) return contract.error().message;
  if (contract->class_names != entry.classes) {
    return "its classes are " + listed(contract->class_names, kMostClasses) + "; the manifest says " +
           listed(entry.classes, kMostClasses);
  }
  if (contract->width == entry.input_width_px && contract->height == entry.input_height_px) return std::nullopt;
  return "its input is " + std::to_string(contract->width) + "x" + std::to_string(contract->height) +
         "; the manifest says " + std::to_string(entry.input_width_px) + "x" + std::to_string(entry.input_height_px);
}

bool has_golden(const std::string& network) {
  std::error_code problem;
  return fs::exists(perception::golden_path(network), problem);
}

Finding try_candidate(const perception::EngineCandidate& candidate, const ModelEntry& entry) {
  Finding finding{.subject = entry.name, .found = candidate.name + ": ", .remedy = {}};
  const auto engine = candidate.load();  // checks contract and golden file
  const auto other = engine ? difference((*engine)->model(), entry) : engine.error().message;
  if (other) {
    finding.verdict = Verdict::kProblem;
    finding.found += *other;
    if (engine) finding.remedy = kEntryRemedy;
  } else {
    finding.found += has_golden((*engine)->model().path) ? "contract and golden output" : "contract";
  }
  return finding;
}

Findings look_at_files(const ModelFolder& folder, const ModelEntry& entry) {
  Findings findings;
  for (const auto& file : entry.files) {
    const auto same = model_loading::check_file(folder.path_of(entry, file.name), file);
    if (same) continue;
    findings.push_back({.subject = entry.name,
                        .verdict = Verdict::kProblem,
                        .found = same.error().message,
                        .remedy = model_loading::remedy_for_files(folder, entry)});
  }
  if (findings.empty()) {
    findings.push_back({.subject = entry.name,
                        .found = "every file is right, byte for byte, in " + (folder.path / entry.name).string(),
                        .remedy = {}});
  }
  return findings;
}

/// Bytes of a stranger are run only where they are the right ones.
Findings look_at(const ModelFolder& folder, const ModelEntry& entry) {
  auto findings = look_at_files(folder, entry);
  if (doctor::sum_of(findings) == Verdict::kProblem) return findings;
  auto more = look_at_network(folder.path_of(entry, entry.network), entry);
  findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return findings;
}

}  // namespace

Findings look_at_network(const fs::path& network, const ModelEntry& entry) {
  Findings findings;
  const auto file = inference::read_model_file(network.string());
  if (!file) return {{.subject = entry.name, .verdict = Verdict::kProblem, .found = file.error().message, .remedy = {}}};
  const auto sibling = model_loading::find_quantized_sibling(network, file->info.sha256);
  if (!sibling) {
    findings.push_back(
        {.subject = entry.name, .verdict = Verdict::kProblem, .found = sibling.error().message, .remedy = {}});
  } else if (*sibling) {
    findings.push_back({.subject = entry.name, .found = "int8 sibling: passes its accuracy gate", .remedy = {}});
  }
  const auto candidates =
      model_loading::candidates_for({.path = network, .cache_folder = {}}, sibling ? *sibling : std::nullopt);
  for (const auto& candidate : candidates) findings.push_back(try_candidate(candidate, entry));
  if (!has_golden(network.string())) {
    findings.push_back({.subject = entry.name,
                        .verdict = Verdict::kNote,
                        .found = "no golden file: nothing says what it has to answer",
                        .remedy = "`eyrie model golden --model " + network.string() + " --image PICTURE` makes one."});
  }
  return findings;
}

Status run_verify(const VerifyOptions& options, std::FILE* out) {
  const auto folders = model_loading::read_model_folders();
  if (!folders) return fail(folders.error());
  Findings findings;
  bool is_found = false;
  for (const auto& folder : *folders) {
    for (const auto& entry : folder.manifest.models) {
      if (!options.name.empty() && entry.name != options.name) continue;
      is_found = true;
      std::ranges::move(look_at(folder, entry), std::back_inserter(findings));
    }
  }
  if (!is_found && !options.name.empty()) return model_loading::fail_unknown(options.name, *folders);
  const auto text = options.is_json ? doctor::to_json(findings) : doctor::to_text(findings, ::isatty(::fileno(out)) == 1);
  std::fputs(text.c_str(), out);
  if (!is_found && !options.is_json) std::fputs("no models here\n", out);
  const auto problems = std::ranges::count(findings, Verdict::kProblem, &Finding::verdict);
  if (problems == 0) return {};
  return fail(Error::kCorrupt, std::to_string(problems) + " of " + std::to_string(findings.size()) +
                                   " checks failed; what to do stands below each.");
}

}  // namespace eyrie::model
