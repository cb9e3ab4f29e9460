// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include "gateway/api/api.hpp"
#include "gateway/api/parameters.hpp"
#include "web/http/byte_range.hpp"
#include "web/http/problem.hpp"

namespace eyrie::gateway::api {
namespace {

/// A part of an object, read from the store as it is sent.
class BlobBody final : public web::BodySource {
 public:
  BlobBody(fleet::BlobStore& blobs, fleet::Principal principal, fleet::BlobKey key, std::uint64_t offset, std::uint64_t size)
      : blobs_(blobs), principal_(std::move(principal)), key_(std::move(key)), offset_(offset), size_(size), left_(size) {}

  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }

  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override {
    const auto bytes = blobs_.read(principal_, key_, offset_, std::min<std::uint64_t>(into.size(), left_));
    if (!bytes) return fail(bytes.error());
    std::transform(bytes->begin(), bytes->end(), into.begin(), [](std::uint8_t byte) { return std::byte{byte}; });
    offset_ += bytes->size();
    left_ -= bytes->size();
    return bytes->size();
  }

 private:
  fleet::BlobStore& blobs_;
  fleet::Principal principal_;
  fleet::BlobKey key_;
  std::uint64_t offset_;
  std::uint64_t size_;
  std::uint64_t left_;
};

web::Response not_satisfiable(std::uint64_t size) {
  auto response =
      web::problem(416, Error{.code = Error::kOutOfRange, .message = "the object has " + std::to_string(size) + " bytes"});
  response.headers.add("Content-Range", "bytes */" + std::to_string(size));
  return response;
}

Result<web::Response> get(Context& context, const web::Request& request, const fleet::Principal& principal) {
  const auto text = query_text(request, "key");
  if (!text) return fail(text.error());
  if (!*text) return fail(Error::kInvalidArgument, "parameter \"key\" is missing");
  const auto key = fleet::BlobKey::parse(**text);
  if (!key) return fail(key.error());
  const auto info = context.blobs.stat(principal, *key);
  if (!info) return fail(info.error());

  const std::string tag = "\"" + crypto::to_hex(info->sha256) + "\"";
  web::Response response;
  response.headers.add("ETag", tag);
  response.headers.add("Cache-Control", "private, max-age=31536000, immutable");  // an object never changes under its key
  if (request.header("if-none-match") == tag) {
    response.status = 304;
    return response;
  }
  response.headers.add("Content-Type", std::string(fleet::media_type_of(*key)));
  response.headers.add("Accept-Ranges", "bytes");
  const auto if_range = request.headers.find("if-range");
  const auto part =
      !if_range || *if_range == tag ? web::parse_range(request.header("range"), info->size.value) : web::RangeRequest{};
  if (part.outcome == web::RangeOutcome::kNotSatisfiable) return not_satisfiable(info->size.value);
  const bool is_part = part.outcome == web::RangeOutcome::kPart;
  if (is_part) {
    response.status = 206;
    response.headers.add("Content-Range", web::content_range(part.range, info->size.value));
  }
  response.body = std::make_unique<BlobBody>(context.blobs, principal, *key, is_part ? part.range.first : 0,
                                             is_part ? part.range.size() : info->size.value);
  return response;
}

}  // namespace

void add_objects(web::Router& router, Context& context) {
  router.add("GET", "/v1/objects", known(context, [&context](const auto& request, const auto& principal) {
               return get(context, request, principal);
             }));
}

}  // namespace eyrie::gateway::api
