// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "network/decision_file.hpp"

#include <fstream>

namespace eyrie::network {

std::optional<std::string> DecisionFile::get(const std::string& key) {
  std::ifstream file(path_);
  std::optional<std::string> value;
  for (std::string line; std::getline(file, line);) {
    const auto tab = line.find('\t');
    if (tab != std::string::npos && line.compare(0, tab, key) == 0) value = line.substr(tab + 1);
  }
  return value;
}

void DecisionFile::put(const std::string& key, const std::string& value) {
  std::error_code error;
  std::filesystem::create_directories(path_.parent_path(), error);
  std::ofstream(path_, std::ios::app) << key + "\t" + value + "\n";
}

}  // namespace eyrie::network
