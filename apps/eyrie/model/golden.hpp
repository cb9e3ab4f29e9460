// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>

#include "base/result.hpp"

namespace eyrie::model {

struct GoldenOptions {
  std::filesystem::path model;
  std::filesystem::path image = {};  ///< picture in which the model finds something; empty: none
};

/// Writes the golden file beside a model (libs/perception/golden.hpp), from ONNX Runtime in f32 where there is one and from
/// OpenVINO in f32 elsewhere, and tells `out` how the other one does. An older one is replaced.
///
/// The file makes a reference of what that engine says, so it had better be right: with `image` the model must find
/// something in it, and what it finds is told; else `kConflict`, and nothing is written. An int8 sibling is no reference of
/// its own: `kInvalidArgument`.
[[nodiscard]] Status run_golden(const GoldenOptions& options, std::FILE* out);

}  // namespace eyrie::model
