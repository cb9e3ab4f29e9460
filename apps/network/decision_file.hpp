// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "perception/engine_choice.hpp"

namespace eyrie::network {

/// Decisions in a text file, a line each: key, tab, value; the last line of a key counts. Several programs may share it:
/// a line is appended in one write. What cannot be read or written is as if it were not there.
class DecisionFile final : public perception::DecisionStore {
 public:
  explicit DecisionFile(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] std::optional<std::string> get(const std::string& key) override;
  void put(const std::string& key, const std::string& value) override;

 private:
  std::filesystem::path path_;
};

}  // namespace eyrie::network
