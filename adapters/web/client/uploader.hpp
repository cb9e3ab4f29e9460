// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
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
};

/// Hands files to the gateway by resumable upload (tus 1.0: creation and core). Used by one thread at a time.
///
/// The gateway knows an upload by its key and hash, so one that broke goes on where it broke, also after a restart of this
/// program: nothing about it has to be kept here.
///
/// A piece is lost when the link breaks within it, and no server waits for one for ever; so pieces are as large as the link
/// allows: half the size after one that did not get through, twice the size after one that took less than 5 s. A call has no
/// limit in time but that of a link on which nothing moves (`HttpClient::Options::lowest_rate`).
class Uploader {
 public:
  struct Options {
    std::string url;    ///< of the gateway: `http://host:8080`
    std::string token;  ///< the drone's
    ByteCount first_piece = 256_KiB;
    ByteCount smallest_piece = 16_KiB;
    ByteCount largest_piece = 4_MiB;
    HttpClient::Options http;  ///< but for `timeout`
  };
  [[nodiscard]] static Result<Uploader> open(Options options);

  /// Sends what the server does not have yet; success means that the server has checked the hash of the whole. Retryable
  /// where the server cannot be reached, is full or asks for patience: call again. Anything else will
  /// not pass by itself: a token that is not taken (`kUnauthenticated`, `kPermissionDenied`), a file larger than the server
  /// takes (`kTooLarge`), a key under which it keeps other bytes (`kConflict`), a file that cannot be read or that it twice
  /// found to have another hash (`kCorrupt`).
  [[nodiscard]] Status send(const Upload& upload);

 private:
  /// How far a file has come.
  struct Progress {
    std::string location{};  ///< where the server has what was sent so far
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    bool is_sent_anew = false;  ///< the server threw it away once, since its hash was another
  };

  Uploader(Options options, HttpClient client)
      : options_(std::move(options)), client_(std::move(client)), piece_(options_.first_piece.value) {}
  [[nodiscard]] Status begin(const Upload& upload, Progress& progress);
  /// How much the server has; `kNotFound` when it has forgotten the upload.
  [[nodiscard]] Result<std::uint64_t> offset_of(const Upload& upload, const Progress& progress);
  /// Sends one piece, or finds out where to go on.
  [[nodiscard]] Status append(const Upload& upload, std::ifstream& file, Progress& progress);
  [[nodiscard]] Status on_refused(const Upload& upload, Progress& progress, const ClientResponse& response);
  void grow(std::chrono::nanoseconds took);
  [[nodiscard]] Status shrink(const Upload& upload, Progress& progress, const Error& error);
  [[nodiscard]] Status resolve_conflict(const Upload& upload, Progress& progress);
  [[nodiscard]] Result<ClientResponse> call(ClientRequest request);

  Options options_;
  HttpClient client_;
  std::uint64_t piece_;  ///< bytes of the next one
  std::string buffer_;   ///< the piece under way
};

}  // namespace eyrie::web
