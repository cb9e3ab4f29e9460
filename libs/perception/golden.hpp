// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "perception/engine.hpp"

namespace eyrie::perception {

/// A golden file says what a network answers to a fixed pattern, so that a graph which loads and computes nonsense is
/// refused when it is loaded: quantized graphs exist that give no box at all in one engine and are right in another.
///
/// It lies beside the model as `<model>.golden.json`:
/// ```json
/// {"format": "eyrie-golden-1", "model_sha256": "...", "made_with": "onnxruntime f32", "pattern_seed": 1,
///  "values_per_channel": 64,
///  "limits": {"overall": 0.03, "median_channel": 0.2, "worst_channel": 0.5}, "int8_limits": {...},
///  "outputs": [{"name": "output0", "shape": [1, 84, 8400], "values": [...]}]}
/// ```
/// `values` are those that `thinned` keeps of the answer to `fill_with_pattern`. The picture is made up, so the file says
/// nothing of how well a model detects: that is for an evaluation on labelled pictures.

/// `<model>.golden.json`.
[[nodiscard]] std::string golden_path(std::string_view model_path);

/// The golden file for the model that `reference` has loaded, as text. `reference` should be an engine to be trusted, in
/// f32. With `model_sha256` it is made for another file of the same network, a quantized one.
[[nodiscard]] Result<std::string> make_golden(InferenceEngine& reference, std::string_view model_sha256 = {});

/// Runs the pattern through `engine` and compares. `Error::kCorrupt` when the answer is another one or the file is not
/// readable, `kConflict` when it belongs to another model. At most 16 MiB are read.
[[nodiscard]] Status check_golden(InferenceEngine& engine, std::string_view golden);

}  // namespace eyrie::perception
