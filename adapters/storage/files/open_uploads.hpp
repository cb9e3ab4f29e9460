// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/units.hpp"
#include "fleet/blobs.hpp"

namespace eyrie::storage::files {

/// Which uploads have begun and not ended, so that the same one goes on where it stopped although nobody remembers its id,
/// and no drone fills the disk with beginnings. Thread-safe.
class OpenUploads {
 public:
  /// Of one drone.
  struct Quota {
    std::size_t uploads = 256;
    ByteCount bytes{16ULL << 30U};  ///< as announced
  };
  explicit OpenUploads(Quota quota) : quota_(quota) {}

  [[nodiscard]] std::optional<std::string> find(const fleet::UploadRequest& request) const;
  /// Retryable `kExhausted` when the drone has begun as much as it may.
  [[nodiscard]] Status admit(const fleet::UploadRequest& request) const;
  void begin(std::string id, fleet::UploadRequest request);
  void end(std::string_view id);

 private:
  const Quota quota_;
  mutable std::mutex mutex_;
  std::map<std::string, fleet::UploadRequest, std::less<>> open_;
};

}  // namespace eyrie::storage::files
