// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/client/download.hpp"

namespace eyrie::web {
namespace {

constexpr int kWhole = 200;
constexpr int kPart = 206;

std::unexpected<Error> refusal(const std::string& url, int status) {
  const std::string message = url + ": the server answered " + std::to_string(status);
  switch (status) {
    case 401:
    case 403: return fail(Error::kPermissionDenied, message + ", it does not give the file to everybody");
    case 404:
    case 410: return fail(Error::kNotFound, message + ", there is no such file");
    default: break;
  }
  if (status >= 500) return fail_for_now(Error::kUnavailable, message);
  if (status >= 300 && status < 400)
    return fail(Error::kUnsupported,
                message + ": the file has moved, and redirections are not followed. Name where it is now");
  return fail(Error::kUnsupported, message + " and no file");
}

/// Where in the file an answer's body begins.
Result<std::uint64_t> offset_of(const Download& file, const ClientResponse& head) {
  if (head.status == kWhole) return 0;
  if (head.status != kPart) return refusal(file.url, head.status);
  const std::string expected = "bytes " + std::to_string(file.begun) + "-";
  if (head.header("content-range").starts_with(expected)) return file.begun;
  return fail(Error::kUnsupported, file.url + ": the server sent another part of the file than was asked for");
}

}  // namespace

Status download(HttpClient& client, const Download& file, const TakePiece& take) {
  ClientRequest request{.method = "GET", .url = file.url, .headers = {}, .body = {}};
  if (file.begun > 0) request.headers.emplace_back("Range", "bytes=" + std::to_string(file.begun) + "-");
  std::uint64_t received = 0;
  const auto response = client.send(request, [&](const ClientResponse& head, std::string_view bytes) -> Status {
    const auto offset = offset_of(file, head);
    if (!offset) return fail(offset.error());
    if (*offset + received + bytes.size() > file.bytes) {
      return fail(Error::kTooLarge,
                  file.url + ": the server sends more than the " + std::to_string(file.bytes) + " bytes that the file has");
    }
    const Status taken = take(*offset + received, bytes);
    received += bytes.size();
    return taken;
  });
  if (!response) return fail(response.error());
  const auto offset = offset_of(file, *response);  // again: an answer without a body was not looked at yet
  if (!offset) return fail(offset.error());
  if (*offset + received == file.bytes) return {};
  return fail_for_now(Error::kUnavailable, file.url + ": the server sent " + std::to_string(*offset + received) + " of " +
                                               std::to_string(file.bytes) + " bytes");
}

}  // namespace eyrie::web
