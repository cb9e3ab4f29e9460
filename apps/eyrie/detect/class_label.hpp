// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace eyrie::detect {

/// The name of a class, or `class7` where the model has none for it.
[[nodiscard]] inline std::string class_label(const std::vector<std::string>& names, int class_id) {
  const auto index = static_cast<std::size_t>(class_id);
  return class_id >= 0 && index < names.size() ? names[index] : "class" + std::to_string(class_id);
}

}  // namespace eyrie::detect
