// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model_loading/model_loading.hpp"
#include "model_loading/quantized_sibling.hpp"
#include "perception/engine_choice.hpp"

namespace eyrie::model_loading {

/// Name of the candidate that runs the int8 sibling.
inline constexpr const char* kQuantizedCandidate = "openvino/int8";

/// The ways to run a model that the options and this machine leave open; the exact one first, it is what the others are held
/// against. Loading one checks the contract, and its golden file where there is one, and runs it.
[[nodiscard]] std::vector<perception::EngineCandidate> candidates_for(const ModelOptions& options,
                                                                      const std::optional<QuantizedSibling>& sibling);

/// Whether an int8 sibling would be run at all.
[[nodiscard]] bool takes_quantized(const ModelOptions& options);

/// `openvino=2026.4.1 onnxruntime=1.31.1`: what was fastest with one version need not be with the next.
[[nodiscard]] std::string library_versions();

}  // namespace eyrie::model_loading
