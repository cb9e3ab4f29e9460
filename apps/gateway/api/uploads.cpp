// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "crypto/base64.hpp"
#include "gateway/api/admission.hpp"
#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "web/http/problem.hpp"

/// Resumable uploads as tus 1.0 has them (https://tus.io/protocols/resumable-upload), with the creation extension.
namespace eyrie::gateway::api {
namespace {

using namespace eyrie::literals;
constexpr std::string_view kVersion = "1.0.0";
constexpr ByteCount kMaxPatch = 8_MiB;
constexpr std::int64_t kMaxUpload = std::int64_t{1} << 40;
constexpr std::size_t kMaxMetadata = 1000;

web::Response with_version(web::Response response) {
  response.headers.set("Tus-Resumable", std::string(kVersion));
  return response;
}

web::Response wrong_version() {
  auto response =
      web::problem(412, Error{.code = Error::kInvalidArgument, .message = "the header Tus-Resumable must say 1.0.0"});
  response.headers.add("Tus-Version", std::string(kVersion));
  return response;
}

/// The protocol's own frame around an action: who may not upload is told so first, then the protocol's version is asked for,
/// and every answer carries it.
web::Handler tus(Context& context, Action action) {
  auto handler =
      known(context, [action = std::move(action)](const auto& request, const auto& principal) -> Result<web::Response> {
        if (auto right = fleet::require(principal, fleet::Action::kReport); !right) return fail(right.error());
        if (!request.headers.find("tus-resumable"))
          return fail(Error::kInvalidArgument, "the header Tus-Resumable is missing");
        return request.header("tus-resumable") == kVersion ? action(request, principal) : wrong_version();
      });
  return [handler = std::move(handler)](const web::Request& request) { return with_version(handler(request)); };
}

/// `key <base64>,sha256 <base64>`
Result<std::map<std::string, std::string>> parse_metadata(std::string_view header) {
  std::map<std::string, std::string> metadata;
  while (!header.empty()) {
    const auto comma = header.find(',');
    std::string_view pair = header.substr(0, comma);
    header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    const auto space = pair.find(' ');
    const auto value = crypto::base64_decode(space == std::string_view::npos ? std::string_view{} : pair.substr(space + 1));
    if (!value) return fail(Error::kInvalidArgument, "Upload-Metadata: " + value.error().message);
    metadata.insert_or_assign(std::string(pair.substr(0, space)), std::string(value->begin(), value->end()));
  }
  return metadata;
}

Result<fleet::UploadRequest> read_request(const web::Request& request) {
  const auto length = parse_integer("Upload-Length", request.header("upload-length"), 0, kMaxUpload);
  if (!length) return fail(length.error());
  const std::string_view header = request.header("upload-metadata");
  if (header.size() > kMaxMetadata) return fail(Error::kInvalidArgument, "Upload-Metadata is longer than 1000 bytes");
  const auto metadata = parse_metadata(header);
  if (!metadata) return fail(metadata.error());
  if (!metadata->contains("key") || !metadata->contains("sha256")) {
    return fail(Error::kInvalidArgument, "Upload-Metadata must name key and sha256");
  }
  auto key = fleet::BlobKey::parse(metadata->at("key"));
  if (!key) return fail(key.error());
  const auto sha256 = crypto::digest_from_hex(metadata->at("sha256"));
  if (!sha256) return fail(sha256.error());
  return fleet::UploadRequest{.key = std::move(*key), .size = {static_cast<std::uint64_t>(*length)}, .sha256 = *sha256};
}

/// Finishes an upload whose last byte is there. Bytes of another hash are a conflict: the upload is gone and begins anew.
Status finish_if_whole(Context& context, const fleet::Principal& principal, const fleet::UploadState& state) {
  if (state.is_finished || state.offset < state.request.size.value) return {};
  const auto info = context.blobs.finish(principal, state.id);
  if (info) return {};
  if (info.error().code == Error::kCorrupt) return fail(Error::kConflict, info.error().message);
  return fail(info.error());
}

Result<web::Response> create(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto wanted = read_request(request);
  if (!wanted) return fail(wanted.error());
  const auto state = context.blobs.create_upload(principal, *wanted);
  if (!state) return fail(state.error());
  if (auto finished = finish_if_whole(context, principal, *state); !finished) return fail(finished.error());
  auto response = web::Response::empty(201);
  response.headers.add("Location", "/v1/uploads/" + state->id);
  response.headers.add("Upload-Offset", std::to_string(state->offset));
  return response;
}

Result<std::string> upload_id(const web::Request& request) {
  const auto id = request.path_parameter("upload_id");
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  if (id.empty() || id.size() > 64 || !std::all_of(id.begin(), id.end(), is_allowed)) {
    return fail(Error::kInvalidArgument, "not an upload's id");
  }
  return std::string(id);
}

Result<web::Response> offset(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = upload_id(request);
  if (!id) return fail(id.error());
  const auto state = context.blobs.upload(principal, *id);
  if (!state) return fail(state.error());
  // A gateway that was killed between the last byte and the check does the check now.
  if (auto finished = finish_if_whole(context, principal, *state); !finished)
    return fail(Error::kNotFound, finished.error().message);
  auto response = web::Response::empty(200);
  response.headers.add("Upload-Offset", std::to_string(state->offset));
  response.headers.add("Upload-Length", std::to_string(state->request.size.value));
  return response;
}

Result<web::Response> append(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto id = upload_id(request);
  if (!id) return fail(id.error());
  if (request.media_type() != "application/offset+octet-stream") {
    return fail(Error::kUnsupported, "the body must be application/offset+octet-stream");
  }
  const auto at = parse_integer("Upload-Offset", request.header("upload-offset"), 0, kMaxUpload);
  if (!at) return fail(at.error());
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(request.body.data());
  const auto state =
      context.blobs.append(principal, *id, static_cast<std::uint64_t>(*at), std::span(bytes, request.body.size()));
  if (!state) return fail(state.error());
  if (auto finished = finish_if_whole(context, principal, *state); !finished) return fail(finished.error());
  auto response = web::Response::empty(204);
  response.headers.add("Upload-Offset", std::to_string(state->offset));
  return response;
}

}  // namespace

void add_uploads(web::Router& router, Context& context) {
  const auto with_request = [&context](auto action) {
    return tus(context, [&context, action](const auto& request, const auto& principal) {
      return action(context, request, principal);
    });
  };
  router.add("POST", "/v1/uploads", with_request(create));
  router.add("HEAD", "/v1/uploads/{upload_id}", with_request(offset));
  router.add("PATCH", "/v1/uploads/{upload_id}", with_request(append),
             {.max_body = kMaxPatch, .guard = sender_who_may(context.doorman, fleet::Action::kReport)});
}

}  // namespace eyrie::gateway::api
