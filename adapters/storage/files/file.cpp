// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/files/file.hpp"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eyrie::storage::files {
namespace {

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/// `a/b/c` as `a/b` and `c`.
std::pair<std::string_view, std::string_view> split(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

std::unexpected<Error> fail_with_errno(std::string_view what, int cause) {
  const std::string message = std::string(what) + ": " + std::strerror(cause);
  switch (cause) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP: return fail(Error::kNotFound, message);
    case ENOSPC:
    case EDQUOT: return fail_for_now(Error::kExhausted, message + ". Free disk space");
    case EFBIG:
    case ENAMETOOLONG: return fail(Error::kTooLarge, message);
    case EACCES:
    case EROFS:
    case EPERM: return fail_for_now(Error::kUnavailable, message + ". May this program write to the folder?");
    default: return fail_for_now(Error::kUnavailable, message);
  }
}

File::~File() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<std::uint64_t> File::size() const {
  struct stat about {};
  if (fstat(descriptor_, &about) != 0) return fail_with_errno("cannot look at a file", errno);
  return static_cast<std::uint64_t>(about.st_size);
}

Status File::write(std::span<const std::uint8_t> bytes, std::uint64_t offset) const {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_with_errno("cannot write", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return {};
}

Result<std::size_t> File::read(std::span<std::uint8_t> bytes, std::uint64_t offset) const {
  std::size_t total = 0;
  while (total < bytes.size()) {
    const ssize_t count = pread(descriptor_, bytes.data() + total, bytes.size() - total, static_cast<off_t>(offset + total));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_with_errno("cannot read", errno);
    if (count == 0) break;
    total += static_cast<std::size_t>(count);
  }
  return total;
}

Status File::truncate(std::uint64_t size) const {
  if (ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return fail_with_errno("cannot cut a file", errno);
  return {};
}

Status File::sync() const {
  if (fsync(descriptor_) != 0) return fail_with_errno("the medium does not take the data", errno);
  return {};
}

Result<Folder> Folder::open(const std::string& path) {
  // The folder itself may be reached through links: its owner put them there.
  File file(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.descriptor() < 0) return fail_with_errno("cannot open the folder " + path, errno);
  return Folder(std::move(file));
}

Result<Folder> Folder::folder(std::string_view path, bool is_created) const {
  File at(dup(file_.descriptor()));
  if (at.descriptor() < 0) return fail_with_errno("cannot open a folder", errno);
  for (std::string_view rest = path; !rest.empty();) {
    const std::size_t slash = rest.find('/');
    const std::string name(rest.substr(0, slash));
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    if (is_created && mkdirat(at.descriptor(), name.c_str(), 0750) == 0) {
      if (auto status = at.sync(); !status) return fail(status.error());
    } else if (is_created && errno != EEXIST) {
      return fail_with_errno("cannot make the folder " + std::string(path), errno);
    }
    File next(openat(at.descriptor(), name.c_str(), kFolderFlags));
    if (next.descriptor() < 0) return fail_with_errno("cannot open the folder " + std::string(path), errno);
    at = std::move(next);
  }
  return Folder(std::move(at));
}

Result<File> Folder::file(std::string_view path, OpenFor mode) const {
  const auto [parent, name] = split(path);
  const auto in = folder(parent, mode == OpenFor::kCreating);
  if (!in) return fail(in.error());
  const int flags = mode == OpenFor::kReading ? O_RDONLY : mode == OpenFor::kWriting ? O_RDWR : O_RDWR | O_CREAT;
  // O_NONBLOCK: a pipe that somebody put there must not hold us.
  File file(openat(in->file_.descriptor(), std::string(name).c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0640));
  if (file.descriptor() < 0) return fail_with_errno("cannot open " + std::string(path), errno);
  struct stat about {};
  if (fstat(file.descriptor(), &about) != 0) return fail_with_errno("cannot look at " + std::string(path), errno);
  if (!S_ISREG(about.st_mode)) return fail(Error::kNotFound, std::string(path) + " is no plain file");
  return file;
}

Status Folder::take(const Folder& from, std::string_view name, std::string_view path) const {
  const auto [parent, target] = split(path);
  const auto to = folder(parent, true);
  if (!to) return fail(to.error());
  if (renameat(from.file_.descriptor(), std::string(name).c_str(), to->file_.descriptor(), std::string(target).c_str()) !=
      0) {
    return fail_with_errno("cannot put " + std::string(path) + " in its place", errno);
  }
  return to->sync();
}

Status Folder::lock() const {
  if (flock(file_.descriptor(), LOCK_EX | LOCK_NB) == 0) return {};
  if (errno == EWOULDBLOCK) return fail_for_now(Error::kConflict, "somebody else works on it");
  return fail_with_errno("cannot lock a folder", errno);
}

Status Folder::remove(std::string_view path) const {
  const auto [parent, name] = split(path);
  const auto in = folder(parent, false);
  if (!in) return in.error().code == Error::kNotFound ? Status{} : fail(in.error());
  if (unlinkat(in->file_.descriptor(), std::string(name).c_str(), 0) != 0 && errno != ENOENT) {
    return fail_with_errno("cannot remove " + std::string(path), errno);
  }
  return in->sync();
}

Status Folder::remove_folder(std::string_view path) const {
  {
    const auto inner = folder(path, false);
    if (!inner) return inner.error().code == Error::kNotFound ? Status{} : fail(inner.error());
    for (const std::string& name : inner->names()) {
      if (auto status = inner->remove(name); !status) return status;
    }
  }
  if (unlinkat(file_.descriptor(), std::string(path).c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
    return fail_with_errno("cannot remove the folder " + std::string(path), errno);
  }
  return sync();
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> names;
  const int copy = openat(file_.descriptor(), ".", kFolderFlags);
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(copy < 0 ? nullptr : fdopendir(copy), closedir);
  if (!listing && copy >= 0) close(copy);
  while (const dirent* entry = listing ? readdir(listing.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

}  // namespace eyrie::storage::files
