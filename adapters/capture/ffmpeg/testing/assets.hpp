// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace eyrie::capture::testing {

/// Real videos, where there are any: `$EYRIE_TEST_ASSETS`, else beside the project.
inline std::filesystem::path asset(const std::string& name) {
  const char* root = std::getenv("EYRIE_TEST_ASSETS");
  return std::filesystem::path(root != nullptr ? root : "../shared/assets") / name;
}

}  // namespace eyrie::capture::testing
