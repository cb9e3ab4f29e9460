// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/journal/disk_reserve.hpp"

#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace eyrie::storage {

DiskReserve::DiskReserve(std::filesystem::path file, ByteCount size) : file_(std::move(file)), size_(size) {
  std::error_code error;
  const auto found = std::filesystem::file_size(file_, error);
  is_held_ = !error && found == size_.value;
}

bool DiskReserve::take() {
  if (is_held_) return true;
  const int file = ::open(file_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return false;
  is_held_ = ::posix_fallocate(file, 0, static_cast<off_t>(size_.value)) == 0;
  ::close(file);
  if (!is_held_) release();
  return is_held_;
}

void DiskReserve::release() {
  std::error_code ignored;  // there may be none
  std::filesystem::remove(file_, ignored);
  is_held_ = false;
}

}  // namespace eyrie::storage
