// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "web/client/http_client.hpp"

namespace eyrie::web {

/// A file of a known size on some server, and how much of it is already here.
struct Download {
  std::string url;
  std::uint64_t bytes = 0;  ///< of the whole file
  std::uint64_t begun = 0;  ///< from its beginning, less than `bytes`
};

/// Takes bytes that belong at `offset` of the file. An error ends the download, which then fails with it.
using TakePiece = std::function<Status(std::uint64_t offset, std::string_view bytes)>;

/// Fetches what is missing of a file, in order. Servers that know no ranges (RFC 9110, section 14) send it whole once more:
/// then the first offset is 0. Blocks until `take` had the last byte.
///
/// Retryable `kUnavailable` or `kTimeout` where the server cannot be reached, breaks off, sends too little or answers 5xx:
/// what `take` got stays good, go on from there. `kNotFound` for 404 and 410, `kPermissionDenied` for 401 and 403,
/// `kTooLarge` for more than `bytes`, of which `take` gets none; `kUnsupported` for any other answer.
[[nodiscard]] Status download(HttpClient& client, const Download& file, const TakePiece& take);

}  // namespace eyrie::web
