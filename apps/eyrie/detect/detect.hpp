// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "eyrie/detect/report_writer.hpp"
#include "model_loading/model_loading.hpp"

namespace eyrie::detect {

struct DetectOptions {
  std::filesystem::path model;
  std::string source;  ///< see `open_frames`
  model_loading::Backend backend = model_loading::Backend::kAuto;
  perception::Precision precision = perception::Precision::kAuto;
  perception::DetectorOptions detector = {};
  int threads = 0;                     ///< 0: as many as the machine has cores
  std::vector<std::string> only = {};  ///< classes that are looked at; empty: all
  bool is_tracking = false;            ///< gives what stays in view one `track_id`
  std::filesystem::path save = {};     ///< folder for pictures with the boxes drawn in; empty: none
  ReportFormat format = ReportFormat::kText;
};

/// Runs a model over every frame of a source and reports to `out`. A frame that cannot be read ends it, with what was
/// found before complete. `kInvalidArgument` for a class in `only` that the model does not have. Blocks until the source
/// ends.
[[nodiscard]] Status run_detect(const DetectOptions& options, std::FILE* out);

}  // namespace eyrie::detect
