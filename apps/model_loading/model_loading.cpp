// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "model_loading/model_loading.hpp"

#include <cstdlib>
#include <fstream>
#include <malloc.h>
#include <optional>
#include <thread>
#include <unistd.h>
#include <utility>

#include "crypto/sha256.hpp"
#include "inference/model_file.hpp"
#include "model_loading/candidates.hpp"
#include "model_loading/model_folders.hpp"
#include "model_loading/quantized_sibling.hpp"
#include "model_loading/text_file.hpp"

namespace eyrie::model_loading {
namespace {

namespace fs = std::filesystem;

/// Decisions as one small file each.
class FolderDecisions final : public perception::DecisionStore {
 public:
  explicit FolderDecisions(fs::path folder) : folder_(std::move(folder)) {}

  std::optional<std::string> get(const std::string& key) override {
    const fs::path file = file_of(key);
    std::error_code problem;
    if (!fs::exists(file, problem)) return std::nullopt;
    return read_text(file);
  }

  void put(const std::string& key, const std::string& value) override {
    std::error_code problem;
    fs::create_directories(folder_, problem);
    const fs::path file = file_of(key);
    const fs::path draft = file.string() + "." + std::to_string(getpid());  // two programs may decide at once
    std::ofstream(draft, std::ios::binary | std::ios::trunc) << value;
    fs::rename(draft, file, problem);
  }

 private:
  [[nodiscard]] fs::path file_of(const std::string& key) const {
    return folder_ / ("engine-" + crypto::to_hex(crypto::sha256(std::string_view(key))).substr(0, 32));
  }
  fs::path folder_;
};

/// The file that is run and the begin of its hash: of the int8 sibling where that is what was taken.
std::string tag_of(const perception::ModelInfo& info) {
  return fs::path(info.path).stem().string() + "@" + info.sha256.substr(0, 8);
}

/// All that an answer to "which is fastest here?" hangs on beside the model.
std::string machine_of(const ModelOptions& options, const std::optional<QuantizedSibling>& sibling) {
  const std::string setting = "requests=" + std::to_string(options.requests) +
                              " threads=" + std::to_string(options.threads) +
                              " int8=" + (sibling ? sibling->sha256 : "none") + ' ' + library_versions();
  return perception::machine_fingerprint(read_text("/proc/cpuinfo"), std::thread::hardware_concurrency(), setting);
}

Result<perception::EngineChoice> choose(const ModelOptions& options, const std::string& model_sha256,
                                        const std::optional<QuantizedSibling>& sibling) {
  const auto candidates = candidates_for(options, sibling);
  if (candidates.size() == 1) {
    auto engine = candidates.front().load();
    if (!engine) return fail(engine.error());
    return perception::EngineChoice{.engine = *std::move(engine), .name = candidates.front().name, .trials = {}};
  }
  FolderDecisions decisions(options.cache_folder);
  return perception::choose_engine(candidates, {.model_sha256 = model_sha256,
                                                .machine = machine_of(options, sibling),
                                                .store = options.cache_folder.empty() ? nullptr : &decisions,
                                                .clock = options.clock});
}

Result<LoadedModel> load(ModelOptions options) {
  if (options.path.empty()) return fail(Error::kInvalidArgument, "no network given (setting: model.path)");
  auto network = find_network(options.path);
  if (!network) return fail(network.error());
  options.path = *std::move(network);
  const auto file = inference::read_model_file(options.path.string());
  if (!file) return fail(file.error());
  std::optional<QuantizedSibling> sibling;
  std::vector<std::string> remarks;
  if (takes_quantized(options)) {
    auto found = find_quantized_sibling(options.path, file->info.sha256);
    if (found) {
      sibling = *std::move(found);
    } else {
      remarks.push_back(found.error().message);
    }
  }
  auto choice = choose(options, file->info.sha256, sibling);
  if (!choice) return fail(choice.error());
  for (const auto& trial : choice->trials) {
    if (trial.name == kQuantizedCandidate && !trial.fastest) {
      remarks.push_back(sibling->path.string() + " is not used: " + trial.reason);
    }
  }
  const auto& info = choice->engine->model();
  remarks.insert(remarks.end(), info.remarks.begin(), info.remarks.end());
  return LoadedModel{.engine = std::move(choice->engine),
                     .tag = tag_of(info),
                     .trials = std::move(choice->trials),
                     .remarks = std::move(remarks)};
}

}  // namespace

Result<LoadedModel> load_model(const ModelOptions& options) {
  auto loaded = load(options);
  // Parsing and compiling leave some 60 MiB of freed memory with the allocator, which would keep it for good.
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
  return loaded;
}

fs::path default_cache_folder() {
  if (const char* const cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0')
    return fs::path(cache) / "eyrie";
  if (const char* const home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return fs::path(home) / ".cache" / "eyrie";
  return {};
}

}  // namespace eyrie::model_loading
