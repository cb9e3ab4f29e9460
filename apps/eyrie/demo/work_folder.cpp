// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "eyrie/demo/work_folder.hpp"

#include <cstdlib>
#include <string>

namespace eyrie::demo {

namespace fs = std::filesystem;

Result<WorkFolder> WorkFolder::make(const fs::path& wanted) {
  std::error_code problem;
  if (!wanted.empty()) {
    fs::create_directories(wanted, problem);
    if (problem)
      return fail(Error::kInvalidArgument, "cannot make " + wanted.string() + ": " + problem.message() + " (--keep)");
    return WorkFolder(fs::absolute(wanted), true);
  }
  const auto parent = fs::temp_directory_path(problem);
  std::string pattern = (parent / "eyrie-demo.XXXXXX").string();
  if (problem || mkdtemp(pattern.data()) == nullptr)
    return fail(Error::kUnavailable, "cannot make a temporary folder. Is TMPDIR right, and the disk not full?");
  return WorkFolder(pattern, false);
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  if (!is_kept_ && !path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace eyrie::demo
