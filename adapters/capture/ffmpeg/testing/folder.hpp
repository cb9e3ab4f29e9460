// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace eyrie::capture::testing {

/// A folder of its own for one test, gone with it.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "eyrie-capture-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Real videos, where there are any: `$EYRIE_TEST_ASSETS`, else beside the project.
inline std::filesystem::path asset(const std::string& name) {
  const char* root = std::getenv("EYRIE_TEST_ASSETS");
  return std::filesystem::path(root != nullptr ? root : "../shared/assets") / name;
}

}  // namespace eyrie::capture::testing
