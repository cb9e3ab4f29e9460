// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace eyrie::model_loading {

/// The int8 sibling of a model that may be run in its place.
struct QuantizedSibling {
  std::filesystem::path path;  ///< of the `.xml`
  std::string sha256;          ///< of `.xml` and `.bin`
};

/// Looks beside `model` (see libs/perception/quantization.hpp). Nothing where there is no sibling. What is there and must
/// not be used is an error that says why and what to do: `kConflict` when it was made of another model or does not pass the
/// accuracy gate, `kCorrupt` or `kNotFound` when its files are damaged or incomplete.
[[nodiscard]] Result<std::optional<QuantizedSibling>> find_quantized_sibling(const std::filesystem::path& model,
                                                                             const std::string& model_sha256);

}  // namespace eyrie::model_loading
