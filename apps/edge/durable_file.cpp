// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "edge/durable_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace eyrie::edge {
namespace {

namespace fs = std::filesystem;

/// 0, or the `errno` of what failed.
int write_and_sync(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return errno;
  int problem = 0;
  while (problem == 0 && !bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      problem = errno;
    }
  }
  if (problem == 0 && ::fsync(fd) != 0) problem = errno;
  if (::close(fd) != 0 && problem == 0) problem = errno;
  return problem;
}

int rename_and_sync(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return errno;
  const int folder = ::open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return errno;
  const int problem = ::fsync(folder) == 0 ? 0 : errno;
  ::close(folder);
  return problem;
}

}  // namespace

Status write_durably(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const fs::path draft = path.string() + kDraftExtension;
  int problem = write_and_sync(draft, bytes);
  if (problem == 0) problem = rename_and_sync(draft, path);
  if (problem == 0) return {};
  std::error_code ignored;
  fs::remove(draft, ignored);
  return fail(problem == ENOSPC || problem == EDQUOT ? Error::kExhausted : Error::kUnavailable,
              "cannot write " + path.string() + ": " + std::strerror(problem) + " (setting: journal.folder)");
}

}  // namespace eyrie::edge
