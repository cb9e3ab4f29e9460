// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"
#include "gateway/testing/gateway_fixture.hpp"
#include "tests/support/raw_client.hpp"

namespace eyrie::gateway {
namespace {

using fleet::Role;
using test::RawClient;

class Admission : public GatewayFixture {
 protected:
  /// Announces a body and sends its first byte.
  RawClient announce(const std::string& method, const std::string& target, std::size_t size, const std::string& token = {}) {
    RawClient client(server_->port());
    std::string header =
        method + " " + target + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + std::to_string(size) + "\r\n";
    if (!token.empty()) header += "Authorization: Bearer " + token + "\r\n";
    client.send(header + "\r\n{");
    return client;
  }
  static constexpr std::size_t kPicture = 32UL << 20U;
  static constexpr std::size_t kPatch = 8UL << 20U;
};

TEST_F(Admission, FloodOfStrangersKeepsNobodyFromUploadingOrInferring) {
  std::vector<RawClient> infers;
  std::vector<RawClient> uploads;
  std::vector<RawClient> sign_ins;
  for (int i = 0; i < 40; ++i) {
    infers.push_back(announce("POST", "/infer", kPicture));
    uploads.push_back(announce("PATCH", "/v1/uploads/some", kPatch, "wrong"));
    sign_ins.push_back(announce("POST", "/v1/session", 16'000));
  }
  for (RawClient& client : infers) EXPECT_EQ(client.receive().status, 401);
  for (RawClient& client : uploads) EXPECT_EQ(client.receive().status, 401);

  const std::string person = sign_in_as(Role::kOperator);
  const std::string drone = enrol("drone-01");
  // A picture that is none is looked at, and so refused by the one who looks.
  const auto inferred = call("POST", "/infer", R"({"drone_id":"drone-01","frame_b64":"AAAA"})", person);
  EXPECT_EQ(inferred.status, 422) << inferred.body;

  const std::string bytes(kPatch, 'c');
  const auto encode = [](std::string_view text) {
    return crypto::base64_encode(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  };
  const auto created = call(
      "POST", "/v1/uploads", {}, drone,
      {{"Tus-Resumable", "1.0.0"},
       {"Upload-Length", std::to_string(bytes.size())},
       {"Upload-Metadata", "key " + encode("drone-01/a.mp4") + ",sha256 " + encode(crypto::to_hex(crypto::sha256(bytes)))}});
  ASSERT_EQ(created.status, 201) << created.body;
  const auto sent =
      call("PATCH", std::string(created.raw.header("location")), bytes, drone,
           {{"Tus-Resumable", "1.0.0"}, {"Upload-Offset", "0"}, {"Content-Type", "application/offset+octet-stream"}});
  EXPECT_EQ(sent.status, 204) << sent.body;
}

TEST_F(Admission, KnowingSomebodyIsNotEnoughForALargeBody) {
  const std::string viewer = sign_in_as(Role::kViewer);
  EXPECT_EQ(announce("POST", "/infer", kPicture, viewer).receive().status, 403);
  EXPECT_EQ(announce("PATCH", "/v1/uploads/some", kPatch, viewer).receive().status, 403);
  EXPECT_EQ(announce("POST", "/infer", kPicture, enrol("drone-01")).receive().status, 403);
}

TEST_F(Admission, SignInTakesASmallBodyOfAnybody) {
  EXPECT_EQ(announce("POST", "/v1/session", 16'385).receive().status, 413);
  EXPECT_EQ(call("POST", "/v1/session", R"({"username":"nobody","password":"at all"})").status, 401);
}

}  // namespace
}  // namespace eyrie::gateway
