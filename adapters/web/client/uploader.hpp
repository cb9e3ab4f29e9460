// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "base/units.hpp"
#include "web/client/http_client.hpp"

namespace eyrie::web {

/// A file on its way to the gateway's object store.
struct Upload {
  std::filesystem::path file;
  std::string key;     ///< under which it is kept
  std::string sha256;  ///< of its bytes, 64 lower-case hex digits
  /// Where the server has what was sent so far; the uploader fills it in. Keep it between calls, and a broken upload goes on
  /// where it broke.
  std::string location;
};

/// Hands files to the gateway by resumable upload (tus 1.0: creation and core). Used by one thread at a time.
class Uploader {
 public:
  struct Options {
    std::string url;    ///< of the gateway: `http://host:8080`
    std::string token;  ///< the drone's
    ByteCount chunk = 4_MiB;
    HttpClient::Options http;
  };
  [[nodiscard]] static Result<Uploader> open(Options options);

  /// Sends what the server does not have yet; success means that the server has checked the hash of the whole. Retryable
  /// where the server cannot be reached, is full or asks for patience: call again with the same `upload`. Anything else will
  /// not pass by itself: a token that is not taken (`kUnauthenticated`, `kPermissionDenied`), a key or hash that is refused.
  [[nodiscard]] Status send(Upload& upload);

 private:
  Uploader(Options options, HttpClient client) : options_(std::move(options)), client_(std::move(client)) {}
  [[nodiscard]] Status create(Upload& upload, std::uint64_t size);
  /// How much the server has; `kNotFound` when it has forgotten the upload.
  [[nodiscard]] Result<std::uint64_t> offset_of(const Upload& upload);
  [[nodiscard]] Result<std::uint64_t> append(const Upload& upload, std::uint64_t offset, std::string_view bytes);
  [[nodiscard]] Result<ClientResponse> call(ClientRequest request);

  Options options_;
  HttpClient client_;
};

}  // namespace eyrie::web
