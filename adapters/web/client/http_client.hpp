// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace eyrie::web {

using namespace eyrie::literals;

/// What is asked of a server.
struct ClientRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string_view body;  ///< belongs to the caller for the length of the call; sent for every method but GET and HEAD
};

/// What it answered, whatever the status.
struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;

  /// The first header of that lower-case name, or an empty text.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// An HTTP client over libcurl that keeps its connection between calls. Follows no redirects. Used by one thread at a time.
class HttpClient {
 public:
  struct Options {
    std::chrono::milliseconds connect_timeout{3'000};
    std::chrono::milliseconds timeout{30'000};  ///< of a whole call
    ByteCount max_response = 64_MiB;
    std::string ca_file;    ///< empty: the system's
    std::string cert_file;  ///< for mutual TLS
    std::string key_file;
  };
  [[nodiscard]] static Result<HttpClient> open(Options options);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// Blocks until the whole answer is there. Retryable `kUnavailable` or `kTimeout` when the server cannot be reached or
  /// breaks off, `kTooLarge` past `max_response`. Any status is an answer, not an error.
  [[nodiscard]] Result<ClientResponse> send(const ClientRequest& request);

 private:
  struct State;
  explicit HttpClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace eyrie::web
