// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace eyrie::model {

/// The text of quantize.py: it travels inside the program, so that the two always fit.
extern const std::string_view kQuantizeScript;

}  // namespace eyrie::model
