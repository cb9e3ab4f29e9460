// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/client/uploader.hpp"

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

#include "base/time.hpp"
#include "crypto/base64.hpp"

namespace eyrie::web {
namespace {

Result<std::uint64_t> read_offset(const ClientResponse& response) {
  const std::string_view text = response.header("upload-offset");
  std::uint64_t offset = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (problem == std::errc{} && end == text.data() + text.size()) return offset;
  return fail_for_now(Error::kUnavailable, "the gateway answered an upload without Upload-Offset");
}

/// What a refusal means to whoever has to decide about trying again.
Error to_error(const ClientResponse& response, const std::string& what) {
  const std::string message =
      what + ": the gateway answered " + std::to_string(response.status) + " " + response.body.substr(0, 300);
  switch (response.status) {
    case 401: return {.code = Error::kUnauthenticated, .message = message + " (setting: gateway.token)"};
    case 403: return {.code = Error::kPermissionDenied, .message = message};
    case 404: return {.code = Error::kNotFound, .message = message};
    case 409: return {.code = Error::kConflict, .message = message};
    case 413: return {.code = Error::kTooLarge, .message = message};
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
  options.http.timeout = {};
  auto client = HttpClient::open(options.http);
  if (!client) return fail(client.error());
  while (options.url.ends_with('/')) options.url.pop_back();
  return Uploader(std::move(options), std::move(*client));
}

Status Uploader::send(const Upload& upload) {
  std::ifstream file(upload.file, std::ios::binary | std::ios::ate);
  if (!file) {
    const bool is_there = std::filesystem::exists(upload.file);
    return fail({.code = is_there ? Error::kUnavailable : Error::kCorrupt,
                 .message = "cannot open " + upload.file.string(),
                 .can_retry = is_there});
  }
  Progress progress{.size = static_cast<std::uint64_t>(file.tellg())};
  if (const auto begun = begin(upload, progress); !begun) return begun;
  while (progress.offset < progress.size) {
    if (const auto appended = append(upload, file, progress); !appended) return appended;
  }
  return {};
}

Status Uploader::begin(const Upload& upload, Progress& progress) {
  ClientRequest request{.method = "POST", .url = options_.url + "/v1/uploads", .headers = {}, .body = {}};
  request.headers.emplace_back("Upload-Length", std::to_string(progress.size));
  request.headers.emplace_back("Upload-Metadata", "key " + encode(upload.key) + ",sha256 " + encode(upload.sha256));
  const auto response = call(std::move(request));
  if (!response) return fail(response.error());
  if (response->status != 201) return fail(to_error(*response, "cannot begin the upload of " + upload.key));
  const std::string_view location = response->header("location");
  if (location.empty()) return fail_for_now(Error::kUnavailable, "the gateway began an upload without saying where");
  progress.location = location.starts_with('/') ? origin_of(options_.url) + std::string(location) : std::string(location);
  // What an earlier run of this program has sent, the gateway still has.
  const auto there = read_offset(*response);
  if (!there) return fail(there.error());
  progress.offset = *there;
  return {};
}

Result<std::uint64_t> Uploader::offset_of(const Upload& upload, const Progress& progress) {
  const auto response = call({.method = "HEAD", .url = progress.location, .headers = {}, .body = {}});
  if (!response) return fail(response.error());
  if (response->status == 410) return fail(Error::kNotFound, "the gateway has given the upload up");
  if (response->status != 200) return fail(to_error(*response, "cannot go on with the upload of " + upload.key));
  return read_offset(*response);
}

Status Uploader::append(const Upload& upload, std::ifstream& file, Progress& progress) {
  buffer_.resize(static_cast<std::size_t>(std::min(piece_, progress.size - progress.offset)));
  file.seekg(static_cast<std::streamoff>(progress.offset));
  if (!file.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size())))
    return fail(Error::kCorrupt, "cannot read " + upload.file.string());

  ClientRequest request{.method = "PATCH", .url = progress.location, .headers = {}, .body = buffer_};
  request.headers.emplace_back("Upload-Offset", std::to_string(progress.offset));
  request.headers.emplace_back("Content-Type", "application/offset+octet-stream");
  const auto began = system_clock().steady_now();
  const auto response = call(std::move(request));
  if (!response) return shrink(upload, progress, response.error());
  if (response->status != 204) return on_refused(upload, progress, *response);
  const auto reached = read_offset(*response);
  if (!reached) return fail(reached.error());
  if (*reached <= progress.offset || *reached > progress.size)
    return fail_for_now(Error::kUnavailable, "the gateway miscounted the upload of " + upload.key);
  progress.offset = *reached;
  grow(system_clock().steady_now() - began);
  return {};
}

Status Uploader::on_refused(const Upload& upload, Progress& progress, const ClientResponse& response) {
  Error error = to_error(response, "cannot upload " + upload.key);
  if (response.status == 413) return shrink(upload, progress, error);  // by something on the way: the gateway takes the size
  if (response.status == 409) return resolve_conflict(upload, progress);
  // An upload that is forgotten begins anew with the next call.
  if (response.status == 404 || response.status == 410) error.can_retry = true;
  return fail(std::move(error));
}

void Uploader::grow(std::chrono::nanoseconds took) {
  constexpr std::chrono::seconds kShort{5};
  if (took < kShort && buffer_.size() == piece_) piece_ = std::min(piece_ * 2, options_.largest_piece.value);
}

/// The piece did not get through. A smaller one may, if there is still anybody.
Status Uploader::shrink(const Upload& upload, Progress& progress, const Error& error) {
  const bool is_smallest = piece_ <= options_.smallest_piece.value;
  piece_ = std::max(piece_ / 2, options_.smallest_piece.value);
  if (is_smallest || options_.http.stop.stop_requested()) return fail(error);
  const auto there = offset_of(upload, progress);
  if (!there) return fail(there.error().code == Error::kNotFound ? error : there.error());
  progress.offset = *there;
  return {};
}

/// The gateway stands elsewhere than we thought (an answer was lost), or it has thrown the upload away: the bytes were not
/// those of the hash, or there are others under the key. Sending all once more tells which.
Status Uploader::resolve_conflict(const Upload& upload, Progress& progress) {
  const auto there = offset_of(upload, progress);
  if (there && *there != progress.offset) {
    progress.offset = *there;
    return {};
  }
  if (there) return fail_for_now(Error::kUnavailable, "the gateway contradicts itself over the upload of " + upload.key);
  if (there.error().code != Error::kNotFound) return fail(there.error());
  if (std::exchange(progress.is_sent_anew, true)) {
    return fail(Error::kCorrupt,
                "the gateway twice got other bytes for " + upload.key + " than its hash tells: the file is damaged");
  }
  return begin(upload, progress);
}

Result<ClientResponse> Uploader::call(ClientRequest request) {
  request.headers.emplace_back("Authorization", "Bearer " + options_.token);
  request.headers.emplace_back("Tus-Resumable", "1.0.0");
  return client_.send(request);
}

}  // namespace eyrie::web
