// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <utility>

#include "base/result.hpp"

namespace eyrie::demo {

/// A folder for one run, removed at its end unless it was asked for by name or something in it explains a failure.
class WorkFolder {
 public:
  /// `wanted`, made where it is missing, or a new temporary folder where that is empty.
  [[nodiscard]] static Result<WorkFolder> make(const std::filesystem::path& wanted);
  WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})), is_kept_(other.is_kept_) {}
  WorkFolder& operator=(WorkFolder&&) = delete;
  ~WorkFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  void keep() { is_kept_ = true; }

 private:
  WorkFolder(std::filesystem::path path, bool is_kept) : path_(std::move(path)), is_kept_(is_kept) {}
  std::filesystem::path path_;
  bool is_kept_;
};

}  // namespace eyrie::demo
