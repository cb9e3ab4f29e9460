// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "settings/toml.hpp"

namespace eyrie::world {

/// What a number may be.
struct Bounds {
  double min = std::numeric_limits<double>::lowest();
  double max = std::numeric_limits<double>::max();
};

/// The keys of a TOML document, taken one by one; problems are gathered, and a key that nobody took is one.
class MissionTable {
 public:
  [[nodiscard]] static Result<MissionTable> parse(std::string_view text, std::string_view file_name);

  /// Each leaves `out` as it is where the key is not there. True when the key is there, whatever it holds.
  bool take(const std::string& key, double& out, const Bounds& bounds = {});
  bool take(const std::string& key, int& out, const Bounds& bounds = {});
  bool take(const std::string& key, std::string& out);

  /// Adds a problem, at the line of a key or of the first key below it.
  void refuse(const std::string& key, const std::string& why);

  /// `mission.toml:41: drone[0].step[2]`
  [[nodiscard]] std::string place_of(const std::string& key) const;
  /// How many tables `[[key]]` there are.
  [[nodiscard]] int count(const std::string& key) const;
  /// Whether anything stands below `key`.
  [[nodiscard]] bool has_table(const std::string& key) const;

  /// All problems, those of unknown keys included.
  [[nodiscard]] Status finish();

 private:
  const settings::TomlEntry* find(const std::string& key);

  std::string file_name_;
  std::map<std::string, settings::TomlEntry> entries_;
  std::set<std::string> known_;  ///< every key that was asked for
  std::vector<std::string> problems_;
};

}  // namespace eyrie::world
