// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/model/add.hpp"

#include <fstream>
#include <memory>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "crypto/sha256.hpp"
#include "eyrie/model/figures.hpp"
#include "eyrie/model/listing.hpp"
#include "eyrie/model/staged_model.hpp"
#include "eyrie/model/verify.hpp"
#include "inference/openvino/engine.hpp"
#include "model_loading/model_folders.hpp"
#include "perception/golden.hpp"
#include "perception/quantization.hpp"
#include "perception/yolo.hpp"

namespace eyrie::model {
namespace {

namespace fs = std::filesystem;
using registry::ModelEntry;
using registry::ModelFile;

/// A file and what it is called in the folder of models.
struct Copy {
  fs::path from;
  std::string to;
};

std::string card_name(const AddOptions& options) { return options.name + ".md"; }

Status check_words(const AddOptions& options) {
  if (!registry::is_model_name(options.name)) {
    return fail(Error::kInvalidArgument, "\"" + options.name +
                                             "\" is no name of a model: lower-case letters, digits, `.`, `_` "
                                             "and `-`, at most 64, a letter or digit first (--name)");
  }
  if (!registry::is_plain_text(options.version)) return fail(Error::kInvalidArgument, "the version is no text (--version)");
  if (!registry::is_plain_text(options.source)) return fail(Error::kInvalidArgument, "the source is no text (--source)");
  const bool is_float = !perception::quantized_path(options.model.string()).empty() &&
                        !perception::quantized_path(options.name + ".onnx").empty();
  if (is_float) return {};
  return fail(Error::kInvalidArgument,
              options.model.string() + " is or would be an int8 sibling. Add the float model: its sibling comes along.");
}

Result<std::string> licence_of(const AddOptions& options, const perception::ModelInfo& info) {
  const auto found = info.metadata.find("license");
  const auto licence = options.licence.empty() && found != info.metadata.end() ? found->second : options.licence;
  if (registry::is_spdx_identifier(licence)) return licence;
  return fail(Error::kInvalidArgument, (licence.empty() ? "the network does not say under which licence it is"
                                                        : "\"" + licence + "\" is no licence") +
                                           ". Name one of SPDX's list, like Apache-2.0 (--licence)");
}

/// All of the entry but its files.
Result<ModelEntry> describe(const AddOptions& options, const std::string& network) {
  const auto engine = inference::openvino::load(options.model.string(), {});
  if (!engine) return fail(engine.error());
  const auto& info = (*engine)->model();
  const auto contract = perception::YoloContract::from(info);
  if (!contract) return fail(contract.error());
  const auto licence = licence_of(options, info);
  if (!licence) return fail(licence.error());
  ModelEntry entry{.name = options.name,
                   .version = options.version,
                   .task = "detect",
                   .classes = contract->class_names,
                   .input_width_px = contract->width,
                   .input_height_px = contract->height,
                   .licence = *licence,
                   .source = options.source,
                   .network = network,
                   .figures = std::nullopt,
                   .files = {}};
  if (options.figures.empty()) return entry;
  auto figures = read_figures(options.figures, info.sha256);
  if (!figures) return fail(figures.error());
  entry.figures = *std::move(figures);
  return entry;
}

/// What runs nowhere, or answers something else than its golden file says, is no model to keep.
Status check_network(const fs::path& network, const ModelEntry& entry) {
  const fs::path golden = perception::golden_path(network.string());
  std::error_code problem;
  if (!fs::exists(golden, problem)) {
    return fail(Error::kNotFound, golden.string() +
                                      " is missing: nothing says what the network has to answer. Make it with `eyrie "
                                      "model golden --model " +
                                      network.string() + " --image PICTURE`.");
  }
  for (const auto& finding : look_at_network(network, entry)) {
    if (finding.verdict == doctor::Verdict::kProblem) return fail(Error::kConflict, network.string() + ": " + finding.found);
  }
  return {};
}

/// The network under its new name, and what lies beside it under the names that follow from that.
std::vector<Copy> copies_for(const AddOptions& options, const std::string& network) {
  const std::string model = options.model.string();
  std::vector<Copy> wanted;
  const auto add = [&wanted](const fs::path& from, const fs::path& to) { wanted.push_back({.from = from, .to = to}); };
  const auto add_with_weights = [&add](fs::path from, fs::path to) {
    add(from, to);
    add(from.replace_extension(".bin"), to.replace_extension(".bin"));
  };
  add_with_weights(model, network);  // an ONNX file holds its own
  add(perception::golden_path(model), perception::golden_path(network));
  const auto sibling = perception::quantized_path(model);
  const auto target = perception::quantized_path(network);
  add_with_weights(sibling, target);
  add(perception::quantization_record_path(sibling), perception::quantization_record_path(target));
  add(perception::golden_path(sibling), perception::golden_path(target));
  std::error_code problem;
  std::erase_if(wanted, [&](const Copy& one) { return !fs::exists(one.from, problem); });
  if (!options.card.empty()) add(options.card, card_name(options));
  return wanted;
}

Result<ModelFile> copy(const Copy& wanted, const StagedModel& staged) {
  std::ifstream source(wanted.from, std::ios::binary);
  if (!source)
    return fail(Error::kNotFound, wanted.from.string() + ": cannot be read. Is it there, and may this user read it?");
  const auto place = staged.file(wanted.to);
  if (!place) return fail(place.error());
  crypto::Sha256 hash;
  ModelFile file{.name = wanted.to, .bytes = 0, .sha256 = {}};
  std::vector<std::uint8_t> piece(std::size_t{1} << 20U);
  while (source) {
    source.read(reinterpret_cast<char*>(piece.data()), static_cast<std::streamsize>(piece.size()));
    const auto bytes = std::span<const std::uint8_t>(piece).first(static_cast<std::size_t>(source.gcount()));
    if (const auto written = place->write(bytes, file.bytes); !written) return fail(written.error());
    hash.update(bytes);
    file.bytes += bytes.size();
  }
  if (const auto synced = place->sync(); !synced) return fail(synced.error());
  file.sha256 = crypto::to_hex(hash.finish());
  if (file.bytes > 0) return file;
  return fail(Error::kInvalidArgument, wanted.from.string() + " is empty");
}

}  // namespace

Status run_add(const AddOptions& options, std::FILE* out) {
  if (const auto right = check_words(options); !right) return right;
  const std::string network = options.name + options.model.extension().string();
  auto entry = describe(options, network);
  if (!entry) return fail(entry.error());
  if (const auto right = check_network(options.model, *entry); !right) return right;
  const auto models = options.folder.empty() ? model_loading::own_models_folder() : options.folder;
  const auto staged = StagedModel::open(models, options.name, StagedModel::Leftovers::kRemoved);
  if (!staged) return fail(staged.error());
  for (const auto& wanted : copies_for(options, network)) {
    auto file = copy(wanted, *staged);
    if (!file) return fail(file.error());
    entry->files.push_back(*std::move(file));
  }
  if (!options.card.empty()) entry->card = card_name(options);
  const auto size = size_text(entry->bytes());
  const auto count = entry->files.size();
  if (const auto placed = staged->put_in_place(*std::move(entry)); !placed) return placed;
  std::fprintf(out, "%s: %zu files, %s; `--model %s` takes it\n", (models / options.name).c_str(), count, size.c_str(),
               options.name.c_str());
  return {};
}

}  // namespace eyrie::model
