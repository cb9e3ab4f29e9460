// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "storage/files/open_uploads.hpp"

#include <algorithm>
#include <utility>

namespace eyrie::storage::files {

std::optional<std::string> OpenUploads::find(const fleet::UploadRequest& request) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(
      open_, request, [](const auto& upload) -> const auto& { return upload.second; });
  return found == open_.end() ? std::nullopt : std::optional(found->first);
}

Status OpenUploads::admit(const fleet::UploadRequest& request) const {
  std::size_t uploads = 0;
  std::uint64_t bytes = 0;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, open] : open_) {
      if (open.key.drone() != request.key.drone()) continue;
      ++uploads;
      bytes += open.size.value;
    }
  }
  if (uploads < quota_.uploads && request.size.value <= quota_.bytes.value - std::min(bytes, quota_.bytes.value)) return {};
  return fail_for_now(Error::kExhausted, request.key.drone().str() + " has begun " + std::to_string(uploads) +
                                             " uploads of " + std::to_string(bytes) +
                                             " bytes and ended none of them; at most " + std::to_string(quota_.uploads) +
                                             " and " + std::to_string(quota_.bytes.value) +
                                             " bytes may wait. Go on with those, or wait until they run out");
}

void OpenUploads::begin(std::string id, fleet::UploadRequest request) {
  const std::lock_guard lock(mutex_);
  open_.insert_or_assign(std::move(id), std::move(request));
}

void OpenUploads::end(std::string_view id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = open_.find(id); found != open_.end()) open_.erase(found);
}

}  // namespace eyrie::storage::files
