// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/client/uploader.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <span>

#include "crypto/base64.hpp"

namespace eyrie::web {
namespace {

Result<std::uint64_t> read_offset(const ClientResponse& response) {
  const std::string_view text = response.header("upload-offset");
  std::uint64_t offset = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (problem == std::errc{} && end == text.data() + text.size()) return offset;
  return fail(Error::kCorrupt, "the gateway answered an upload without Upload-Offset");
}

/// What a refusal means to whoever has to decide about trying again.
Error to_error(const ClientResponse& response, const std::string& what) {
  const std::string message =
      what + ": the gateway answered " + std::to_string(response.status) + " " + response.body.substr(0, 300);
  switch (response.status) {
    case 401: return {.code = Error::kUnauthenticated, .message = message + " (setting: gateway.token)"};
    case 403: return {.code = Error::kPermissionDenied, .message = message};
    case 404: return {.code = Error::kNotFound, .message = message};
    case 409: return retryable(Error::kConflict, message);
    case 408:
    case 429:
    case 507: return retryable(Error::kExhausted, message);
    default: return {.code = Error::kUnavailable, .message = message, .can_retry = response.status >= 500};
  }
}

std::string encode(const std::string& text) {
  return crypto::base64_encode(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

/// The part of a URL before its path.
std::string origin_of(const std::string& url) {
  const auto scheme = url.find("://");
  return url.substr(0, url.find('/', scheme == std::string::npos ? 0 : scheme + 3));
}

}  // namespace

Result<Uploader> Uploader::open(Options options) {
  auto client = HttpClient::open(options.http);
  if (!client) return fail(client.error());
  while (options.url.ends_with('/')) options.url.pop_back();
  return Uploader(std::move(options), std::move(*client));
}

Result<ClientResponse> Uploader::call(ClientRequest request) {
  request.headers.emplace_back("Authorization", "Bearer " + options_.token);
  request.headers.emplace_back("Tus-Resumable", "1.0.0");
  return client_.send(request);
}

Status Uploader::create(Upload& upload, std::uint64_t size) {
  ClientRequest request{.method = "POST", .url = options_.url + "/v1/uploads", .headers = {}, .body = {}};
  request.headers.emplace_back("Upload-Length", std::to_string(size));
  request.headers.emplace_back("Upload-Metadata", "key " + encode(upload.key) + ",sha256 " + encode(upload.sha256));
  const auto response = call(std::move(request));
  if (!response) return fail(response.error());
  if (response->status != 201) return fail(to_error(*response, "cannot begin the upload of " + upload.key));
  const std::string_view location = response->header("location");
  if (location.empty()) return fail(Error::kCorrupt, "the gateway began an upload without saying where");
  upload.location = location.starts_with('/') ? origin_of(options_.url) + std::string(location) : std::string(location);
  return {};
}

Result<std::uint64_t> Uploader::offset_of(const Upload& upload) {
  const auto response = call({.method = "HEAD", .url = upload.location, .headers = {}, .body = {}});
  if (!response) return fail(response.error());
  if (response->status == 410) return fail(Error::kNotFound, "the gateway has given the upload up");
  if (response->status != 200) return fail(to_error(*response, "cannot go on with the upload of " + upload.key));
  return read_offset(*response);
}

Result<std::uint64_t> Uploader::append(const Upload& upload, std::uint64_t offset, std::string_view bytes) {
  ClientRequest request{.method = "PATCH", .url = upload.location, .headers = {}, .body = bytes};
  request.headers.emplace_back("Upload-Offset", std::to_string(offset));
  request.headers.emplace_back("Content-Type", "application/offset+octet-stream");
  const auto response = call(std::move(request));
  if (!response) return fail(response.error());
  if (response->status != 204) return fail(to_error(*response, "cannot upload " + upload.key));
  return read_offset(*response);
}

Status Uploader::send(Upload& upload) {
  std::ifstream file(upload.file, std::ios::binary | std::ios::ate);
  if (!file) return fail(Error::kNotFound, "cannot read " + upload.file.string());
  const auto size = static_cast<std::uint64_t>(file.tellg());

  std::uint64_t offset = 0;
  if (!upload.location.empty()) {
    const auto there = offset_of(upload);
    if (there) {
      offset = *there;
    } else if (there.error().code == Error::kNotFound) {
      upload.location.clear();
    } else {
      return fail(there.error());
    }
  }
  if (upload.location.empty()) {
    if (const auto created = create(upload, size); !created) return created;
  }
  std::string chunk;
  while (offset < size) {
    chunk.resize(static_cast<std::size_t>(std::min(options_.chunk.value, size - offset)));
    file.seekg(static_cast<std::streamoff>(offset));
    if (!file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())))
      return fail(Error::kCorrupt, "cannot read " + upload.file.string());
    const auto reached = append(upload, offset, chunk);
    if (!reached) return fail(reached.error());
    if (*reached <= offset || *reached > size)
      return fail(Error::kCorrupt, "the gateway miscounted the upload of " + upload.key);
    offset = *reached;
  }
  return {};
}

}  // namespace eyrie::web
