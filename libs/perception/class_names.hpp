// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace eyrie::perception {

/// Reads a model's class names as exporters write them into the ONNX metadata: the literal of a Python dict from class
/// number to name, `{0: 'person', 1: "driver's"}`, in any order, or of a list of names. Python's escapes are understood.
///
/// Exporters take any text for a name, the first line of a data set's readme for one. What comes out can be shown and sent
/// anywhere: at most 64 bytes of UTF-8, as messages take them, with a space for each control character, and `class7` for a
/// class 7 whose name is empty.
///
/// `kCorrupt`, with the position, for anything else, for a number that is missing or named twice, and past 65,536 names.
[[nodiscard]] Result<std::vector<std::string>> parse_class_names(std::string_view literal);

}  // namespace eyrie::perception
