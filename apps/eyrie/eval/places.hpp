// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>

#include "base/result.hpp"

namespace eyrie::eval {

struct LocateEvalOptions {
  std::filesystem::path truth;   ///< see adapters/datasets/place_lines.hpp
  std::filesystem::path places;  ///< likewise
  bool is_json = false;
};

/// Judges places (libs/evaluation/places.hpp) and tells `out`. `kInvalidArgument` where no estimate has a true place.
[[nodiscard]] Status run_locate_eval(const LocateEvalOptions& options, std::FILE* out);

}  // namespace eyrie::eval
