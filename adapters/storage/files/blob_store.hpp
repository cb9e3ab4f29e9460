// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "base/units.hpp"
#include "fleet/blobs.hpp"
#include "storage/files/open_uploads.hpp"

namespace eyrie::storage::files {

struct BlobStoreOptions {
  std::filesystem::path folder;       ///< made when it does not exist
  ByteCount max_object{4ULL << 30U};  ///< `kTooLarge` beyond
  OpenUploads::Quota uploads{};
};

/// A folder as object store. A person finds everything in it with ordinary tools:
///
///     objects/drone-01/2025/09/24/clip_1758705015120.mp4   the object under its key
///     digests/drone-01/2025/09/24/clip_1758705015120.mp4   its sha256 in hexadecimal
///     uploads/<id>/data, request                           what has come so far, and of what; without data it is finished
///
/// Objects are written elsewhere, synced, and renamed into place; a kill or power cut leaves the old state or the new one.
/// Nothing below `folder` is followed that is a symbolic link. One program at a time owns the folder.
[[nodiscard]] Result<std::unique_ptr<fleet::BlobStore>> open_blob_store(const BlobStoreOptions& options);

}  // namespace eyrie::storage::files
