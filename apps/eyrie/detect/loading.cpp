// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/detect/loading.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace eyrie::detect {

Result<model_loading::LoadedModel> load_and_tell(const model_loading::ModelOptions& options, Progress& progress) {
  progress.tell("loading " + options.path.string() + " ...");
  auto loaded = model_loading::load_model(options);
  if (!loaded) return loaded;
  for (const auto& remark : loaded->remarks) std::fprintf(stderr, "eyrie: %s\n", remark.c_str());
  for (const auto& trial : loaded->trials) {
    std::array<char, 256> line{};
    if (trial.fastest) {
      std::snprintf(line.data(), line.size(), "measured %-16s %.1f ms", trial.name.c_str(),
                    std::chrono::duration<double, std::milli>(*trial.fastest).count());
    } else {
      std::snprintf(line.data(), line.size(), "measured %-16s out: %s", trial.name.c_str(), trial.reason.c_str());
    }
    progress.note(line.data());
  }
  return loaded;
}

}  // namespace eyrie::detect
