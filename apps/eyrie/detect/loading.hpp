// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "eyrie/detect/progress.hpp"
#include "model_loading/model_loading.hpp"

namespace eyrie::detect {

/// Loads a model and tells about it: what is not as it should be, on standard error; and where `auto` has just measured, a
/// person at a terminal sees what came of it.
[[nodiscard]] Result<model_loading::LoadedModel> load_and_tell(const model_loading::ModelOptions& options,
                                                               Progress& progress);

}  // namespace eyrie::detect
