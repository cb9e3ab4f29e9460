// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace eyrie::model {

struct QuantizeOptions {
  std::filesystem::path model;
  std::filesystem::path calibrate;      ///< folder of pictures like those the model will see
  std::filesystem::path evaluate = {};  ///< folder of others; empty: every third one of `calibrate` is held back
  std::filesystem::path labels = {};    ///< of what is in them (`Labels`); empty: what the float model sees
  std::string python = "python3";       ///< one that has NNCF and OpenVINO
};

/// Writes an int8 sibling beside a model, with its record and its golden file (libs/perception/quantization.hpp), and tells
/// `out` how well it does. NNCF does the quantizing, in a Python that the user names; everything around it, the preparing of
/// the pictures and the measuring, is what runs in production too.
///
/// What fails the accuracy gate is written all the same, for its record tells what is wrong, and `auto` refuses it for the
/// same reason; the status is then `kConflict`. `kUnavailable` where Python lacks the tools, with what to install. Blocks
/// for a minute or so.
[[nodiscard]] Status run_quantize(const QuantizeOptions& options, std::FILE* out);

}  // namespace eyrie::model
