// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
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

/// Takes a body as it arrives, in place of `ClientResponse::body`; `head` has status and headers. An error ends the call,
/// which then fails with it.
using TakeBody = std::function<Status(const ClientResponse& head, std::string_view bytes)>;

/// An HTTP client over libcurl that keeps its connection between calls. Follows no redirects. Used by one thread at a time.
///
/// Two limits tell a slow link from a dead one: `timeout` for calls that are short when all is well, and `lowest_rate` for
/// those that last as long as the link is thin. What counts as moved has left this machine: no more than 64 KiB lie unsent
/// in the socket's buffer.
class HttpClient {
 public:
  struct Options {
    std::chrono::milliseconds connect_timeout{3'000};
    std::chrono::milliseconds timeout{30'000};  ///< of a whole call; 0: no limit
    ByteCount lowest_rate{64};                  ///< bytes a second; a call that moves fewer for `patience` has failed
    std::chrono::seconds patience{30};
    ByteCount max_response = 64_MiB;
    std::string ca_file{};    ///< empty: the system's
    std::string cert_file{};  ///< for mutual TLS
    std::string key_file{};
    std::stop_token stop{};  ///< ends a call that is under way, at once
  };
  [[nodiscard]] static Result<HttpClient> open(Options options);
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;
  ~HttpClient();

  /// Blocks until the whole answer is there. Retryable `kUnavailable` or `kTimeout` when the server cannot be reached or
  /// breaks off or `stop` ends the call, `kTooLarge` past `max_response`. Any status is an answer, not an error.
  [[nodiscard]] Result<ClientResponse> send(const ClientRequest& request);

  /// The same for a body that is too large for memory: `take` gets it piece by piece, and `max_response` does not bound it.
  [[nodiscard]] Result<ClientResponse> send(const ClientRequest& request, const TakeBody& take);

 private:
  struct State;
  explicit HttpClient(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace eyrie::web
