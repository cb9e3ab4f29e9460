// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <fstream>

#include "crypto/base64.hpp"
#include "gateway/testing/gateway_fixture.hpp"
#include "web/client/uploader.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;

class UploadsApi : public GatewayFixture {
 protected:
  static std::string metadata(std::string_view key, std::string_view sha256) {
    const auto encode = [](std::string_view text) {
      return crypto::base64_encode(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    };
    return "key " + encode(key) + ",sha256 " + encode(sha256);
  }
  Answer create(const std::string& token, const std::string& key, std::size_t size, const std::string& hash) {
    return call(
        "POST", "/v1/uploads", {}, token,
        {{"Tus-Resumable", "1.0.0"}, {"Upload-Length", std::to_string(size)}, {"Upload-Metadata", metadata(key, hash)}});
  }
  Answer patch(const std::string& token, const std::string& at, std::size_t offset, std::string bytes) {
    return call("PATCH", at, std::move(bytes), token,
                {{"Tus-Resumable", "1.0.0"},
                 {"Upload-Offset", std::to_string(offset)},
                 {"Content-Type", "application/offset+octet-stream"}});
  }
  const std::string drone_ = enrol("drone-01");
  const std::string bytes_ = std::string(100'000, 'c') + "end";
  const std::string hash_ = crypto::to_hex(crypto::sha256(bytes_));
  const std::string key_ = "drone-01/2025/09/24/clip_1758705015120.mp4";
};

TEST_F(UploadsApi, GoesOnWhereItStoppedAndIsThenReadInParts) {
  const auto created = create(drone_, key_, bytes_.size(), hash_);
  ASSERT_EQ(created.status, 201) << created.body;
  const std::string at(created.raw.header("location"));
  EXPECT_EQ(patch(drone_, at, 0, bytes_.substr(0, 60'000)).status, 204);
  EXPECT_EQ(patch(drone_, at, 0, bytes_.substr(0, 60'000)).status, 409);
  const auto head = call("HEAD", at, {}, drone_, {{"Tus-Resumable", "1.0.0"}});
  EXPECT_EQ(head.raw.header("upload-offset"), "60000");
  EXPECT_EQ(head.raw.header("tus-resumable"), "1.0.0");
  const auto last = patch(drone_, at, 60'000, bytes_.substr(60'000));
  EXPECT_EQ(last.status, 204);
  EXPECT_EQ(last.raw.header("upload-offset"), std::to_string(bytes_.size()));

  const std::string viewer = sign_in_as(Role::kViewer);
  const auto whole = call("GET", "/v1/objects?key=" + key_, {}, viewer);
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, bytes_);
  EXPECT_EQ(whole.raw.header("content-type"), "video/mp4");
  const auto part = call("GET", "/v1/objects?key=" + key_, {}, viewer, {{"Range", "bytes=-3"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "end");
  EXPECT_EQ(call("GET", "/v1/objects?key=" + key_, {}, viewer, {{"Range", "bytes=200000-"}}).status, 416);
}

TEST_F(UploadsApi, EdgesUploaderIsUnderstood) {
  std::ofstream(folder_ / "clip.mp4", std::ios::binary) << bytes_;
  auto uploader = web::Uploader::open({.url = server_->url(), .token = drone_, .first_piece = {30'000}, .http = {}});
  ASSERT_TRUE(uploader);
  const web::Upload upload{.file = folder_ / "clip.mp4", .key = key_, .sha256 = hash_};
  const auto sent = uploader->send(upload);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_TRUE(uploader->send(upload)) << "what is there already is no failure";
  EXPECT_EQ(call("GET", "/v1/objects?key=" + key_, {}, sign_in_as(Role::kViewer)).body, bytes_);
}

TEST_F(UploadsApi, OtherBytesUnderAKeyAreRefusedBeforeAnyIsSent) {
  const std::string at(create(drone_, key_, bytes_.size(), hash_).raw.header("location"));
  ASSERT_EQ(patch(drone_, at, 0, bytes_).status, 204);
  EXPECT_EQ(create(drone_, key_, 5, crypto::to_hex(crypto::sha256("other"))).status, 409);
  const auto again = create(drone_, key_, bytes_.size(), hash_);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.raw.header("upload-offset"), std::to_string(bytes_.size()));
}

TEST_F(UploadsApi, DroneThatOnlyBeginsIsToldToWait) {
  Answer refused;
  for (int i = 0; i < 300 && refused.status != 507; ++i)
    refused = create(drone_, "drone-01/clip_" + std::to_string(i) + ".mp4", 100, hash_);
  EXPECT_EQ(refused.status, 507);
  EXPECT_NE(refused.body.find("Go on with those"), std::string::npos) << refused.body;
}

TEST_F(UploadsApi, OtherBytesThanTheHashTellsAreRefused) {
  const auto created = create(drone_, key_, 3, hash_);
  const std::string at(created.raw.header("location"));
  EXPECT_EQ(patch(drone_, at, 0, "abc").status, 409);
  EXPECT_EQ(call("HEAD", at, {}, drone_, {{"Tus-Resumable", "1.0.0"}}).status, 404);
}

TEST_F(UploadsApi, OnlyUnderTheDronesOwnName) {
  EXPECT_EQ(create(drone_, "drone-02/a.mp4", 3, hash_).status, 403);
  EXPECT_EQ(create(drone_, "drone-01/../a.mp4", 3, hash_).status, 400);
  EXPECT_EQ(create("wrong", key_, 3, hash_).status, 401);
  const std::string at(create(drone_, key_, 3, hash_).raw.header("location"));
  EXPECT_EQ(patch(enrol("drone-02"), at, 0, "abc").status, 403);
}

TEST_F(UploadsApi, WhatIsNoTusIsRefused) {
  EXPECT_EQ(call("POST", "/v1/uploads", {}, drone_, {{"Upload-Length", "1"}}).status, 400);
  EXPECT_EQ(call("POST", "/v1/uploads", {}, drone_, {{"Tus-Resumable", "0.2.2"}}).status, 412);
  const auto bad = [&](std::string length, std::string data) {
    return call("POST", "/v1/uploads", {}, drone_,
                {{"Tus-Resumable", "1.0.0"}, {"Upload-Length", length}, {"Upload-Metadata", data}})
        .status;
  };
  EXPECT_EQ(bad("x", metadata(key_, hash_)), 400);
  EXPECT_EQ(bad("-1", metadata(key_, hash_)), 400);
  EXPECT_EQ(bad("1", "key !!!"), 400);
  EXPECT_EQ(bad("1", "key YQ=="), 400);
  EXPECT_EQ(bad("1", metadata(key_, "beef")), 400);
  const std::string at(create(drone_, key_, 3, hash_).raw.header("location"));
  EXPECT_EQ(
      call("PATCH", at, "abc", drone_, {{"Tus-Resumable", "1.0.0"}, {"Upload-Offset", "0"}, {"Content-Type", "text/plain"}})
          .status,
      415);
  EXPECT_EQ(patch(drone_, "/v1/uploads/none", 0, "abc").status, 404);
  EXPECT_EQ(patch(drone_, "/v1/uploads/a%20b", 0, "abc").status, 400);
}

}  // namespace
}  // namespace eyrie::gateway
