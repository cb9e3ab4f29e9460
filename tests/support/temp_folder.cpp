// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/temp_folder.hpp"

#include <stdexcept>
#include <stdlib.h>
#include <string>

namespace eyrie::test {

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "eyrie-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make the temporary folder " + name);
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace eyrie::test
