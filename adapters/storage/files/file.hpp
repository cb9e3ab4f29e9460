// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace eyrie::storage::files {

/// An open file or folder; closed when it goes out of scope.
class File {
 public:
  explicit File(int descriptor) noexcept : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~File();

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

  [[nodiscard]] Result<std::uint64_t> size() const;
  /// Writes all of it at `offset`.
  [[nodiscard]] Status write(std::span<const std::uint8_t> bytes, std::uint64_t offset) const;
  /// Up to `bytes.size()` bytes from `offset`; how many there were.
  [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> bytes, std::uint64_t offset) const;
  [[nodiscard]] Status truncate(std::uint64_t size) const;
  /// Returns when the medium has it.
  [[nodiscard]] Status sync() const;

 private:
  int descriptor_;
};

enum class OpenFor : std::uint8_t { kReading, kWriting, kCreating };

/// A folder from which everything else is reached by relative paths of plain names, never through a symbolic link.
class Folder {
 public:
  [[nodiscard]] static Result<Folder> open(const std::string& path);

  /// A file below this folder; its parents are made when it is created. `kNotFound` when it is not there, or is no plain
  /// file.
  [[nodiscard]] Result<File> file(std::string_view path, OpenFor mode) const;
  /// A folder below this one, made with its parents when `is_created`.
  [[nodiscard]] Result<Folder> folder(std::string_view path, bool is_created) const;
  /// Puts a file of `from` in its place here, and makes both folders remember it.
  [[nodiscard]] Status take(const Folder& from, std::string_view name, std::string_view path) const;
  [[nodiscard]] Status remove(std::string_view path) const;         ///< a file; fine when there is none
  [[nodiscard]] Status remove_folder(std::string_view path) const;  ///< with the files in it; fine when there is none
  [[nodiscard]] std::vector<std::string> names() const;             ///< what lies in it
  [[nodiscard]] Status sync() const { return file_.sync(); }
  /// Ours alone, among all who ask, until this object ends, or the program however it may. `kConflict` while somebody else
  /// has it.
  [[nodiscard]] Status lock() const;

 private:
  explicit Folder(File file) : file_(std::move(file)) {}
  File file_;
};

/// `kExhausted` for a full disk, `kNotFound` for what is not there, with the cause in words.
[[nodiscard]] std::unexpected<Error> fail_with_errno(std::string_view what, int cause);

}  // namespace eyrie::storage::files
